import { type Kysely, type Selectable, sql } from 'kysely';
import type { Booking, Claim, ResourceKind } from '../../domain/clinics/clinic.ts';
import type { ClinicReads, Taken } from '../../domain/clinics/clinic-port.ts';
import { DomainError } from '../../domain/errors.ts';
import type { BookingId, ReferralId } from '../../domain/ids.ts';
import { executePipelined, executeTogether, pipelinedPrefix } from '../postgres/connections.ts';
import type { BookingTable, Database } from '../schema.ts';
import { rearrange } from './rearranging.ts';
import { bookingOf } from './rows.ts';

/** As a number, so that the index is small. */
export const kindNumbers: Readonly<Record<ResourceKind, number>> = {
  clinician: 1,
  patient: 2,
  station: 3,
  escort: 4,
  interpreter: 5,
};

const refusals: Readonly<Record<ResourceKind, string>> = {
  clinician: 'the clinician is taken at that time',
  patient: 'the patient is taken at that time',
  station: 'the station is taken at that time',
  escort: 'the escort places of the prison are taken at that time',
  interpreter: 'the interpreter is taken at that time',
};

type PlacedClaim = Claim & { place: number };

/** What became of one claim: `free` is which of its places was found free, null when none was. */
type Answer = { place: number; free: number | null; taken: boolean };

/**
 * Takes all claims of a booking, or throws `taken`, naming the kind of the first that cannot be had. The booking's row
 * must be there. Which place of several is free is looked up, but the constraint decides: it waits for whoever takes the same
 * at the same moment, and when they have got it all is tried again with the next free one. Where none is free for all of
 * the time, others are given other places if that makes one free.
 */
export async function takeClaims(
  db: Kysely<Database>,
  bookingId: BookingId,
  claims: readonly Claim[],
): Promise<void> {
  const placed: PlacedClaim[] = claims.map((claim, place) => ({ ...claim, place }));
  const rearranged = new Set<number>();
  await setSavepoint(db);
  for (;;) {
    const answers = new Map((await tryToTake(db, bookingId, placed)).map((answer) => [answer.place, answer]));
    const left = placed.filter(({ place }) => answers.get(place)?.taken !== true);
    if (left.length === 0) return;
    const refused =
      left.find(({ place }) => answers.get(place)?.free === null) ?? left.find(({ seats }) => seats === 1);
    const mayHaveRoom = refused === undefined || (refused.seats > 1 && !rearranged.has(refused.place));
    if (!mayHaveRoom) throw new DomainError('taken', refusals[refused.kind]);
    // Who has some claims and waits for an earlier one can be waited for by whoever has that one.
    await giveUpTries(db);
    if (refused === undefined) continue;
    rearranged.add(refused.place);
    const others = claims.filter(
      (claim, place) =>
        place !== refused.place && claim.kind === refused.kind && claim.resourceId === refused.resourceId,
    );
    if (!(await rearrange(db, kindNumbers[refused.kind], [refused, ...others]))) {
      throw new DomainError('taken', refusals[refused.kind]);
    }
    await setSavepoint(db);
  }
}

async function setSavepoint(db: Kysely<Database>): Promise<void> {
  await sql`${sql.raw(pipelinedPrefix)} savepoint taking`.execute(db);
}

/** Whoever waits for a claim of this try goes on at once, not only when the transaction has ended. */
async function giveUpTries(db: Kysely<Database>): Promise<void> {
  await sql`${sql.raw(pipelinedPrefix)} rollback to savepoint taking`.execute(db);
}

/**
 * Inserts nothing when one of the claims finds no place free, so that whoever is too late leaves no dead rows in the index.
 *
 * `on conflict` and not a caught violation: two plain inserts that meet wait for each other, until PostgreSQL ends one as a
 * deadlock a second later. All insert in one order, so that two bookings do not wait for each other either. Only one that
 * is moved has its old time meanwhile: two that change places can meet, PostgreSQL ends one, and `transact` runs it again.
 */
async function tryToTake(
  db: Kysely<Database>,
  bookingId: BookingId,
  claims: readonly PlacedClaim[],
): Promise<Answer[]> {
  const { rows } = await sql<Answer>`
    with chosen as materialized (
      select claim.place, claim.kind, claim.resource_id, claim.during, (
        select min(free.seat) from generate_series(0, claim.seats - 1) as free (seat)
        where not exists (
          select from reservations r
          where r.active and r.resource_id = claim.resource_id and r.during && claim.during
            and r.kind = claim.kind and r.seat = free.seat::smallint
        )
      ) as seat
      from (${rowsOf(claims)}) as claim
    ), taken as (
      insert into reservations (booking_id, place, kind, resource_id, seat, during, active)
      select ${bookingId}::uuid, place, kind, resource_id, seat, during, true from chosen
      where not exists (select from chosen where seat is null)
      order by kind, resource_id, during
      on conflict on constraint reservations_one_at_a_time do nothing
      returning place
    )
    select chosen.place, chosen.seat as free, taken.place is not null as taken
    from chosen left join taken on taken.place = chosen.place
  `.execute(db);
  return rows;
}

function rowsOf(claims: readonly PlacedClaim[]) {
  return sql`
    select place, kind, resource_id, seats, tstzrange(starts_at, ends_at) as during
    from unnest(
      ${claims.map(({ place }) => place)}::smallint[],
      ${claims.map(({ kind }) => kindNumbers[kind])}::smallint[],
      ${claims.map(({ resourceId }) => resourceId)}::uuid[],
      ${claims.map(({ seats }) => seats)}::int[],
      ${claims.map(({ startsAt }) => startsAt.toISOString())}::timestamptz[],
      ${claims.map(({ endsAt }) => endsAt.toISOString())}::timestamptz[]
    ) as named (place, kind, resource_id, seats, starts_at, ends_at)
  `;
}

/** Ends a booking's claims and keeps them: what it had can still be seen. */
export async function giveUpClaims(db: Kysely<Database>, bookingId: BookingId): Promise<void> {
  const claims = db.updateTable('reservations').set({ active: false }).where('booking_id', '=', bookingId);
  await executePipelined(db, claims);
}

/** Removes a booking's claims, for others that it takes in the same transaction. */
export async function removeClaims(db: Kysely<Database>, bookingId: BookingId): Promise<void> {
  await executePipelined(db, db.deleteFrom('reservations').where('booking_id', '=', bookingId));
}

/**
 * Lapses the holds whose time is over and that take what is wanted, or are of the same referral, so that nobody has to wait
 * for the chore that lapses them. From then on they cannot be confirmed. Answers with them, for the audit trail.
 */
export async function lapseOverdue(
  db: Kysely<Database>,
  now: Date,
  wanted: { bookingId: BookingId; referralId: ReferralId; claims: readonly Claim[] },
): Promise<Booking[]> {
  const claims = wanted.claims.map((claim, place) => ({ ...claim, place }));
  const lapsing = sql<Selectable<BookingTable>>`
    with over as (
      select b.id from bookings b
      where b.state = 'held' and b.held_until <= ${now}::timestamptz and b.id <> ${wanted.bookingId}::uuid
        and (b.referral_id = ${wanted.referralId}::uuid or exists (
          select from reservations r, (${rowsOf(claims)}) as claim
          where r.booking_id = b.id and r.active and r.resource_id = claim.resource_id and r.kind = claim.kind
            and r.during && claim.during
        ))
      order by b.begins_at, b.id
      for no key update
    ), lapsed as (
      update bookings b set state = 'lapsed', version = b.version + 1 from over where b.id = over.id returning b.*
    ), given_up as (
      update reservations r set active = false from lapsed where r.booking_id = lapsed.id
    )
    select * from lapsed
  `;
  const rows = await executeTogether(db, { compile: () => lapsing.compile(db) });
  return rows.map(bookingOf);
}

type TakenRow = { kind: number; resourceId: string; startsAt: Date; endsAt: Date; bookingId: BookingId };

/** What is taken of some resources in a time, in no order. A hold counts until its time is over, whoever has noted that. */
export async function listTaken(
  db: Kysely<Database>,
  now: Date,
  ...[of, { from, to }]: Parameters<ClinicReads['listTaken']>
): Promise<Taken[]> {
  const { rows } = await sql<TakenRow>`
    select r.kind, r.resource_id as "resourceId", lower(r.during) as "startsAt", upper(r.during) as "endsAt",
      r.booking_id as "bookingId"
    from unnest(
        ${of.map(({ kind }) => kindNumbers[kind])}::smallint[], ${of.map(({ resourceId }) => resourceId)}::uuid[]
      ) as asked (kind, resource_id)
      join reservations r on r.resource_id = asked.resource_id and r.kind = asked.kind
    where r.active and r.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)
      and r.booking_id <> all (array(
        select b.id from bookings b where b.state = 'held' and b.held_until <= ${now}::timestamptz
      ))
  `.execute(db);
  return rows.map((row) => ({ ...row, kind: kindOf(row.kind) }));
}

/** What a number of `kindNumbers` stands for. */
export function kindOf(number: number): ResourceKind {
  for (const [kind, its] of Object.entries(kindNumbers)) {
    if (its === number) return kind as ResourceKind;
  }
  throw new Error('a reservation is of a kind that there is not');
}
