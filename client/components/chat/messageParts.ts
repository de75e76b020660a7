/** What a message's text consists of. Content is never markup: a part is shown as text, and only http(s) becomes a link. */
export type MessagePart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const address = /\bhttps?:\/\/[^\s<>"']+/giu;
/** A sentence's end is not the address's end. */
const trailing = /[.,;:!?)\]}»”’]+$/u;

/** The end of the address itself: closing brackets stay only where the address opened them (`…/House_(old)`). */
function withoutTrailing(found: string): string {
  const rest = found.replace(trailing, '');
  const isOpen = rest.split('(').length > rest.split(')').length;
  return isOpen && found[rest.length] === ')' ? `${rest})` : rest;
}

function hrefOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

/** Splits text into plain stretches and links, in order; joined together the parts are the text. */
export function messageParts(content: string): MessagePart[] {
  const parts: MessagePart[] = [];
  let end = 0;
  for (const match of content.matchAll(address)) {
    const text = withoutTrailing(match[0]);
    const href = hrefOf(text);
    if (href === null) continue;
    if (match.index > end) parts.push({ kind: 'text', text: content.slice(end, match.index) });
    parts.push({ kind: 'link', text, href });
    end = match.index + text.length;
  }
  if (end < content.length) parts.push({ kind: 'text', text: content.slice(end) });
  return parts;
}

const emojiOnly =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{200d}|\u{fe0f}|\s)+$/u;

/** One to three emoji and nothing else: shown bigger. */
export function isEmojiOnly(content: string): boolean {
  if (content.length > 40 || !emojiOnly.test(content)) return false;
  const segments = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(content)];
  const shown = segments.filter(({ segment }) => segment.trim() !== '');
  return shown.length > 0 && shown.length <= 3;
}
