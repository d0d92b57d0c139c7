import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const proposals = sql`
  create table proposals (
    id uuid primary key,
    organisation_id uuid not null constraint proposals_organisation_fk references organisations,
    queue_id uuid not null,
    site_id uuid constraint proposals_site_fk references sites,
    from_queue_id uuid,
    before jsonb,
    after jsonb,
    proposed_by uuid not null constraint proposals_proposer_fk references people,
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null constraint proposals_state check (
      state in ('open', 'confirmed', 'alone', 'rejected', 'withdrawn', 'expired')
    ),
    settled_by uuid constraint proposals_settler_fk references people,
    settled_at timestamptz,
    reason text,
    constraint proposals_queue_fk foreign key (queue_id, organisation_id) references queues (id, organisation_id),
    constraint proposals_from_queue_fk foreign key (from_queue_id, organisation_id)
      references queues (id, organisation_id),
    constraint proposals_kind check (
      case when site_id is null then num_nonnulls(before, after) = 2 and from_queue_id is null
        else num_nonnulls(before, after) = 0 and from_queue_id is not null end
    ),
    constraint proposals_settled check (
      (state = 'open') = (settled_at is null)
      and (state in ('open', 'expired')) = (settled_by is null)
      and (state = 'rejected') = (reason is not null)
    ),
    constraint proposals_second_person check (state not in ('confirmed', 'rejected') or settled_by <> proposed_by)
  );
  create unique index proposals_one_open_of_queue on proposals (queue_id) where state = 'open' and site_id is null;
  create unique index proposals_one_open_of_site on proposals (site_id) where state = 'open' and site_id is not null;
  create index proposals_of_organisation on proposals (organisation_id, settled_at);
  create index proposals_expiring on proposals (expires_at) where state = 'open';

  alter table notices drop constraint notices_kind,
    add constraint notices_kind check (
      kind in ('missed-twice', 'cover-gap', 'nobody-on-call', 'changed-alone')
    );
`;

const refusals = sql`
  create table refusals (
    key text primary key,
    organisation_id uuid,
    action text not null,
    subject_kind text not null,
    subject_id text,
    reason text,
    times integer not null,
    since timestamptz not null,
    until timestamptz not null
  );
  create index refusals_since on refusals (since);
`;

/**
 * A change of a queue that a second person has to confirm, and refused sign-ins and enrolments that are counted before
 * they are written into the audit trail.
 */
export const proposalsAndRefusals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await proposals.execute(db);
    await refusals.execute(db);
  },
};
