import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const legalHold = sql`
  alter table calls
    add column legal_hold text constraint calls_legal_hold check (
      legal_hold in ('claim', 'complaint', 'inquest', 'inquiry', 'police', 'subject-access')
    ),
    add column legal_hold_by uuid constraint calls_legal_hold_by_fk references people,
    add column legal_hold_at timestamptz,
    add constraint calls_legal_hold_whole check (num_nulls(legal_hold, legal_hold_by, legal_hold_at) in (0, 3))
`;

// The first finds what may be due; the next two keep the foreign keys to a visit from reading whole tables when it is
// deleted; the last two find what the trail says about a call.
const indexes = sql`
  create index calls_ended on calls (since, id) where phase = 'ended';
  create index calls_of_visit on calls (visit_id) where visit_id is not null;
  create index offers_of_visit on offers (visit_id) where visit_id is not null;
  create index calls_on_legal_hold on calls (organisation_id, legal_hold_at) where legal_hold is not null;
  create index audit_about_call on audit (subject_id)
    where subject_kind in ('call', 'visit', 'call-back', 'delivery');
  create index audit_about_offer on audit ((detail ->> 'offerId'))
    where subject_kind = 'person' and detail ? 'offerId';
`;

// The floor of 8 years is that of the Records Management Code of Practice for an adult's record. It is counted by the
// database's own clock, so that no setting and no error of the service can erase anything younger. Days are those of
// London, as in domain/retention/schedule.ts.
const floor = sql`
  create function is_past_retention(call_id uuid) returns boolean language sql stable as $past$
    select exists (
      select from calls where id = call_id and phase = 'ended' and legal_hold is null
        and ((since at time zone 'Europe/London')::date + interval '8 years')::date
          < (now() at time zone 'Europe/London')::date
    )
  $past$;

  create function calls_refuse_erasure() returns trigger language plpgsql as $refuse$
  begin
    if not is_past_retention(old.id) then
      raise exception 'a call is kept until its period of retention is over' using errcode = 'insufficient_privilege';
    end if;
    return old;
  end
  $refuse$;
  create trigger calls_kept before delete on calls for each row execute function calls_refuse_erasure();
  alter table calls enable always trigger calls_kept;
`;

// The one exception of the trail: an entry about a call may be deleted once the call's period is over, and only in the
// transaction that deletes the call itself, which the second trigger sees at commit.
const auditLeavesWithItsCall = sql`
  create function call_of_audit(entry audit) returns uuid language sql stable as $of$
    select case entry.subject_kind
      when 'call' then entry.subject_id::uuid
      when 'visit' then (select v.call_id from visits v where v.id = entry.subject_id::uuid)
      when 'call-back' then (select b.call_id from call_backs b where b.id = entry.subject_id::uuid)
      when 'delivery' then (
        select coalesce(s.call_id, b.call_id, v.call_id) from deliveries d
          left join escalation_steps s on s.id = d.step_id
          left join call_backs b on b.id = d.call_back_id
          left join visits v on v.id = d.visit_id
        where d.id = entry.subject_id::uuid
      )
      when 'person' then (select o.call_id from offers o where o.id = (entry.detail ->> 'offerId')::uuid)
    end
  $of$;

  create or replace function audit_refuse_change() returns trigger language plpgsql as $refuse$
  begin
    if tg_op = 'DELETE' and is_past_retention(call_of_audit(old)) then
      return old;
    end if;
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
  end
  $refuse$;
  drop trigger audit_append_only on audit;
  create trigger audit_append_only before update or truncate on audit
    for each statement execute function audit_refuse_change();
  create trigger audit_no_deletion before delete on audit for each row execute function audit_refuse_change();

  create function audit_require_erasure() returns trigger language plpgsql as $require$
  begin
    if exists (select from calls where id = call_of_audit(old)) then
      raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
    end if;
    return null;
  end
  $require$;
  create constraint trigger audit_leaves_with_call after delete on audit deferrable initially deferred
    for each row execute function audit_require_erasure();
  alter table audit enable always trigger audit_append_only, enable always trigger audit_no_deletion,
    enable always trigger audit_leaves_with_call;
`;

/** Calls are erased when their period of retention is over, with what the trail says about them; see docs/retention.md. */
export const retention: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [legalHold, indexes, floor, auditLeavesWithItsCall];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
