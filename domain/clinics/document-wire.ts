import { z } from 'zod';
import * as id from '../ids.ts';
import { anyFile, type Endpoint, instant, name, nothing } from '../wire.ts';
import { askedDocument, documentKind } from './preflight.ts';

/** What can be kept: what every browser shows, and what scanners and cameras make. */
export const fileType = z.enum(['application/pdf', 'image/jpeg', 'image/png']);
export type FileType = z.infer<typeof fileType>;

/** In bytes: 10 MiB are some twenty scanned pages, or the largest photograph of a telephone. */
export const largestFile = 10 * 1024 * 1024;

/** How many documents one referral can have at a time. */
export const mostDocuments = 10;

/** Why a document is not to be read any more. */
export const takenBackReason = z.enum(['wrong-patient', 'wrong-document', 'cannot-be-read', 'sent-twice']);
export type TakenBackReason = z.infer<typeof takenBackReason>;

/** Nothing that could turn the words on a screen round, or hide some of them. */
const plain = name.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be plain text on one line');

/** A text as a header carries it: percent-encoded UTF-8. */
function encoded<T extends z.ZodType<unknown, string>>(schema: T) {
  return z
    .string()
    .max(2000)
    .transform((value, context) => {
      try {
        return decodeURIComponent(value);
      } catch {
        context.addIssue('must be percent-encoded');
        return z.NEVER;
      }
    })
    .pipe(schema);
}

export const documentView = askedDocument.extend({
  documentId: id.documentId,
  /** As the file was called where it came from. */
  name: z.string(),
  type: fileType,
  /** In bytes. */
  size: z.int().min(1),
  /** False where the service has nothing that looks for viruses. */
  checked: z.boolean(),
  addedByName: z.string(),
  addedAt: instant,
});
export type DocumentView = z.infer<typeof documentView>;

const referralDocuments = z.strictObject({
  /** Oldest first. */
  documents: z.array(documentView),
  /** Whether files that are added now are looked at for viruses. */
  checking: z.boolean(),
});
export type ReferralDocuments = z.infer<typeof referralDocuments>;

const referralParams = z.strictObject({ referralId: id.referralId });
const documentParams = z.strictObject({ documentId: id.documentId });

/** Files about a referral. They follow the patient, and whoever sees them in a visit reads them. */
export const documentEndpoints = {
  listDocuments: {
    method: 'get',
    path: '/api/referrals/:referralId/documents',
    auth: 'person',
    status: 200,
    summary:
      'The documents of a referral: for the healthcare of the prison where the patient is now, booking clerks, the clinician who is to see or has seen the patient for it, and whoever is in the visit.',
    params: referralParams,
    reply: referralDocuments,
  },
  addDocument: {
    method: 'post',
    path: '/api/referrals/:referralId/documents',
    auth: 'person',
    status: 201,
    summary:
      'Adds a file: PDF, JPEG or PNG, by its bytes, 10 MiB at most and ten to a referral. The same request sent twice adds one. What the open booking asks for of its kind is received. `invalid` for any other file and one with a virus, `conflict` when there are ten, `unavailable` when it cannot be checked for viruses now.',
    consumes: anyFile,
    params: referralParams,
    query: z.strictObject({ kind: documentKind, requestId: z.uuid() }),
    headers: z.object({
      'bedside-file-name': encoded(plain),
      /** Which document one of another kind is. */
      'bedside-document-text': encoded(plain.max(80)).optional(),
    }),
    body: z.file(),
    reply: documentView,
  },
  openDocument: {
    method: 'get',
    path: '/api/documents/:documentId/content',
    auth: 'person',
    status: 200,
    summary: 'The file itself, with the type that its bytes have. Every opening is in the audit trail.',
    params: documentParams,
    produces: anyFile,
    reply: z.file(),
  },
  takeDocumentBack: {
    method: 'post',
    path: '/api/documents/:documentId/taking-back',
    auth: 'person',
    status: 200,
    summary:
      'Takes a document back, by whoever may add one: nobody reads it any more. What the open booking asks for is needed again, unless there is another of it.',
    params: documentParams,
    body: z.strictObject({ reason: takenBackReason }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
