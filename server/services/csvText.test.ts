import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvRecords, plainText } from './csvText.ts';

const read = (text: string, delimiter = ',') => [...csvRecords(plainText(text), delimiter)];
const cells = (text: string, delimiter = ',') => read(text, delimiter).map((record) => record.cells);

describe('csvRecords', () => {
  it.each([
    ['CR', 'a,b\r1,2\r'],
    ['LF', 'a,b\n1,2\n'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['mixed line ends', 'a,b\r\n1,2\r'],
    ['a byte order mark', '\uFEFFa,b\n1,2'],
  ])('reads %s', (_name, text) => {
    expect(cells(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps delimiters, line breaks and doubled quotes inside quotes', () => {
    expect(cells('"a,b","c\r\nd","say ""hi"""\n')).toEqual([['a,b', 'c\nd', 'say "hi"']]);
  });

  it('takes spaces around quotes for nothing, and a quote inside an unquoted cell for itself', () => {
    expect(cells('1, "a, b" ,12" pipe')).toEqual([['1', 'a, b', '12" pipe']]);
  });

  it('says on which line each record begins', () => {
    expect(read('a\n\n"b\nc"\nd').map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  it.each([
    ['a quote that is never closed', '"bad,1\ngood,2\nbetter,3'],
    ['text after a closed quote', '"bad"x,1\ngood,2\nbetter,3'],
    ['a quote that the next row closes', '"bad,1\n"good",2\nbetter,3'],
  ])('%s costs no other row', (_name, text) => {
    const records = read(text);
    expect(records.map(({ isMalformed }) => isMalformed)).toEqual([true, false, false]);
    expect(records.slice(1).map((record) => record.cells)).toEqual([
      ['good', '2'],
      ['better', '3'],
    ]);
  });

  it('reads a large text of open quotes in a moment', () => {
    const started = performance.now();
    for (const record of csvRecords('"open\n'.repeat(2_001), ',')) expect(record.isMalformed).toBe(true);
    for (const record of csvRecords(`"${'x'.repeat(5_000_000)}`, ',')) expect(record.isMalformed).toBe(true);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('reads back whatever is written as CSV', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\t', '|', '\n', 'é', '0') });
    // A row of nothing but one empty cell is written as an empty line, which is no record.
    const row = fc.array(cell, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom(',', ';', '\t', '|'), (rows, delimiter) => {
        const text = Papa.unparse(rows, { delimiter, quotes: true, newline: '\r\n' });
        // Lines of white space are emptied before, inside quotes, too.
        const expected = rows.map((cells) => cells.map((cell) => cell.replace(/(?<=\n)[^\S\n]+(?=\n)/g, '')));
        expect(cells(text, delimiter)).toEqual(expected);
      }),
    );
  });
});
