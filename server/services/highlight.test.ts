import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight } from './highlight.ts';

describe('highlight', () => {
  test.each([
    ['the text as a whole', 'Is the garden big?', 'garden big', 'Is the <mark>garden big</mark>?'],
    ['every hit, in any case', 'Garden, garden', 'GARDEN', '<mark>Garden</mark>, <mark>garden</mark>'],
    ['words, where the whole does not occur', 'a big garden', 'garden big', 'a <mark>big</mark> <mark>garden</mark>'],
    [
      'beginnings of longer words',
      'an inspection today',
      'today inspect',
      'an <mark>inspect</mark>ion <mark>today</mark>',
    ],
    ['no middles of words', 'a carport', 'port car', 'a <mark>car</mark>port'],
    [
      'markup as text',
      '<b>"Tom" & \'Jerry\'</b>',
      'tom',
      '&lt;b&gt;&quot;<mark>Tom</mark>&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;',
    ],
    ['a hit that is markup', 'a <b> c', '<b>', 'a <mark>&lt;b&gt;</mark> c'],
    ['signs of regular expressions', 'costs $5.00 (net)', '$5.00 (net)', 'costs <mark>$5.00 (net)</mark>'],
    ['nothing, where only a stem fits', 'he bought it', 'buy', 'he bought it'],
  ])('marks %s', (_name, content, query, expected) => {
    expect(highlight(content, query)).toBe(expected);
  });

  test('of a long text shows what is around the first hit', () => {
    const shown = highlight(`${'before '.repeat(100)}needle${' after'.repeat(100)}`, 'needle');
    expect(shown).toMatch(/^…(?:\w* )+<mark>needle<\/mark>(?: \w*)+…$/);
    expect(shown.length).toBeLessThan(200);
  });

  test('never throws, never cuts a character, and escapes all but its marks', () => {
    const anything = fc.string({
      unit: fc.constantFrom('a', 'B', ' ', '<', '&', '"', '🏡', 'é', '(', '\\', '-', '*', '$'),
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), anything, anything, (start, content, query) => {
        const shown = highlight(start + content + query, query || 'x');
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.replaceAll('<mark>', '').replaceAll('</mark>', '')).not.toMatch(/[<>"']/);
      }),
      { numRuns: 500 },
    );
  });
});
