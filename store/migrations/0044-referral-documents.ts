import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Files about referrals (ADR 43). What is kept is compressed already, so PostgreSQL does not try; it keeps the bytes beside the
 * row, where lists do not read them.
 */
export const referralDocuments: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table referrals add constraint referrals_of_organisation unique (id, organisation_id);

      create table referral_documents (
        id uuid primary key,
        request_id uuid not null constraint referral_documents_request_unique unique,
        organisation_id uuid not null,
        referral_id uuid not null,
        kind text not null constraint referral_documents_kind check (
          kind in ('blood-results', 'image', 'letter', 'other')
        ),
        text text constraint referral_documents_text check (length(text) between 1 and 80),
        name text not null constraint referral_documents_name check (length(name) between 1 and 120),
        type text not null constraint referral_documents_type check (
          type in ('application/pdf', 'image/jpeg', 'image/png')
        ),
        size integer not null,
        content bytea not null,
        checked boolean not null,
        added_at timestamptz not null,
        added_by uuid not null constraint referral_documents_adder_fk references people,
        taken_back_at timestamptz,
        taken_back_by uuid constraint referral_documents_taker_fk references people,
        taken_back_reason text constraint referral_documents_reason check (
          taken_back_reason in ('wrong-patient', 'wrong-document', 'cannot-be-read', 'sent-twice')
        ),
        constraint referral_documents_referral_fk foreign key (referral_id, organisation_id)
          references referrals (id, organisation_id),
        constraint referral_documents_size check (size between 1 and 10485760 and size = octet_length(content)),
        constraint referral_documents_which check (kind <> 'other' or text is not null),
        constraint referral_documents_taken_back check (
          num_nulls(taken_back_at, taken_back_by, taken_back_reason) in (0, 3)
        )
      );
      alter table referral_documents alter column content set storage external;
      create index referral_documents_of_referral on referral_documents (referral_id, added_at);
    `.execute(db);
  },
};
