import {
  largestFile,
  type DocumentView,
  type TakenBackReason,
} from '../../../domain/clinics/document-wire.ts';
import type { AskedDocument, DocumentKind } from '../../../domain/clinics/preflight.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';

export const documentWords: Record<DocumentKind, string> = {
  'blood-results': 'Blood results',
  image: 'An image',
  letter: 'A letter',
  other: 'Another document',
};

export const takenBackWords: Record<TakenBackReason, string> = {
  'wrong-patient': 'It is about another patient',
  'wrong-document': 'It is not the document that was meant',
  'cannot-be-read': 'It cannot be read',
  'sent-twice': 'It is there twice',
};

/** `Blood results`, `Another document: photographs`. */
export function nameOfDocument({ kind, text }: AskedDocument): string {
  return text === null ? documentWords[kind] : `${documentWords[kind]}: ${text}`;
}

/** `PDF, 240 kB. Added by Sam Reed, Mon 30 Nov 2026 at 14:30`. */
export function aboutDocument({ type, size, addedByName, addedAt }: DocumentView): string {
  const at = new Date(addedAt);
  const what = `${typeWords[type]}, ${sizeWords(size)}`;
  return `${what}. Added by ${addedByName}, ${dayInWords(at)} at ${clockOf(at)}`;
}

const typeWords: Record<DocumentView['type'], string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG picture',
  'image/png': 'PNG picture',
};

/** `240 kB`, `2.3 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024 * 1024) return `${String(Math.max(1, Math.round(bytes / 1024)))} kB`;
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}

/** What is wrong with a file that somebody has chosen, before it is sent; null where nothing is. */
export function fileProblem(file: Pick<File, 'size'> | null): string | null {
  if (file === null) return 'Choose a file';
  if (file.size === 0) return 'The file is empty. Choose another one';
  return file.size > largestFile ? 'The file is larger than 10 MB. Choose a smaller one' : null;
}

/** The name as it is sent: on one line, without what cannot be seen, and no longer than is kept; its end says what it is. */
export function nameToSend(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (plain.length <= 120) return plain === '' ? 'document' : plain;
  return `${plain.slice(0, 100)}…${plain.slice(-19)}`.toWellFormed();
}
