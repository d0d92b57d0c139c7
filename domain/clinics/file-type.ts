import { DomainError } from '../errors.ts';
import { type FileType, largestFile } from './document-wire.ts';

/** How a file of each type begins. Its name and what a browser says of it can be wrong, or made up. */
const beginnings: Readonly<Record<FileType, readonly number[]>> = {
  // "%PDF-"
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/jpeg': [0xff, 0xd8, 0xff],
  // "PNG" between a byte that is no text and both kinds of line ends
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

/** Of what type a file is, by its bytes. Throws `invalid` or `too-large` for one that is not kept, and says why. */
export function typeOfFile(content: Uint8Array): FileType {
  if (content.length === 0) throw new DomainError('invalid', 'file: it is empty');
  if (content.length > largestFile) throw new DomainError('too-large', tooLargeWords);
  const found = (Object.keys(beginnings) as FileType[]).find((type) =>
    beginnings[type].every((byte, place) => content[place] === byte),
  );
  if (found === undefined) throw new DomainError('invalid', 'file: it is not a PDF, JPEG or PNG file');
  return found;
}

/** Said of a file that is refused before it has been read. */
export const tooLargeWords = 'file: it is larger than 10 MB';
