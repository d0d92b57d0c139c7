import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { BareRaces } from './orders.ts';

/** Races of the bare kind, each for one time: the same index, and nothing of a service around it. */
const baseMs = Date.parse('2027-01-04T00:00:00Z');
const hourMs = 3_600_000;
const minuteMs = 60_000;
/** The clinician, the patient, the station, and an officer for each of two movements. */
const claimKinds = [1, 2, 3, 4, 4];

/**
 * The least that taking a time can cost, and what taking one costs without a constraint. An insert that meets another
 * does nothing; a plain one would wait until PostgreSQL ends one of the two as a deadlock a second later, which would make
 * a slow floor.
 */
export class BareTimes implements AsyncDisposable {
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  static async create({
    databaseUrl,
    poolSize,
  }: {
    databaseUrl: string;
    poolSize: number;
  }): Promise<BareTimes> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
    await pool.query(`
      create table if not exists floor_times (
        kind smallint not null, resource_id uuid not null, seat smallint not null, during tstzrange not null,
        exclude using gist (resource_id with =, during with &&, kind with =, seat with =)
      );
      create table if not exists floor_bookings (
        id uuid primary key, request_id uuid not null unique, referral_id uuid not null, state text not null,
        starts_at timestamptz not null, details jsonb
      );
      create unique index if not exists floor_bookings_open on floor_bookings (referral_id) where state = 'held';
      create table if not exists floor_claims (
        booking_id uuid not null, kind smallint not null, resource_id uuid not null, seat smallint not null,
        during tstzrange not null, active boolean not null,
        constraint floor_claims_once
          exclude using gist (resource_id with =, during with &&, kind with =, seat with =) where (active)
      );
      create table if not exists floor_audit (
        at timestamptz not null default now(), action text not null, subject_id uuid not null, detail jsonb not null
      );
      create table if not exists checked_times (resource_id uuid not null, during tstzrange not null);
      create index if not exists checked_times_index on checked_times using gist (resource_id, during)
    `);
    return new BareTimes(pool);
  }

  /** One statement, committed by itself. */
  async insert(race: number, plan: BareRaces): Promise<void> {
    await this.#pool.query({
      name: 'insert',
      text: `insert into floor_times (kind, resource_id, seat, during) values (1, $1, 0, tstzrange($2, $3))
        on conflict do nothing`,
      values: [plan.resourceId, ...timeOf(race, plan)],
    });
  }

  /**
   * The rows of a hold without any rule, and without asking anything: its booking, what it takes of the clinician, the patient,
   * the station and two escorts, and its line of the audit trail, in one transaction. Only the clinician is contended for.
   */
  async insertRows(race: number, plan: BareRaces): Promise<void> {
    const bookingId = randomUUID();
    const [from, to] = timeOf(race, plan);
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      await client.query({
        name: 'rows-booking',
        text: `insert into floor_bookings values ($1, $2, $3, 'held', $4, '{}')`,
        values: [bookingId, randomUUID(), randomUUID(), from],
      });
      const { rowCount } = await client.query({
        name: 'rows-claims',
        text: `insert into floor_claims select $1, kind, resource_id, 0, tstzrange($2, $3), true
          from unnest($4::smallint[], $5::uuid[]) as named (kind, resource_id)
          on conflict on constraint floor_claims_once do nothing`,
        values: [
          bookingId,
          from,
          to,
          claimKinds,
          [plan.resourceId, ...claimKinds.slice(1).map(() => randomUUID())],
        ],
      });
      if (rowCount !== claimKinds.length) {
        await client.query('rollback');
        return;
      }
      await client.query({
        name: 'rows-audit',
        text: `insert into floor_audit (action, subject_id, detail) values ('booking.held', $1, $2)`,
        values: [bookingId, JSON.stringify({ startsAt: from })],
      });
      await client.query('commit');
    } finally {
      client.release();
    }
  }

  /** As the others do it: is it free? then it is mine. */
  async checkThenInsert(race: number, plan: BareRaces): Promise<void> {
    const values = [plan.resourceId, ...timeOf(race, plan)];
    const { rows } = await this.#pool.query({
      name: 'check',
      text: 'select 1 from checked_times where resource_id = $1 and during && tstzrange($2, $3) limit 1',
      values,
    });
    if (rows.length > 0) return;
    await this.#pool.query({
      name: 'then-insert',
      text: 'insert into checked_times (resource_id, during) values ($1, tstzrange($2, $3))',
      values,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.end();
  }
}

/** Those who race for one time come one after the other, so that they meet; they want parts of it that overlap. */
function timeOf(race: number, { races, times, every }: BareRaces): [from: string, to: string] {
  const time = Math.floor((race * times) / (races * every));
  const startsAt = baseMs + time * hourMs + (race % 20) * minuteMs;
  return [new Date(startsAt).toISOString(), new Date(startsAt + 30 * minuteMs).toISOString()];
}
