import { type Kysely, sql } from 'kysely';
import type { ClinicMessage, MessageSide } from '../../domain/clinics/message.ts';
import type {
  ClinicMessageReads,
  ClinicMessageWrites,
  Recipient,
  SettledMessage,
} from '../../domain/clinics/message-port.ts';
import type {
  BookingId,
  ClinicMessageId,
  OrganisationId,
  PatientId,
  PersonId,
  SiteId,
} from '../../domain/ids.ts';
import type { Database } from '../schema.ts';
import { isLiftOfUnknownStop } from './booking-reads.ts';
import { isOfDigest } from './message-reasons.ts';
import { receiptWrites } from './message-receipts.ts';
import { bookingOf } from './rows.ts';

const mostToRemind = 200;

/** Who is told of what becomes of bookings. What nobody may be told twice, the constraints refuse: one for people, one for patients. */
export function clinicMessageWrites(db: Kysely<Database>, now: Date): ClinicMessageWrites {
  return {
    listRecipients: (of) => listRecipients(db, of),
    isCareHome: (siteId) => isCareHome(db, siteId),
    listAdministrators: (organisationId) => listAdministrators(db, organisationId),
    addMessages: (messages) => addMessages(db, now, messages),
    listDigestTimes: (personIds, everyMs) => listDigestTimes(db, now, { personIds, everyMs }),
    settleByDeliveries: (messageId) => settleByDeliveries(db, now, messageId),

    async listStates({ organisationId, key, side }) {
      const rows = await db
        .selectFrom('clinic_messages')
        .select('state')
        .where('organisation_id', '=', organisationId)
        .where('key', '=', key)
        .where('side', '=', side)
        .execute();
      return rows.map(({ state }) => state);
    },

    async isLiftOfUnknownStop({ organisationId, key, side }) {
      const { rows } = await sql<{ unknown: boolean | null }>`
        select bool_and(${sql.raw(isLiftOfUnknownStop('m'))}) as unknown from clinic_messages m
        where m.organisation_id = ${organisationId} and m.key = ${key} and m.side = ${side}
      `.execute(db);
      return rows[0]?.unknown === true;
    },

    async listFailedKeys({ side, bookingIds }) {
      const { rows } = await sql<{ key: string }>`
        select distinct m.key from clinic_messages m join clinic_message_bookings b on b.message_id = m.id
        where b.booking_id = any (${[...bookingIds]}::uuid[]) and m.side = ${side}
          and m.state in ('failed', 'too-late')
      `.execute(db);
      return rows.map(({ key }) => key);
    },

    ...reminderWrites(db),
    ...receiptWrites(db, now),
    ...setUpReads(db),
  };
}

type RecipientRow = {
  id: PersonId;
  email: string;
  phone: string | null;
  pushable: boolean;
  side: MessageSide;
};

const contact = sql`p.id, p.email, p.phone,
  exists (select from push_subscriptions w where w.person_id = p.id) as pushable`;

async function listRecipients(
  db: Kysely<Database>,
  { organisationId, siteIds, clinicianIds }: Parameters<ClinicMessageWrites['listRecipients']>[0],
): Promise<Recipient[]> {
  const { rows } = await sql<RecipientRow>`
    select ${contact}, side
    from people p, lateral (
      select case
        when 'prison-healthcare' = any (p.roles) and exists (
          select from person_sites s where s.person_id = p.id and s.site_id = any (${[...siteIds]}::uuid[])
        ) then 'prison'
        when 'booker' = any (p.roles) then 'hospital'
        when p.id = any (${[...clinicianIds]}::uuid[]) then 'clinician'
      end as side
    ) as found
    where p.organisation_id = ${organisationId} and p.disabled_at is null and side is not null
    order by p.id
  `.execute(db);
  return rows.map(({ id, ...row }) => ({ personId: id, ...row }));
}

async function isCareHome(db: Kysely<Database>, siteId: SiteId): Promise<boolean> {
  const row = await db.selectFrom('sites').select('kind').where('id', '=', siteId).executeTakeFirst();
  return row?.kind === 'care-home';
}

async function listAdministrators(
  db: Kysely<Database>,
  organisationId: OrganisationId,
): Promise<Recipient[]> {
  const { rows } = await sql<RecipientRow>`
    select ${contact}, 'administrator' as side
    from people p
    where p.organisation_id = ${organisationId} and p.disabled_at is null and 'administrator' = any (p.roles)
    order by p.id
  `.execute(db);
  return rows.map(({ id, ...row }) => ({ personId: id, ...row }));
}

/** The time that one is waiting for already, or so long after the last one. An index has the deliveries of this condition alone. */
async function listDigestTimes(
  db: Kysely<Database>,
  now: Date,
  { personIds, everyMs }: { personIds: readonly PersonId[]; everyMs: number },
): Promise<Map<PersonId, Date>> {
  const since = new Date(now.getTime() - everyMs);
  const { rows } = await sql<{ id: PersonId; waiting: Date | null; last: Date | null }>`
    select d.person_id as id, min(d.due_at) filter (where d.attempts = 0 and d.state = 'pending') as waiting,
      max(greatest(d.created_at, d.updated_at)) as last
    from deliveries d
    where d.person_id = any (${[...personIds]}::uuid[]) and d.updated_at > ${since}::timestamptz
      and d.channel = 'email' and d.clinic_message_id is not null and ${isOfDigest}
    group by d.person_id
  `.execute(db);
  return new Map(
    rows.flatMap(({ id, waiting, last }) => {
      const at = waiting ?? (last === null ? now : new Date(last.getTime() + everyMs));
      return at > now ? [[id, at] as const] : [];
    }),
  );
}

/** All in one statement: a lockdown writes many. */
async function addMessages(
  db: Kysely<Database>,
  now: Date,
  messages: readonly ClinicMessage[],
): Promise<ReadonlySet<ClinicMessageId>> {
  if (messages.length === 0) return new Set();
  const about = messages.flatMap(({ id, bookingIds }) => bookingIds.map((bookingId) => ({ id, bookingId })));
  const { rows } = await sql<{ id: ClinicMessageId }>`
    with added as (
      insert into clinic_messages (
        id, organisation_id, kind, key, person_id, patient_id, side, site_id, starts_at, ends_at, bookings, others, state,
        made_at, changed_at
      )
      select given.*, ${now}::timestamptz, ${now}::timestamptz
      from unnest(
        ${messages.map(({ id }) => id)}::uuid[], ${messages.map(({ organisationId }) => organisationId)}::uuid[],
        ${messages.map(({ kind }) => kind)}::text[], ${messages.map(({ key }) => key)}::text[],
        ${messages.map(({ personId }) => personId)}::uuid[], ${messages.map(({ patientId }) => patientId)}::uuid[],
        ${messages.map(({ side }) => side)}::text[],
        ${messages.map(({ siteId }) => siteId)}::uuid[],
        ${messages.map(({ startsAt }) => startsAt)}::timestamptz[],
        ${messages.map(({ endsAt }) => endsAt)}::timestamptz[],
        ${messages.map(({ bookingIds }) => bookingIds.length)}::integer[],
        ${messages.map(({ others }) => others)}::integer[], ${messages.map(({ state }) => state)}::text[]
      ) as given
      on conflict do nothing
      returning id
    ), linked as (
      insert into clinic_message_bookings (message_id, booking_id)
      select about.message_id, about.booking_id
      from unnest(${about.map(({ id }) => id)}::uuid[], ${about.map(({ bookingId }) => bookingId)}::uuid[])
        as about (message_id, booking_id)
      join added on added.id = about.message_id
    )
    select id from added
  `.execute(db);
  return new Set(rows.map(({ id }) => id));
}

type SettledRow = {
  id: ClinicMessageId;
  organisation_id: OrganisationId;
  kind: SettledMessage['kind'];
  key: string;
  person_id: PersonId | null;
  patient_id: PatientId | null;
  side: MessageSide;
  site_id: SettledMessage['siteId'];
  state: SettledMessage['state'];
  booking_ids: BookingId[];
};

/**
 * Of two messages to one side that fail at the same moment, the second sees that the first has: both lock all of their key.
 */
async function settleByDeliveries(
  db: Kysely<Database>,
  now: Date,
  messageId: ClinicMessageId,
): Promise<SettledMessage | undefined> {
  await sql`
    select from clinic_messages m, clinic_messages one
    where one.id = ${messageId}
      and (m.organisation_id, m.key, m.side) = (one.organisation_id, one.key, one.side)
    order by m.id for no key update of m
  `.execute(db);
  const { rows } = await sql<SettledRow>`
    with reached as (
      select case
        when bool_or(d.state = 'acknowledged' or r.outcome = 'received') then 'received'
        when bool_or(d.state = 'delivered') then 'sent'
        when bool_or(d.state = 'pending') then 'pending'
        when bool_or(d.error = 'too-late') then 'too-late'
        when bool_and(d.error = 'not-needed') then 'not-needed'
        else 'failed'
      end as state
      from deliveries d
      left join delivery_receipts r on r.delivery_id = d.id and r.outcome = 'received'
      where d.clinic_message_id = ${messageId}
    )
    update clinic_messages m set state = reached.state, changed_at = ${now}
    from reached
    where m.id = ${messageId} and m.state <> reached.state
    returning m.id, m.organisation_id, m.kind, m.key, m.person_id, m.patient_id, m.side, m.site_id, m.state,
      array(select booking_id from clinic_message_bookings b where b.message_id = m.id) as booking_ids
  `.execute(db);
  const [row] = rows;
  return (
    row && {
      id: row.id,
      organisationId: row.organisation_id,
      kind: row.kind,
      key: row.key,
      personId: row.person_id,
      patientId: row.patient_id,
      side: row.side,
      siteId: row.site_id,
      state: row.state,
      bookingIds: row.booking_ids,
    }
  );
}

function reminderWrites(
  db: Kysely<Database>,
): Pick<ClinicMessageWrites, 'listToRemind' | 'lockToRemind' | 'markReminded'> {
  const isOpen = sql<boolean>`state in ('booked', 'running', 'done') and reminded_for is distinct from starts_at`;
  return {
    async listToRemind(before) {
      const rows = await db
        .selectFrom('bookings')
        .select('id')
        .where(isOpen)
        .where('starts_at', '<', before)
        .orderBy('starts_at')
        .orderBy('id')
        .limit(mostToRemind)
        .execute();
      return rows.map(({ id }) => id);
    },

    async lockToRemind(bookingId) {
      const row = await db
        .selectFrom('bookings')
        .selectAll()
        .where('id', '=', bookingId)
        .where(isOpen)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && { ...bookingOf(row), timedAt: row.timed_at };
    },

    async markReminded(bookingId) {
      await db
        .updateTable('bookings')
        .set((row) => ({ reminded_for: row.ref('starts_at') }))
        .where('id', '=', bookingId)
        .execute();
    },
  };
}

/** An organisation that holds no clinics need not say which stations are meant for them. */
function setUpReads(db: Kysely<Database>): Pick<ClinicMessageWrites, 'listNotSetUp' | 'listNotSetUpKeys'> {
  return {
    async listNotSetUp() {
      const { rows } = await sql<Awaited<ReturnType<ClinicMessageWrites['listNotSetUp']>>[number]>`
        select distinct found."siteId", found."organisationId", found.key
        from (
          select s.site_id as "siteId", s.organisation_id as "organisationId",
            'prison-not-set-up:' || case
              when not exists (select from clinic_stations c where c.site_id = s.site_id) then s.site_id
              when s.added_at > p.described_at then s.id
            end as key
          from stations s
          join sites on sites.id = s.site_id and sites.kind = 'prison'
          left join prison_days p on p.site_id = s.site_id
          where s.revoked_at is null
            and not exists (select from clinic_stations c where c.station_id = s.id)
            and exists (select from clinic_templates t where t.organisation_id = s.organisation_id)
        ) as found
        where found.key is not null and not exists (
          select from clinic_tasks t where t.organisation_id = found."organisationId" and t.key = found.key
        )
        order by found.key
        limit 100
      `.execute(db);
      return rows;
    },

    async listNotSetUpKeys(siteId) {
      const rows = await db.selectFrom('stations').select('id').where('site_id', '=', siteId).execute();
      return [siteId, ...rows.map(({ id }) => id)].map((id) => `prison-not-set-up:${id}`);
    },
  };
}

/** What was said about bookings to whom. */
export function clinicMessageReads(db: Kysely<Database>): ClinicMessageReads {
  return {
    async listBookingMessages(bookingId) {
      const rows = await db
        .selectFrom('clinic_message_bookings as b')
        .innerJoin('clinic_messages as m', 'm.id', 'b.message_id')
        .select(['m.kind', 'm.side', 'm.state', 'm.made_at', 'm.changed_at'])
        .where('b.booking_id', '=', bookingId)
        .orderBy('m.made_at')
        .orderBy('m.side')
        .orderBy('m.id')
        .execute();
      return rows.map(({ kind, side, state, made_at, changed_at }) => ({
        kind,
        side,
        state,
        madeAt: made_at,
        changedAt: changed_at,
      }));
    },
  };
}
