import { type Kysely, sql } from 'kysely';
import type { SeenInRooms } from '../../domain/lost-clinician/lost-clinician-port.ts';
import type { ClinicianId, StationId } from '../../domain/ids.ts';
import type { Clock, Reads } from '../../domain/ports.ts';
import { Batcher } from '../postgres/batcher.ts';
import type { Database } from '../schema.ts';

type Seen = Parameters<Reads['markSeen']>[0];

/** Presence heartbeats: who is there. */
export function heartbeats(
  db: Kysely<Database>,
  clock: Clock,
): Pick<Reads, 'markSeen' | 'markInRooms' | 'markHeard' | 'markGone' | 'ping'> {
  const seen = batchedSeen(db, clock);
  return {
    async markSeen(whom) {
      await seen.get(whom);
    },

    markInRooms: (seen) => markInRooms(db, clock.now(), seen),

    // A transaction that settles the offer now has its row locked, and afterwards the offer no longer rings.
    async markHeard(offerId, clinicianId) {
      const now = clock.now();
      await sql`
        with ringing as (
          select id from offers
          where id = ${offerId} and clinician_id = ${clinicianId} and state = 'ringing'
          for no key update skip locked
        ), heard as (
          update offers set heard_at = ${now}::timestamptz from ringing where offers.id = ringing.id
        )
        update duties set seen_at = ${now}::timestamptz, gone_at = null, unreachable_since = null
        where clinician_id = ${clinicianId}
      `.execute(db);
    },

    async markGone(clinicianId) {
      await db
        .updateTable('duties')
        .set({ seen_at: null, gone_at: clock.now() })
        .where('clinician_id', '=', clinicianId)
        .execute();
    },

    async ping() {
      await sql`select 1`.execute(db);
    },
  };
}

/** Arrivals come one by one, and after a restart all at the same moment. */
function batchedSeen(db: Kysely<Database>, clock: Clock): Batcher<Seen, undefined> {
  return new Batcher(async (all) => {
    const now = clock.now();
    const stations = [...new Set(all.flatMap((seen) => seen.stations))];
    const clinicians = [...new Set(all.flatMap((seen) => seen.clinicians))];
    await Promise.all([
      stations.length > 0 ? stationsSeen(db, now, stations) : undefined,
      clinicians.length > 0 ? cliniciansSeen(db, now, clinicians) : undefined,
    ]);
    return () => undefined;
  });
}

/** A beat must never wait for a transaction that has locked a row: it skips that row, and the next beat writes it. */
async function stationsSeen(db: Kysely<Database>, now: Date, stations: readonly StationId[]): Promise<void> {
  await sql`
    with seen as (
      select id from stations
      where id = any(${stations}::uuid[])
        and (last_seen_at is null or last_seen_at < ${now}::timestamptz - interval '1 minute')
      for no key update skip locked
    ), stations_seen as (
      update stations set last_seen_at = ${now}::timestamptz from seen where stations.id = seen.id
    ), calling as (
      select id from calls where station_id = any(${stations}::uuid[]) and phase <> 'ended'
      for no key update skip locked
    ), calls_seen as (
      update calls set station_seen_at = ${now}::timestamptz from calling where calls.id = calling.id
    ), visiting as (
      select id from visits
      where station_id = any(${stations}::uuid[]) and ended_at is null and origin = 'booking'
      for no key update skip locked
    )
    update visits set station_seen_at = ${now}::timestamptz from visiting where visits.id = visiting.id
  `.execute(db);
}

/** Clinicians are updated in the order of their ids, so that two servers' beats cannot deadlock. */
async function cliniciansSeen(
  db: Kysely<Database>,
  now: Date,
  clinicians: readonly ClinicianId[],
): Promise<void> {
  await sql`
    insert into duties (clinician_id, on_call, since, idle_since, seen_at)
    select id, false, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    from people where id = any(${clinicians}::uuid[])
    order by id
    on conflict (clinician_id) do update set
      seen_at = excluded.seen_at, gone_at = null, unreachable_since = null
  `.execute(db);
}

async function markInRooms(db: Kysely<Database>, now: Date, seen: SeenInRooms): Promise<void> {
  await Promise.all([markVisits(db, now, seen), keepPresences(db, now, seen)]);
}

/** One after the other: both skip a row that is locked, and one of them would skip that of the other. */
async function markVisits(db: Kysely<Database>, now: Date, seen: SeenInRooms): Promise<void> {
  await markSides(db, now, seen);
  await markByLink(db, now, seen);
}

/** Each side of a running visit, by the room and by who it is. */
async function markSides(
  db: Kysely<Database>,
  now: Date,
  { clinicians, stations }: SeenInRooms,
): Promise<void> {
  const heard = JSON.stringify([...clinicians, ...stations]);
  await sql`
    with heard as (
      select * from jsonb_to_recordset(${heard}::jsonb) as one ("roomId" uuid, "clinicianId" uuid, "stationId" uuid)
    ), present as (
      select v.id, bool_or(v.clinician_id = heard."clinicianId") as lead, bool_or(v.station_id = heard."stationId") as station
      from heard join visits v on v.room_id = heard."roomId" and v.ended_at is null
      group by v.id
    ), free as (
      select id from visits where id in (select id from present) order by id for no key update skip locked
    )
    update visits set
      lead_in_room_at = case when present.lead then ${now}::timestamptz else lead_in_room_at end,
      station_in_room_at = case when present.station then ${now}::timestamptz else station_in_room_at end
    from present join free on free.id = present.id
    where visits.id = present.id
  `.execute(db);
}

/**
 * A visit by link has no station that could be heard of: its patient in the room stands for it, and as long as anybody is in
 * the room its place has not gone.
 */
async function markByLink(
  db: Kysely<Database>,
  now: Date,
  { clinicians, guests }: SeenInRooms,
): Promise<void> {
  const heard = [...clinicians.map(({ roomId }) => ({ roomId, guestId: null })), ...guests];
  if (heard.length === 0) return;
  await sql`
    with heard as (
      select v.id, bool_or(g.id is not null) as patient
      from jsonb_to_recordset(${JSON.stringify(heard)}::jsonb) as one ("roomId" uuid, "guestId" uuid)
        join visits v on v.room_id = one."roomId" and v.ended_at is null and v.origin = 'booking'
        join stations st on st.id = v.station_id and st.by_link
        left join guests g on g.id = one."guestId" and g.visit_id = v.id and g.role = 'patient'
          and g.state = 'admitted'
      group by v.id
    ), free as (
      select id from visits where id in (select id from heard) order by id for no key update skip locked
    )
    update visits set station_seen_at = ${now}::timestamptz,
      station_in_room_at = case when heard.patient then ${now}::timestamptz else station_in_room_at end
    from heard join free on free.id = heard.id
    where visits.id = heard.id
  `.execute(db);
}

/** Some beats can be lost; longer ago than this, whoever comes into the room again had left it. */
const samePresenceMs = 30_000;

/**
 * Who is in the room of a running booked visit, from when to when; a patient at home as their place: whoever is still there makes the time longer, and
 * whoever was not begins a new one. Of a clinician only one who has the visit or has joined it: not one whom it rings at.
 */
async function keepPresences(
  db: Kysely<Database>,
  now: Date,
  { clinicians, stations, guests }: SeenInRooms,
): Promise<void> {
  const heard = [
    ...clinicians.map(({ roomId, clinicianId: id }) => ({ roomId, kind: 'clinician', id })),
    ...stations.map(({ roomId, stationId: id }) => ({ roomId, kind: 'station', id })),
    ...guests.map(({ roomId, guestId: id }) => ({ roomId, kind: 'guest', id })),
  ];
  const since = new Date(now.getTime() - samePresenceMs);
  await sql`
    with heard as (
      select distinct v.id as visit_id,
        case when patient.id is null then one.kind else 'station' end as kind,
        case when patient.id is null then one.id else v.station_id end as participant_id
      from jsonb_to_recordset(${JSON.stringify(heard)}::jsonb) as one ("roomId" uuid, kind text, id uuid)
        join visits v on v.room_id = one."roomId" and v.ended_at is null and v.origin = 'booking'
        left join guests patient on one.kind = 'guest' and patient.id = one.id and patient.role = 'patient'
      where case one.kind
        when 'station' then v.station_id = one.id
        when 'guest' then exists (
          select from guests g where g.id = one.id and g.visit_id = v.id and g.state = 'admitted'
        )
        else v.clinician_id = one.id or exists (
          select from offers o where o.visit_id = v.id and o.clinician_id = one.id and o.state = 'accepted'
            and o.released_at is null
        )
      end
    ), goes_on as (
      update room_presences p set until_at = greatest(p.until_at, ${now}::timestamptz)
      from heard
      where p.visit_id = heard.visit_id and p.kind = heard.kind and p.participant_id = heard.participant_id
        and p.until_at > ${since}::timestamptz
      returning p.visit_id, p.kind, p.participant_id
    )
    insert into room_presences (visit_id, kind, participant_id, from_at, until_at)
    select visit_id, kind, participant_id, ${now}::timestamptz, ${now}::timestamptz from (
      select * from heard except select * from goes_on
    ) comes
    on conflict do nothing
  `.execute(db);
}
