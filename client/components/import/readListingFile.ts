import { limits } from '../../../shared/limits.ts';

/** Why a file was not taken, in words for people. */
export class UnreadableFile extends Error {}

/**
 * The text of a listing export. Exports come as UTF-8, as UTF-16 with a mark (Excel's "Unicode text"), or in the Windows code page;
 * decoding is tried in that order, so that no address loses its letters.
 * @throws UnreadableFile when it is too large, empty, or no text at all
 */
export async function readListingFile(file: File): Promise<string> {
  if (file.size > limits.importBytes) throw new UnreadableFile('The file is larger than 5 MB. Please split it in two.');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decode(bytes);
  if (text.trim() === '') throw new UnreadableFile('The file is empty.');
  // A spreadsheet or a picture: only their text export can be read.
  if (text.includes('\0'))
    throw new UnreadableFile('This is not a text file. Please export the list as CSV and choose that.');
  return text;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
