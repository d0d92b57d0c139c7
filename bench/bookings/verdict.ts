import type pg from 'pg';
import type { BookingId } from '../../domain/ids.ts';
import { escortPlaces } from './ground.ts';
import type { Report } from './orders.ts';

type Known = { state: 'booked' | 'cancelled'; startsAt: string };

/** What bookers have been told of their bookings. Something that was asked for and not answered may have happened or not. */
export class Answers {
  readonly #known = new Map<BookingId, Known[]>();

  note(report: Report): void {
    if (report.say !== 'asks' && report.say !== 'has') return;
    const { bookingId, state, startsAt } = report;
    if (report.say === 'has') this.#known.set(bookingId, [{ state, startsAt }]);
    else this.#known.get(bookingId)?.push({ state, startsAt });
  }

  /** How many bookings are not as was said: gone, at another time, or without what they take. */
  async countLost(client: pg.Client): Promise<number> {
    const { rows } = await client.query<{ id: BookingId; state: string; starts_at: Date; taken: number }>(
      `select b.id, b.state, b.starts_at,
         (select count(distinct r.kind)::int from reservations r where r.booking_id = b.id and r.active) as taken
       from bookings b where b.id = any($1::uuid[])`,
      [[...this.#known.keys()]],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    let lost = 0;
    for (const [id, possible] of this.#known) {
      const row = found.get(id);
      const asSaid = possible.some(
        ({ state, startsAt }) =>
          row?.state === state &&
          row.taken === (state === 'booked' ? 4 : 0) &&
          (state === 'cancelled' || row.starts_at.toISOString() === startsAt),
      );
      if (!asSaid) lost += 1;
    }
    this.#known.clear();
    return lost;
  }
}

/**
 * Pairs of bookings that have a clinician, a patient or a station at one time, by the times of the bookings themselves, and
 * movements beyond what the officers can escort. Does not ask the table that is to prevent it.
 */
export async function countDoubleBooked(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pairs: number; moves: number }>(
    `with open as (select * from bookings where state = 'booked'),
     moving as (
       select b.site_id, time.at, time.until from open b join prison_days p using (site_id)
       cross join lateral (values
         (b.starts_at - p.lead_minutes * interval '1 minute', b.starts_at),
         (b.ends_at, b.ends_at + p.move_back_minutes * interval '1 minute')
       ) as time (at, until)
     )
     select (
         select count(*)::int from open a join open b on a.id < b.id
           and (a.clinician_id = b.clinician_id or a.patient_id = b.patient_id or a.station_id = b.station_id)
           and a.starts_at < b.ends_at and b.starts_at < a.ends_at
       ) as pairs,
       (
         select count(*)::int from moving a where (
           select count(*) from moving b where b.at <= a.at and a.at < b.until
         ) > $1
       ) as moves`,
    [escortPlaces],
  );
  return (rows[0]?.pairs ?? 0) + (rows[0]?.moves ?? 0);
}

/** Holds that have not ended though their time is over, and times that are taken for no booking. */
export async function countStuck(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ stuck: number }>(
    `select (select count(*)::int from bookings where state = 'held') + (
       select count(*)::int from reservations r join bookings b on b.id = r.booking_id
       where r.active and b.state <> 'booked'
     ) + (
       select count(*)::int from referrals f where f.state = 'booked' and not exists (
         select from bookings b where b.referral_id = f.id and b.state = 'booked'
       )
     ) as stuck`,
  );
  return rows[0]?.stuck ?? 0;
}

/** Everything is free again for the next slice. */
export async function clear(client: pg.Client): Promise<void> {
  await client.query(`
    begin;
    update reservations set active = false where active;
    update bookings set state = 'lapsed' where state in ('held', 'booked');
    update referrals set state = 'waiting' where state <> 'waiting';
    commit
  `);
}
