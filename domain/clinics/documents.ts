import { type Actor, auditActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { DocumentId, ReferralId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { sees, type Sight, sightOf } from './clinic-access.ts';
import type { Referral } from './clinic.ts';
import type { FileScanner, KeptDocument } from './document-port.ts';
import {
  type DocumentView,
  type FileType,
  mostDocuments,
  type ReferralDocuments,
  type TakenBackReason,
} from './document-wire.ts';
import { typeOfFile } from './file-type.ts';
import { type AskedDocument, type DocumentState, isAsked, stateBy } from './preflight.ts';

/** `scanner` is absent where the service has nothing that looks for viruses. */
export type DocumentDeps = Pick<Deps, 'store' | 'newId' | 'log'> & { scanner: FileScanner | undefined };

/** Which documents a referral has. */
export async function listDocuments(
  deps: DocumentDeps,
  actor: Actor,
  { referralId }: { referralId: ReferralId },
): Promise<ReferralDocuments> {
  const sight = await sightOf(deps, actor, 'document:read');
  return deps.store.transact(async (tx) => {
    const referral = await requireReadable(tx, sight, await tx.documents.findReferral(referralId));
    const documents = await tx.documents.listDocuments(referralId);
    const detail = { count: documents.length };
    await tx.audit([entryOf(sight, referral, { action: 'documents.read', detail })]);
    return { documents, checking: deps.scanner !== undefined };
  });
}

type Adding = AskedDocument & {
  referralId: ReferralId;
  requestId: string;
  name: string;
  content: Uint8Array;
};

/**
 * Adds a file to a referral. The same request sent again answers with what it has added. Throws `invalid` or `too-large`
 * for a file that is not kept, `unavailable` when nobody can say whether a virus is in it, `conflict` when there are too many.
 */
export async function addDocument(deps: DocumentDeps, actor: Actor, adding: Adding): Promise<DocumentView> {
  const sight = await sightOf(deps, actor, 'document:add');
  const referral = await deps.store.transact(async (tx) =>
    requireReadable(tx, sight, await tx.documents.findReferral(adding.referralId)),
  );
  if (adding.kind === 'other' && adding.text === null) {
    throw new DomainError('invalid', 'document: say which document it is');
  }
  const type = typeOfFile(adding.content);
  const checked = await check(deps, { sight, referral, adding, type });
  return deps.store.transact(async (tx) => {
    // The patient may have moved while the file was looked at.
    await requireReadable(tx, sight, await tx.clinics.lockReferral(referral.id));
    const earlier = await tx.documents.findDocumentOfRequest(adding.requestId, adding.content);
    if (earlier !== undefined) return sameAsEarlier(earlier, adding);
    await requireRoom(tx, referral);
    const id = deps.newId() as DocumentId;
    const { organisationId } = referral;
    const addedBy = sight.person.personId;
    await tx.documents.addDocument({ ...adding, id, organisationId, type, checked, addedBy });
    await settleAsked(tx, referral, (asked) => (isAsked(asked, adding) ? 'received' : asked.state));
    const detail = { documentId: id, kind: adding.kind, type, size: adding.content.length, checked };
    await tx.audit([entryOf(sight, referral, { action: 'document.added', detail })]);
    return (await getDocument(tx, id)).view;
  });
}

/** The file, for whoever may read it. */
export async function openDocument(
  deps: DocumentDeps,
  actor: Actor,
  { documentId }: { documentId: DocumentId },
): Promise<Pick<DocumentView, 'name' | 'type'> & { content: Uint8Array }> {
  const sight = await sightOf(deps, actor, 'document:read');
  return deps.store.transact(async (tx) => {
    const { document, referral } = await requireDocument(tx, { sight, documentId });
    const { kind, type, name } = document.view;
    const detail = { documentId, kind, type };
    await tx.audit([entryOf(sight, referral, { action: 'document.opened', detail })]);
    return { name, type, content: await tx.documents.readContent(documentId) };
  });
}

/** Takes a document back, so that nobody reads it any more. It is kept as long as the referral, for whoever asks what was shown. */
export async function takeDocumentBack(
  deps: DocumentDeps,
  actor: Actor,
  { documentId, reason }: { documentId: DocumentId; reason: TakenBackReason },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'document:add');
  await deps.store.transact(async (tx) => {
    const { referral } = await requireDocument(tx, { sight, documentId });
    await tx.clinics.lockReferral(referral.id);
    const document = await getDocument(tx, documentId);
    if (document.isTakenBack) throw notFound('document');
    await tx.documents.takeBack(documentId, { reason, by: sight.person.personId });
    const left = await tx.documents.listNames(referral.id);
    await settleAsked(tx, referral, (asked) =>
      isAsked(asked, document.view) ? stateBy(asked, left) : asked.state,
    );
    const detail = { documentId, kind: document.view.kind, reason };
    await tx.audit([entryOf(sight, referral, { action: 'document.taken-back', detail })]);
  });
}

function notFound(what: string): DomainError {
  return new DomainError('not-found', `no such ${what}`);
}

/**
 * The referral, where the person reads its documents; else `not-found`. Where the patient is counts, not where a booking was:
 * documents follow the referral, and the prison that somebody has left reads them no more (A30).
 */
async function requireReadable(
  tx: Transaction,
  sight: Sight,
  referral: Referral | undefined,
): Promise<Referral> {
  const { personId, organisationId } = sight.person;
  if (referral?.organisationId !== organisationId) throw notFound('referral');
  if (!sees(sight, referral) && !(await tx.documents.isSeeing(personId, referral.id))) {
    throw notFound('referral');
  }
  return referral;
}

async function requireDocument(
  tx: Transaction,
  { sight, documentId }: { sight: Sight; documentId: DocumentId },
): Promise<{ document: KeptDocument; referral: Referral }> {
  const document = await tx.documents.findDocument(documentId);
  if (document === undefined || document.isTakenBack) throw notFound('document');
  const referral = await requireReadable(tx, sight, await tx.documents.findReferral(document.referralId));
  return { document, referral };
}

async function getDocument(tx: Transaction, documentId: DocumentId): Promise<KeptDocument> {
  const found = await tx.documents.findDocument(documentId);
  if (found === undefined) throw notFound('document');
  return found;
}

/** A request that was sent again has the same file, of the same kind, for the same referral. */
function sameAsEarlier(
  { document, isSameFile }: { document: KeptDocument; isSameFile: boolean },
  { referralId, kind, text }: Adding,
): DocumentView {
  const { view } = document;
  const isSame = document.referralId === referralId && view.kind === kind && view.text === text;
  if (!isSame || !isSameFile || document.isTakenBack) {
    throw new DomainError('conflict', 'this request has added another document already');
  }
  return view;
}

async function requireRoom(tx: Transaction, { id, state }: Referral): Promise<void> {
  if (state === 'closed') throw new DomainError('wrong-phase', 'this referral is closed');
  if ((await tx.documents.listNames(id)).length >= mostDocuments) {
    throw new DomainError('conflict', 'this referral has ten documents already: take one back first');
  }
}

type Checking = { sight: Sight; referral: Referral; adding: Adding; type: FileType };

/** Whether a scanner has found it clean; false where there is none. An infected file is written down and refused. */
async function check({ store, scanner, log }: DocumentDeps, checking: Checking): Promise<boolean> {
  if (scanner === undefined) return false;
  const { sight, referral, adding, type } = checking;
  const found = await scanner.scan(adding.content).catch((error: unknown) => {
    log.error('a file could not be checked for viruses', error);
    const words =
      'file: it cannot be checked for viruses now, so it was not kept; try again in a few minutes';
    throw new DomainError('unavailable', words, { cause: error });
  });
  if (found === 'clean') return true;
  const detail = { kind: adding.kind, type, size: adding.content.length };
  await store.transact((tx) => tx.audit([entryOf(sight, referral, { action: 'document.refused', detail })]));
  throw new DomainError('invalid', 'file: a virus was found in it, so it was not kept');
}

/** What the open booking asks for stands as `stateOf` says. */
async function settleAsked(
  tx: Transaction,
  { id }: Referral,
  stateOf: (asked: AskedDocument & { state: DocumentState }) => DocumentState,
): Promise<void> {
  const open = await tx.clinics.findOpenBooking(id);
  const booking = open && (await tx.clinics.lockBooking(open.id));
  if (booking === undefined) return;
  const before = await tx.lists.getPreflight(booking.id);
  const documents = before.documents.map((asked) => ({ ...asked, state: stateOf(asked) }));
  if (documents.every(({ state }, place) => state === before.documents[place]?.state)) return;
  await tx.lists.setPreflight(booking.id, { ...before, documents, revision: before.revision + 1 });
}

type DocumentAction = Extract<AuditAction, `document.${string}` | 'documents.read'>;

/** Under the referral, so that it is kept as long; never the name of the file, which may be that of the patient. */
function entryOf(
  { person }: Sight,
  { id, organisationId, patientId }: Referral,
  { action, detail }: { action: DocumentAction; detail: AuditDetail },
): AuditEntry {
  const about = { kind: 'referral', id, organisationId };
  return auditEntry(auditActor(person), { action, about, detail: { patientId, ...detail } });
}
