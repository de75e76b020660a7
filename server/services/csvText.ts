/**
 * Reads CSV text record by record, as exports of all origins really are: any line ending, quoted cells with line breaks, stray spaces
 * around quotes. It is written out here, and not left to a library, for one promise: a row with broken quoting costs no other row. When
 * a quote is never closed, or text follows a closed one, only that one line is given up, and reading goes on with the next; a library
 * would take everything up to the next quote, perhaps the rest of the file, for one cell.
 */

/** A quoted cell longer than this (RESO's `Media` is long) is taken for one whose closing quote is missing. It also bounds the work for hostile text. */
const maxQuotedLength = 100_000;

/** At the beginning of a text; also as it looks after somebody has read UTF-8 as Latin-1. */
export const byteOrderMark = /^(?:\uFEFF|\u00EF\u00BB\u00BF)+/;

export type CsvRecord = {
  /** The line of the text, from 1, on which the record begins. */
  line: number;
  cells: string[];
  /** Set when the line could not be read as a record; `cells` then holds what it looks like. */
  isMalformed: boolean;
};

/** Without byte order mark, with `\n` as the only line ending (inside quotes, too), and nothing on lines of white space. */
export function plainText(text: string): string {
  return text
    .replace(byteOrderMark, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^[^\S\n]+$/gm, '');
}

/** The records of `text` (as `plainText` leaves it), lazily. Empty lines are no records. */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord, void> {
  const unquoted = new RegExp(`[^\\n${delimiter.replace(/[\\\]^-]/, '\\$&')}]*`, 'y');
  let position = 0;
  let line = 1;
  while (position < text.length) {
    if (text[position] === '\n') {
      position += 1;
      line += 1;
      continue;
    }
    const record = readRecord(text, position, delimiter, unquoted);
    if (record) {
      yield { line, cells: record.cells, isMalformed: false };
      line += record.lines;
      position = record.end + 1;
    } else {
      const end = endOfLine(text, position);
      const cells = text
        .slice(position, end)
        .split(delimiter)
        .map((cell) => cell.trim().replace(/^"|"$/g, ''));
      yield { line, cells, isMalformed: true };
      line += 1;
      position = end + 1;
    }
  }
}

/** The record at `start` and where it ends (its line break or the end of the text), or `null` when its quoting is broken. */
function readRecord(
  text: string,
  start: number,
  delimiter: string,
  unquoted: RegExp,
): { cells: string[]; lines: number; end: number } | null {
  const cells: string[] = [];
  let lines = 1;
  let position = start;
  for (;;) {
    const open = skipSpaces(text, position);
    let end: number;
    if (text[open] === '"') {
      const quoted = readQuoted(text, open);
      if (!quoted) return null;
      cells.push(quoted.value);
      lines += quoted.value.split('\n').length - 1;
      end = skipSpaces(text, quoted.end);
    } else {
      unquoted.lastIndex = position;
      unquoted.test(text);
      end = unquoted.lastIndex;
      cells.push(text.slice(position, end));
    }
    if (end >= text.length || text[end] === '\n') return { cells, lines, end };
    if (text[end] !== delimiter) return null;
    position = end + 1;
  }
}

/** The cell whose quote opens at `open`, doubled quotes undone, and the position after the closing quote. */
function readQuoted(text: string, open: number): { value: string; end: number } | null {
  let value = '';
  let position = open + 1;
  while (value.length <= maxQuotedLength) {
    // Looking at a bounded piece keeps the cost of a missing quote from growing with the text.
    const piece = text.slice(position, position + maxQuotedLength);
    const length = piece.indexOf('"');
    if (length < 0) return null;
    value += piece.slice(0, length);
    position += length + 1;
    if (text[position] !== '"') return { value, end: position };
    value += '"';
    position += 1;
  }
  return null;
}

function skipSpaces(text: string, position: number): number {
  let after = position;
  while (text[after] === ' ') after += 1;
  return after;
}

function endOfLine(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end;
}
