import { describe, expect, test } from 'vitest';
import { isEmojiOnly, messageParts } from './messageParts.ts';

const links = (content: string) => messageParts(content).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

describe('messageParts', () => {
  test('joined together the parts are the text', () => {
    const content = 'See https://a.example/x, (http://b.example/y_(z)) and\njavascript:alert(1) <b>!';
    expect(
      messageParts(content)
        .map((part) => part.text)
        .join(''),
    ).toBe(content);
  });

  test('only http and https become links', () => {
    expect(links('javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.example')).toEqual([]);
    expect(links('http://a.example https://b.example/?q=1#top')).toEqual([
      'http://a.example',
      'https://b.example/?q=1#top',
    ]);
  });

  test('the end of a sentence is not the end of the address', () => {
    expect(links('Look at https://a.example/home. Nice!')).toEqual(['https://a.example/home']);
    expect(links('(https://a.example/home)')).toEqual(['https://a.example/home']);
    expect(links('https://a.example/House_(old)')).toEqual(['https://a.example/House_(old)']);
  });

  test('something that only begins like an address stays text', () => {
    expect(messageParts('http://')).toEqual([{ kind: 'text', text: 'http://' }]);
    expect(links('https://[')).toEqual([]);
  });
});

describe('isEmojiOnly', () => {
  test.each(['👍', '❤️', '👍🏽 🏡', '👨‍👩‍👧', '🇺🇸'])('%s is', (content) => expect(isEmojiOnly(content)).toBe(true));
  test.each(['3', '#', 'ok 👍', '', '👍👍👍👍', '   '])('%j is not', (content) =>
    expect(isEmojiOnly(content)).toBe(false),
  );
});
