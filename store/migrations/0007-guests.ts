import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// A code is short, so it is unique only among those that can still be used; a link's secret never comes twice.
const guests = sql`
  create table guests (
    id uuid primary key,
    visit_id uuid not null constraint guests_visit_fk references visits,
    role text not null constraint guests_role check (
      role in ('interpreter', 'family', 'gp', 'ambulance-crew', 'observer')
    ),
    channel text not null constraint guests_channel check (channel in ('shown', 'email', 'sms')),
    state text not null constraint guests_state check (
      state in ('invited', 'waiting', 'admitted', 'refused', 'removed', 'left', 'withdrawn')
    ),
    link_digest text not null constraint guests_link unique,
    code_digest text not null,
    session_digest text constraint guests_session unique,
    name text,
    here boolean not null,
    invited_by uuid not null constraint guests_inviter_fk references people,
    invited_at timestamptz not null,
    expires_at timestamptz not null,
    since timestamptz not null,
    constraint guests_used check (
      (state in ('invited', 'withdrawn')) = (session_digest is null) and (session_digest is null) = (name is null)
    )
  );
  create index guests_of_visit on guests (visit_id);
  create unique index guests_open_code on guests (code_digest) where state = 'invited';
  create index guests_code on guests (code_digest);
`;

const lock = sql`alter table visits add column locked_at timestamptz`;

const actors = sql`
  alter table audiences drop constraint audiences_kind;
  alter table audiences add constraint audiences_kind check (kind in ('station', 'clinician', 'guest'));
  alter table audit drop constraint audit_actor_kind;
  alter table audit add constraint audit_actor_kind check (actor_kind in ('station', 'person', 'guest', 'system'));
`;

/** People from outside in a visit: invitations by a single-use link, the lobby, the lock. */
export const guestsInVisits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [guests, lock, actors];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
