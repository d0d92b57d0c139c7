import { type Kysely, sql } from 'kysely';
import type { DocumentWrites, KeptDocument } from '../../domain/clinics/document-port.ts';
import type { DocumentView } from '../../domain/clinics/document-wire.ts';
import type { Database } from '../schema.ts';
import { clinicReads } from './clinic-reads.ts';

/** Files about referrals. Lists leave their bytes where they are. */
export function documentWrites(db: Kysely<Database>, now: Date): DocumentWrites {
  return {
    ...documentReads(db),

    async addDocument(document) {
      const { content } = document;
      await db
        .insertInto('referral_documents')
        .values({
          id: document.id,
          request_id: document.requestId,
          organisation_id: document.organisationId,
          referral_id: document.referralId,
          kind: document.kind,
          text: document.text,
          name: document.name,
          type: document.type,
          size: content.length,
          content,
          checked: document.checked,
          added_at: now,
          added_by: document.addedBy,
        })
        .execute();
    },

    async takeBack(documentId, { reason, by }) {
      await db
        .updateTable('referral_documents')
        .set({ taken_back_at: now, taken_back_by: by, taken_back_reason: reason })
        .where('id', '=', documentId)
        .where('taken_back_at', 'is', null)
        .execute();
    },
  };
}

function documentReads(db: Kysely<Database>): Omit<DocumentWrites, 'addDocument' | 'takeBack'> {
  const there = () => selectDocuments(db).where('d.taken_back_at', 'is', null);
  const { findReferral } = clinicReads(db);
  return {
    ...seeingReads(db),
    findReferral,

    async listDocuments(referralId) {
      const rows = await there()
        .where('d.referral_id', '=', referralId)
        .orderBy('d.added_at')
        .orderBy('d.id')
        .execute();
      return rows.map(viewOf);
    },

    listNames: (referralId) =>
      db
        .selectFrom('referral_documents')
        .select(['kind', 'text'])
        .where('referral_id', '=', referralId)
        .where('taken_back_at', 'is', null)
        .execute(),

    async findDocument(documentId) {
      const row = await selectDocuments(db).where('d.id', '=', documentId).executeTakeFirst();
      return row && keptOf(row);
    },

    async findDocumentOfRequest(requestId, content) {
      const row = await selectDocuments(db)
        .select(sql<boolean>`d.content = ${content}`.as('is_same'))
        .where('d.request_id', '=', requestId)
        .executeTakeFirst();
      return row && { document: keptOf(row), isSameFile: row.is_same };
    },

    async readContent(documentId) {
      const { content } = await db
        .selectFrom('referral_documents')
        .select('content')
        .where('id', '=', documentId)
        .executeTakeFirstOrThrow();
      return content;
    },
  };
}

function seeingReads(db: Kysely<Database>): Pick<DocumentWrites, 'isSeeing'> {
  return {
    async isSeeing(personId, referralId) {
      const { rows } = await sql`
        select from bookings b
        where b.referral_id = ${referralId}::uuid and (
          (b.clinician_id = ${personId}::uuid and b.state in ('booked', 'running', 'done'))
          or exists (
            select from visits v where v.booking_id = b.id and v.ended_at is null and (
              v.clinician_id = ${personId}::uuid
              or exists (
                select from offers o
                where o.visit_id = v.id and o.clinician_id = ${personId}::uuid
                  and o.state = 'accepted' and o.released_at is null
              )
            )
          )
        )
        limit 1
      `.execute(db);
      return rows.length > 0;
    },
  };
}

function selectDocuments(db: Kysely<Database>) {
  return db
    .selectFrom('referral_documents as d')
    .innerJoin('people as adder', 'adder.id', 'd.added_by')
    .select(['d.id', 'd.referral_id', 'd.kind', 'd.text', 'd.name', 'd.type', 'd.size', 'd.checked'])
    .select(['d.added_at', 'd.taken_back_at', 'adder.name as added_by_name']);
}

type DocumentRow = Awaited<ReturnType<ReturnType<typeof selectDocuments>['executeTakeFirstOrThrow']>>;

function viewOf(row: DocumentRow): DocumentView {
  const { kind, text, name, type, size, checked } = row;
  return {
    ...{ documentId: row.id, kind, text, name, type, size, checked },
    addedByName: row.added_by_name,
    addedAt: row.added_at.toISOString(),
  };
}

function keptOf(row: DocumentRow): KeptDocument {
  return { view: viewOf(row), referralId: row.referral_id, isTakenBack: row.taken_back_at !== null };
}
