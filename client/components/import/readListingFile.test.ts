import { describe, expect, test } from 'vitest';
import { limits } from '../../../shared/limits.ts';
import { readListingFile, UnreadableFile } from './readListingFile.ts';

const file = (...parts: BlobPart[]) => new File(parts, 'listings.csv');

describe('readListingFile', () => {
  test('reads UTF-8, UTF-16 and the Windows code page alike', async () => {
    const text = 'address\r12 Peña Blvd';
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]),
    ]);
    const windows = new Uint8Array([...text].map((letter) => letter.charCodeAt(0)));
    expect(await readListingFile(file(text))).toBe(text);
    expect(await readListingFile(file(utf16))).toBe(text);
    expect(await readListingFile(file(windows))).toBe(text);
  });

  test('refuses what is empty, too large or no text', async () => {
    await expect(readListingFile(file(' \n'))).rejects.toThrow(UnreadableFile);
    await expect(readListingFile(file('PK\u0003\u0004\0\0'))).rejects.toThrow('CSV');
    await expect(readListingFile(file(new Uint8Array(limits.importBytes + 1)))).rejects.toThrow('5 MB');
  });
});
