import { type Kysely, sql } from 'kysely';
import type { Claim } from '../../domain/clinics/clinic.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';

/** What is looked at on both sides of a claim; a prison moves nobody at night, so that days do not touch. */
const aroundMs = 12 * 3600 * 1000;

/** A time in which one of several places is taken; `seat` is which, null where it is still to be found. */
type Taking = { startsAt: Date; endsAt: Date; seat: number | null };
type Row = Taking & { bookingId: BookingId; place: number; seat: number };

/** What one booking wants of one resource; at least one claim. */
type Wanted = readonly [Claim, ...Claim[]];

/**
 * Gives the bookings of a resource that serves several at once other places of it, so that one is free for all of the time
 * of each claim. Without that a move could be refused though an officer is free at each moment of it: one in its first
 * half and another in its second, and neither for all of it. Answers whether there is a place now.
 */
export async function rearrange(db: Kysely<Database>, kind: number, wanted: Wanted): Promise<boolean> {
  const [{ seats }] = wanted;
  const places = wanted.map(({ startsAt, endsAt }) => ({ startsAt, endsAt, seat: null }));
  const seen = await takingsAround(db, kind, { wanted });
  if (arrange([...seen, ...places], seats) === undefined) return false;
  // Whoever waited here for bookings that are just being changed could be waited for by them. Then it counts as taken.
  const rows = await takingsAround(db, kind, { wanted, lock: true });
  if (rows.length < seen.length) return false;
  const arranged = arrange([...rows, ...places], seats);
  if (arranged === undefined) return false;
  const changed = rows.flatMap((row) => {
    const seat = arranged.get(row) ?? row.seat;
    return seat === row.seat ? [] : [{ ...row, seat }];
  });
  await changePlaces(db, changed);
  return true;
}

async function takingsAround(
  db: Kysely<Database>,
  kind: number,
  { wanted, lock = false }: { wanted: Wanted; lock?: boolean },
): Promise<Row[]> {
  const from = new Date(Math.min(...wanted.map(({ startsAt }) => startsAt.getTime())) - aroundMs);
  const to = new Date(Math.max(...wanted.map(({ endsAt }) => endsAt.getTime())) + aroundMs);
  const { rows } = await sql<Row>`
    select booking_id as "bookingId", place, seat, lower(during) as "startsAt", upper(during) as "endsAt"
    from reservations
    where active and resource_id = ${wanted[0].resourceId}::uuid and kind = ${kind}::smallint
      and during && tstzrange(${from}::timestamptz, ${to}::timestamptz)
    order by lower(during), booking_id, place
    ${lock ? sql`for no key update skip locked` : sql``}
  `.execute(db);
  return rows;
}

/**
 * A place for each, its own where it can keep it; undefined when at some moment there are more than places. By their
 * beginnings each can have any place that is free then, and there is one unless all are taken at that moment.
 */
function arrange(takings: readonly Taking[], seats: number): Map<Taking, number> | undefined {
  const freeFrom = Array.from({ length: seats }, () => -Infinity);
  const arranged = new Map<Taking, number>();
  for (const taking of takings.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    const isFree = (seat: number) => (freeFrom[seat] ?? Infinity) <= taking.startsAt.getTime();
    const own = taking.seat !== null && isFree(taking.seat) ? taking.seat : undefined;
    const found = own ?? freeFrom.findIndex((_, seat) => isFree(seat));
    if (found === -1) return undefined;
    freeFrom[found] = taking.endsAt.getTime();
    arranged.set(taking, found);
  }
  return arranged;
}

/** In two steps, because two that change places would otherwise meet in the index. */
async function changePlaces(db: Kysely<Database>, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const named = sql`unnest(
    ${rows.map(({ bookingId }) => bookingId)}::uuid[], ${rows.map(({ place }) => place)}::smallint[],
    ${rows.map(({ seat }) => seat)}::smallint[]
  ) as changed (booking_id, place, seat)`;
  const isOne = sql`r.booking_id = changed.booking_id and r.place = changed.place`;
  await sql`update reservations r set active = false from ${named} where ${isOne}`.execute(db);
  await sql`update reservations r set active = true, seat = changed.seat from ${named} where ${isOne}`.execute(
    db,
  );
}
