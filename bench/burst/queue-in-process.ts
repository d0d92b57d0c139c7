import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PersonActor } from '../../domain/actors.ts';
import { acceptOffer } from '../../domain/offers/answer.ts';
import { dispatchWaiting } from '../../domain/dispatching/dispatch.ts';
import { endVisit } from '../../domain/visits/end-visit.ts';
import { recordOutcome } from '../../domain/write-ups/record-outcome.ts';
import type { FamilyId, OfferId, PersonId, VisitId } from '../../domain/ids.ts';
import { percentiles } from '../percentiles.ts';
import { openRacers, type Racers } from '../races/racers.ts';
import { atOnce } from '../slices.ts';

/** A clock that stands where it is put. */
export class MovedClock {
  #ms = Date.now();

  now(): Date {
    return new Date(this.#ms);
  }

  pass(ms: number): void {
    this.#ms += ms;
  }
}

/** A queue of waiting calls with store, use cases and dispatcher in this process, on a clock that is moved. */
export class QueueInProcess implements AsyncDisposable {
  readonly #client: pg.Client;
  readonly #racers: Racers;
  readonly #clock: MovedClock;
  readonly #visits: { clinician: PersonActor; visitId: VisitId; endsAt: number }[] = [];
  #clinicians: PersonActor[] = [];

  private constructor(client: pg.Client, racers: Racers, clock: MovedClock) {
    this.#client = client;
    this.#racers = racers;
    this.#clock = clock;
  }

  static async create(options: {
    client: pg.Client;
    databaseUrl: string;
    clinicians: number;
  }): Promise<QueueInProcess> {
    const clock = new MovedClock();
    const racers = await openRacers({ databaseUrl: options.databaseUrl, poolSize: 10, clock });
    const queue = new QueueInProcess(options.client, racers, clock);
    await queue.#addClinicians(options.clinicians);
    return queue;
  }

  /** Brings the number of waiting calls up to this, each of a station of its own. */
  async fill(waiting: number): Promise<void> {
    const { organisationId, siteId } = this.#racers.place;
    await this.#client.query(
      `with missing as (
         select gen_random_uuid() as call_id, gen_random_uuid() as station_id, n
         from generate_series(1, $4 - (select count(*)::int from calls
           where organisation_id = $1 and phase in ('waiting', 'ringing'))) as n
       ), stations_added as (
         insert into stations (id, site_id, organisation_id, name)
         select station_id, $2::uuid, $1::uuid, 'Station' from missing
       )
       insert into calls (id, organisation_id, site_id, station_id, room_id, queue_id, acuity, placed_at, order_at,
         queued_at, acuity_since, station_seen_at, phase, since)
       select call_id, $1::uuid, $2::uuid, station_id, gen_random_uuid(), (select queue_id from sites where id = $2),
         case n % 3 when 0 then 'urgent' else 'soon' end, $3, $3::timestamptz - (n % 3) * interval '20 minutes',
         $3, $3, $3, 'waiting', $3
       from missing`,
      [organisationId, siteId, this.#clock.now(), waiting],
    );
    await this.#client.query('analyze calls, offers');
  }

  /** What one dispatch takes that rings every free clinician, in milliseconds at the median; nothing is left of it. */
  async costOfDispatch(times: number): Promise<number> {
    const took: number[] = [];
    for (let n = 0; n < times; n += 1) {
      await this.#isHeard();
      took.push(await this.#dispatch());
      await this.#undo();
    }
    // The first ones find nothing prepared.
    return percentiles(took.slice(3), [50]).p50;
  }

  /** An hour of the clock with so many waiting all the time; what each dispatch took. */
  async hour({ waiting, stepSeconds }: { waiting: number; stepSeconds: number }): Promise<number[]> {
    const took: number[] = [];
    for (let second = 0; second < 3600; second += stepSeconds) {
      await this.#isHeard();
      took.push(await this.#dispatch());
      await this.#answerAll();
      this.#clock.pass(stepSeconds * 1000);
      await this.#endVisits();
      await this.fill(waiting);
    }
    return took;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#racers[Symbol.asyncDispose]();
  }

  async #dispatch(): Promise<number> {
    const startedAt = performance.now();
    await dispatchWaiting(this.#racers.deps, this.#racers.place);
    return performance.now() - startedAt;
  }

  async #answerAll(): Promise<void> {
    const { rows } = await this.#client.query<{ id: OfferId; clinician_id: PersonId }>(
      `select offers.id, offers.clinician_id from offers join calls on calls.id = call_id
       where organisation_id = $1 and state = 'ringing'`,
      [this.#racers.place.organisationId],
    );
    await atOnce(rows, 4, async ({ id, clinician_id }) => {
      const clinician = this.#clinicians.find(({ personId }) => personId === clinician_id);
      if (clinician === undefined) throw new Error('somebody unknown is rung');
      const { visitId } = await acceptOffer(this.#racers.deps, clinician, { offerId: id });
      const lastsMs = 120_000 + Math.floor(Math.random() * 360_000);
      this.#visits.push({ clinician, visitId, endsAt: this.#clock.now().getTime() + lastsMs });
    });
  }

  async #endVisits(): Promise<void> {
    const now = this.#clock.now().getTime();
    const over = this.#visits.filter(({ endsAt }) => endsAt <= now);
    for (const visit of over) this.#visits.splice(this.#visits.indexOf(visit), 1);
    await atOnce(over, 4, async ({ clinician, visitId }) => {
      await endVisit(this.#racers.deps, clinician, { visitId });
      const outcome = { disposition: 'home-with-advice', advice: null, note: null } as const;
      await recordOutcome(this.#racers.deps, clinician, { visitId, ...outcome });
    });
  }

  async #undo(): Promise<void> {
    await this.#client.query(`
      begin;
      update calls set phase = 'waiting', ringing = null where phase = 'ringing';
      delete from offers where state = 'ringing';
      commit
    `);
  }

  #isHeard(): Promise<void> {
    const clinicians = this.#clinicians.map(({ personId }) => personId);
    return this.#racers.deps.store.reads.markSeen({ stations: [], clinicians });
  }

  async #addClinicians(count: number): Promise<void> {
    const { organisationId } = this.#racers.place;
    this.#clinicians = Array.from({ length: count }, () => ({
      kind: 'person',
      personId: randomUUID() as PersonId,
      organisationId,
      roles: ['clinician'],
      familyId: randomUUID() as FamilyId,
    }));
    const people = this.#clinicians.map(({ personId }) => personId);
    await this.#client.query(
      `insert into people (id, organisation_id, name, email, roles, password_hash, must_change_password)
       select id, $2, 'Clinician', id || '@example.org', '{clinician}', 'none', false from unnest($1::uuid[]) as id`,
      [people, organisationId],
    );
    await this.#client.query(
      `insert into duties (clinician_id, on_call, since, idle_since, seen_at)
       select id, true, now(), now(), now() from unnest($1::uuid[]) as id`,
      [people],
    );
  }
}
