const excerptLength = 160;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * An excerpt of `content` around the first hit of `query`, HTML-escaped, with every hit in `<mark>`: the query as a whole where it
 * occurs literally, otherwise its words, also as beginnings of longer ones ("inspect" in "inspection").
 */
export function highlight(content: string, query: string): string {
  const whole = new RegExp(escapePattern(query), 'giu');
  const words = query.split(/[\s"]+/u).filter((word) => word && !word.startsWith('-'));
  const pattern = whole.test(content)
    ? new RegExp(escapePattern(query), 'giu')
    : new RegExp(words.length > 0 ? `(?<![\\p{L}\\p{N}])(?:${words.map(escapePattern).join('|')})` : '(?!)', 'giu');

  const first = content.search(pattern);
  let start = Math.max(0, first - excerptLength / 4);
  if (start > 0 && isLowSurrogate(content, start)) start -= 1;
  let end = Math.min(content.length, start + excerptLength);
  if (end < content.length && isLowSurrogate(content, end)) end -= 1;
  const excerpt = content.slice(start, end);

  let marked = '';
  let position = 0;
  for (const match of excerpt.matchAll(pattern)) {
    marked += `${escapeHtml(excerpt.slice(position, match.index))}<mark>${escapeHtml(match[0])}</mark>`;
    position = match.index + match[0].length;
  }
  marked += escapeHtml(excerpt.slice(position));
  return `${start > 0 ? '…' : ''}${marked}${end < content.length ? '…' : ''}`;
}

const isLowSurrogate = (text: string, index: number) => {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
};
