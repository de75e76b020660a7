import { describe, expect, it } from 'vitest';
import { readImageUrl } from './listingPictures.ts';

const first = 'https://x.test/a.jpg';
const second = 'https://x.test/b.jpg';

describe('readImageUrl', () => {
  it('takes web addresses and paths on this server', () => {
    expect(readImageUrl('https://example.com/a.jpg?x=1')).toBe('https://example.com/a.jpg?x=1');
    expect(readImageUrl('/homes/a.svg')).toBe('/homes/a.svg');
    expect(readImageUrl('//cdn.example.com/a.jpg')).toBe('https://cdn.example.com/a.jpg');
    expect(readImageUrl('www.x.test/a.jpg')).toBe('https://www.x.test/a.jpg');
  });

  it('takes the first of several', () => {
    expect(readImageUrl('https://example.com/a,b.jpg, https://example.com/2.jpg')).toBe('https://example.com/a,b.jpg');
    expect(readImageUrl('https://example.com/1.jpg|https://example.com/2.jpg')).toBe('https://example.com/1.jpg');
    expect(readImageUrl([first, second])).toBe(first);
  });

  it.each([
    ['an object', { MediaURL: first }],
    ['a list of objects', [{ MediaURL: first }, { MediaURL: second }]],
    ['JSON text of a list of objects', '[{"MediaURL":"https://x.test/a.jpg"}]'],
    ['JSON text of a list of addresses', '["https://x.test/a.jpg","https://x.test/b.jpg"]'],
    ['JSON text of an object', '{"url":"https://x.test/a.jpg"}'],
  ])('reads %s', (_name, media) => {
    expect(readImageUrl(media)).toBe(first);
  });

  it('of media with an order takes the lowest, and of those it can use', () => {
    const media = [
      { MediaURL: 'https://x.test/last.jpg' },
      { MediaURL: second, Order: 10 },
      { MediaURL: first, Order: '2' },
      { MediaURL: 'photo1.jpg', Order: 0 },
      { Order: 1 },
    ];
    expect(readImageUrl(media)).toBe(first);
    expect(readImageUrl(JSON.stringify(media))).toBe(first);
  });

  it.each<unknown>([
    '25',
    'Y',
    '',
    null,
    7,
    true,
    {},
    [],
    [null],
    'photo1.jpg',
    'javascript:alert(1)',
    'data:image/png;base64,xx',
    'http://',
    '/\\evil.example',
    'https://a b',
    'ftp://x/y',
    'https://x.test/a\0.jpg',
    'https://x.test/\ud800.jpg',
    `https://x.test/${'x'.repeat(2_000)}`,
    '[{"MediaURL":',
    '{"MediaURL":{"toString":1,"valueOf":1},"Order":{"toString":1,"valueOf":1}}',
    '[['.repeat(50_000),
  ])('takes %j for no picture', (value) => {
    expect(readImageUrl(value)).toBe(null);
  });

  it('reads a long run of separators in a moment', () => {
    const started = performance.now();
    readImageUrl(`https://example.com/${' '.repeat(1_000_000)}x`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
