import type { DocumentId, OrganisationId, PersonId, ReferralId } from '../ids.ts';
import type { Referral } from './clinic.ts';
import type { DocumentView, FileType, TakenBackReason } from './document-wire.ts';
import type { AskedDocument } from './preflight.ts';

/** A file that is to be kept. */
export type NewDocument = AskedDocument & {
  readonly id: DocumentId;
  readonly requestId: string;
  readonly organisationId: OrganisationId;
  readonly referralId: ReferralId;
  readonly name: string;
  readonly type: FileType;
  readonly content: Uint8Array;
  readonly checked: boolean;
  readonly addedBy: PersonId;
};

/** What the rules need to know of one, without its bytes. */
export type KeptDocument = {
  readonly view: DocumentView;
  readonly referralId: ReferralId;
  readonly isTakenBack: boolean;
};

export type DocumentWrites = {
  /** As it is now: documents are read by where the patient is. */
  findReferral(referralId: ReferralId): Promise<Referral | undefined>;
  addDocument(document: NewDocument): Promise<void>;
  /** Those of the referral that are not taken back, oldest first. */
  listDocuments(referralId: ReferralId): Promise<DocumentView[]>;
  /** What they are, without anything else. */
  listNames(referralId: ReferralId): Promise<AskedDocument[]>;
  findDocument(documentId: DocumentId): Promise<KeptDocument | undefined>;
  /** What a request with this id has added, and whether it was this very file. */
  findDocumentOfRequest(
    requestId: string,
    content: Uint8Array,
  ): Promise<{ document: KeptDocument; isSameFile: boolean } | undefined>;
  readContent(documentId: DocumentId): Promise<Uint8Array>;
  takeBack(documentId: DocumentId, why: { reason: TakenBackReason; by: PersonId }): Promise<void>;
  /** Whether the person holds a clinic in which the patient is, or was, to be seen for this, or is in the visit now. */
  isSeeing(personId: PersonId, referralId: ReferralId): Promise<boolean>;
};

/** Looks for viruses in a file. Rejects when it cannot say. */
export type FileScanner = { scan(content: Uint8Array): Promise<'clean' | 'infected'> };
