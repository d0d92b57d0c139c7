import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// One row is one version: what is written may change until it is signed. `head` says of whom and to whom it was then.
const letters = sql`
  create table letters (
    id uuid primary key,
    booking_id uuid not null constraint letters_booking_fk references bookings,
    number integer not null constraint letters_number check (number > 0),
    replaces uuid constraint letters_replaces_fk references letters,
    reader text constraint letters_reader check (reader in ('healthcare', 'gp', 'patient')),
    sections jsonb,
    revision integer not null default 0,
    made_at timestamptz not null,
    saved_at timestamptz,
    head jsonb,
    signed_at timestamptz,
    signed_by uuid constraint letters_signer_fk references people,
    dropped_at timestamptz,
    constraint letters_version unique (booking_id, number),
    constraint letters_replaced unique (replaces),
    constraint letters_follows check ((number = 1) = (replaces is null)),
    constraint letters_written check (
      num_nulls(reader, sections, saved_at) in (0, 3) and (sections is null) = (revision = 0)
    ),
    constraint letters_signed check (
      num_nulls(head, signed_at, signed_by) in (0, 3)
      and (signed_at is null or (sections is not null and dropped_at is null))
    )
  );
  create unique index letters_unsigned on letters (booking_id) where signed_at is null;
  create index letters_to_sign on letters (made_at) where signed_at is null and dropped_at is null;
`;

// What somebody has signed is what others have read and acted on. It goes with its patient, as the booking does.
const kept = sql`
  create function letters_refuse_change() returns trigger language plpgsql as $refuse$
  begin
    raise exception 'a letter that is signed is not changed' using errcode = 'insufficient_privilege';
  end
  $refuse$;
  create trigger letters_signed before update on letters for each row when (old.signed_at is not null)
    execute function letters_refuse_change();
  alter table letters enable always trigger letters_signed;

  create function letters_refuse_erasure() returns trigger language plpgsql as $refuse$
  declare
    whose uuid;
  begin
    select b.patient_id into whose from bookings b where b.id = old.booking_id;
    if not is_patient_past_retention(whose) then
      raise exception 'a patient is kept until the period of retention is over' using errcode = 'insufficient_privilege';
    end if;
    return old;
  end
  $refuse$;
  create trigger letters_kept before delete on letters for each row execute function letters_refuse_erasure();
  alter table letters enable always trigger letters_kept;
`;

const tasks = sql`
  alter table clinic_tasks
    drop constraint clinic_tasks_kind,
    add constraint clinic_tasks_kind check (kind in (
      'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'cannot-come',
      'outcome-missing', 'merge-differs', 'identity-differs', 'letter-came', 'letter-unsigned'
    ));
`;

/** Letters about visits of clinics, and the tasks to sign and to read them. */
export const letterVersions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const step of [letters, kept, tasks]) await step.execute(db);
  },
};
