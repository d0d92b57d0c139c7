import { type Kysely, sql } from 'kysely';
import type {
  Because,
  ClaimedDelivery,
  DeliveryReason,
  NoticeKind,
  PushSubscription,
} from '../../domain/escalation/escalation-port.ts';
import type { DeliveryId, PersonId } from '../../domain/ids.ts';
import { present } from '../calls/rows.ts';
import { pipelinedPrefix } from '../postgres/connections.ts';
import { type ClinicColumns, clinicColumns, clinicReasonOf, isOfDigest } from '../clinics/message-reasons.ts';
import { numberIn } from './notice-writes.ts';
import type { Database, DeliveryTable } from '../schema.ts';

type Why = Pick<DeliveryTable, 'step_id' | 'notice_id' | 'call_back_id' | 'visit_id' | 'clinic_message_id'>;

/** The state of the messages `d` to a site's telephone; null where none was created. */
export const telephoned = `case when bool_or(d.state = 'delivered') then 'delivered'
  when bool_or(d.state = 'pending') then 'pending' when count(*) > 0 then 'failed' end`;

export function becauseColumns(because: Because): Why {
  return {
    step_id: 'stepId' in because ? because.stepId : null,
    notice_id: 'noticeId' in because ? because.noticeId : null,
    call_back_id: 'callBackId' in because ? because.callBackId : null,
    visit_id: 'visitId' in because ? because.visitId : null,
    clinic_message_id: 'clinicMessageId' in because ? because.clinicMessageId : null,
  };
}

/** The check `deliveries_why` guarantees exactly one of the five. */
export function becauseOf(row: Why): Because {
  if (row.step_id !== null) return { stepId: row.step_id };
  if (row.notice_id !== null) return { noticeId: row.notice_id };
  if (row.call_back_id !== null) return { callBackId: row.call_back_id };
  if (row.clinic_message_id !== null) return { clinicMessageId: row.clinic_message_id };
  return { visitId: present(row.visit_id, 'deliveries.visit_id') };
}

type ClaimedRow = Pick<
  DeliveryTable,
  | 'id'
  | 'organisation_id'
  | 'step_id'
  | 'notice_id'
  | 'call_back_id'
  | 'visit_id'
  | 'clinic_message_id'
  | 'channel'
  | 'state'
  | 'created_at'
> & {
  person_id: PersonId | null;
  attempts: number;
  email: string | null;
  phone: string | null;
  disabled: boolean;
  site_name: string | null;
  placed_at: Date | null;
  unanswered: boolean | null;
  call_back_open: boolean | null;
  visit_open: boolean | null;
  notice_kind: NoticeKind | null;
  notice_detail: Readonly<Record<string, unknown>> | null;
  notice_open: boolean | null;
  clinic: ClinicColumns | null;
};

/** The update is the claim: of two processes that want the same delivery, one finds it no longer due. */
export async function claimDelivery(
  db: Kysely<Database>,
  { deliveryId, until, now }: { deliveryId: DeliveryId; until: Date; now: Date },
): Promise<ClaimedDelivery | undefined> {
  const { rows } = await sql<ClaimedRow>`
    with claimed as (
      -- Without an error it is being sent: claimDigest leaves it alone.
      update deliveries set attempts = attempts + 1, due_at = ${until}, updated_at = ${now}, error = null
      where id = ${deliveryId} and state in ('pending', 'late') and due_at <= ${now}
      returning *
    )
    select claimed.id, claimed.organisation_id, claimed.step_id, claimed.notice_id, claimed.call_back_id,
      claimed.visit_id, claimed.clinic_message_id, claimed.channel, claimed.person_id, claimed.attempts, claimed.state, claimed.created_at,
      coalesce(people.email, at_home.email) as email,
      case when claimed.person_id is not null then people.phone
        when claimed.clinic_message_id is not null then at_home.phone
        else sites.phone end as phone,
      people.disabled_at is not null as disabled,
      sites.name as site_name, calls.placed_at, calls.phase in ('waiting', 'ringing') as unanswered,
      call_backs.closed_at is null and call_backs.answered_by_call_id is null as call_back_open,
      visits.ended_at is null as visit_open,
      notices.kind as notice_kind, notices.detail as notice_detail,
      notices.acknowledged_at is null and notices.ended_at is null as notice_open,
      ${clinicColumns} as clinic
    from claimed
    left join people on people.id = claimed.person_id
    left join escalation_steps on escalation_steps.id = claimed.step_id
    left join call_backs on call_backs.id = claimed.call_back_id
    left join visits on visits.id = claimed.visit_id
    left join calls on calls.id = coalesce(escalation_steps.call_id, call_backs.call_id, visits.call_id)
    left join sites on sites.id = coalesce(calls.site_id, visits.site_id)
    left join notices on notices.id = claimed.notice_id
    left join clinic_messages told on told.id = claimed.clinic_message_id
    left join patients at_home on at_home.id = told.patient_id and at_home.by_link
  `.execute(db);
  const [row] = rows;
  return (
    row &&
    claimedOf(
      row,
      row.channel === 'push' && row.person_id !== null ? await subscriptionsOf(db, row.person_id) : [],
    )
  );
}

/**
 * Keeps others from sending to the same person while the claims are made: of twenty e-mails that are due at one moment each
 * would else be claimed by itself. Nothing is locked for a delivery that goes alone.
 */
export async function lockDigest(db: Kysely<Database>, deliveryId: DeliveryId): Promise<void> {
  await sql`${sql.raw(pipelinedPrefix)}
    select from people p join deliveries d on d.person_id = p.id
    where d.id = ${deliveryId} and ${isOfDigest} for no key update of p
  `.execute(db);
}

/**
 * Those that nobody has tried yet, and those that wait to be tried again: what the mail server did not take in one e-mail goes
 * in one again. Those that are being sent are left alone, until their claim is over.
 */
export async function claimDigest(
  db: Kysely<Database>,
  { personId, until, now }: { personId: PersonId; until: Date; now: Date },
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<{ id: DeliveryId }>`
    with waiting as (
      select d.id from deliveries d
      where d.person_id = ${personId}::uuid and ${isOfDigest} and d.state in ('pending', 'late')
        and (d.attempts = 0 or d.error is not null or d.due_at <= ${now}::timestamptz)
      order by d.created_at, d.id limit 200
      for update of d skip locked
    )
    update deliveries set due_at = ${now} from waiting where deliveries.id = waiting.id returning deliveries.id
  `.execute(db);
  const claimed: ClaimedDelivery[] = [];
  for (const { id } of rows) {
    const one = await claimDelivery(db, { deliveryId: id, until, now });
    if (one !== undefined) claimed.push(one);
  }
  return claimed;
}

function subscriptionsOf(db: Kysely<Database>, personId: PersonId): Promise<PushSubscription[]> {
  return db
    .selectFrom('push_subscriptions')
    .select(['endpoint', 'p256dh', 'auth'])
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute();
}

function claimedOf(row: ClaimedRow, pushSubscriptions: PushSubscription[]): ClaimedDelivery {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    because: becauseOf(row),
    personId: row.person_id,
    channel: row.channel,
    createdAt: row.created_at,
    late: row.state === 'late',
    attempt: row.attempts,
    contact: { email: row.email, phone: row.phone, disabled: row.disabled },
    pushSubscriptions,
    reason: reasonOf(row),
  };
}

function reasonOf(row: ClaimedRow): DeliveryReason {
  if (row.clinic !== null) return clinicReasonOf(row.clinic);
  if (row.step_id !== null) {
    return {
      kind: 'call',
      siteName: present(row.site_name, 'sites.name'),
      placedAt: present(row.placed_at, 'calls.placed_at'),
      unanswered: present(row.unanswered, 'calls.phase'),
    };
  }
  if (row.notice_id !== null) {
    const detail = row.notice_detail ?? {};
    return {
      kind: 'notice',
      notice: present(row.notice_kind, 'notices.kind'),
      queueName: typeof detail['queueName'] === 'string' ? detail['queueName'] : null,
      from: instantIn(detail['from']),
      until: instantIn(detail['until']),
      onBreak: numberIn(detail['onBreak']),
      open: present(row.notice_open, 'notices.acknowledged_at'),
    };
  }
  if (row.visit_id !== null) {
    return {
      kind: 'visit',
      siteName: present(row.site_name, 'sites.name'),
      open: present(row.visit_open, 'visits.ended_at'),
    };
  }
  return {
    kind: 'call-back',
    siteName: present(row.site_name, 'sites.name'),
    open: present(row.call_back_open, 'call_backs.closed_at'),
  };
}

function instantIn(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null;
}
