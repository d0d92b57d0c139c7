import { randomUUID } from 'node:crypto';
import type { DocumentKind } from '../../domain/clinics/preflight.ts';
import type { DocumentView } from '../../domain/clinics/document-wire.ts';
import type { DocumentId, ReferralId } from '../../domain/ids.ts';
import { type Asking, ask } from './rest-client.ts';

/** The smallest files of their kinds: a PDF of one empty page, and a picture of one white dot. */
export const files = {
  pdf: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj ' +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  ),
  png: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAusB9Y9lH8sAAAAASUVORK5CYII=',
    'base64',
  ),
  jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0xff, 0xd9]),
};

type Adding = {
  token: string;
  referralId: ReferralId;
  kind?: DocumentKind;
  name?: string;
  text?: string;
  content?: Uint8Array<ArrayBuffer>;
  requestId?: string;
};

/** What a page sends to add a file. */
export function adding({ token, referralId, ...given }: Adding): Asking<'addDocument'> {
  const { kind = 'letter', name = 'letter.pdf', text, content = files.pdf, requestId = randomUUID() } = given;
  return {
    token,
    params: { referralId },
    query: { kind, requestId },
    headers: {
      'bedside-file-name': encodeURIComponent(name),
      ...(text !== undefined && { 'bedside-document-text': encodeURIComponent(text) }),
    },
    body: new File([content], name),
  };
}

/** A document that is there. */
export async function addDocument(at: { url: string }, given: Adding): Promise<DocumentId> {
  return (await ask(at, 'addDocument', adding(given))).value.documentId;
}

/** The names of some documents, as they are shown. */
export function namesOf(documents: readonly DocumentView[]): string[] {
  return documents.map(({ name }) => name);
}
