import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PersonActor, StationActor } from '../../domain/actors.ts';
import type { CallId, FamilyId, OfferId, PersonId, StationId } from '../../domain/ids.ts';
import type { Place } from '../../test/support/population.ts';

/** Two to five clinicians at whom one call rings, and the station that may take it back. */
export type Race = {
  callId: CallId;
  station: StationActor;
  ringing: { offerId: OfferId; clinician: PersonActor }[];
};

const mostRinging = 5;

/** Stations and clinicians for a slice of races, straight in the tables; each slice uses the same ones again. */
export class Arena {
  readonly #client: pg.Client;
  readonly #place: Place;
  readonly #queueId: string;
  readonly #stations: StationActor[];
  readonly #clinicians: PersonActor[];

  private constructor(parts: {
    client: pg.Client;
    place: Place;
    queueId: string;
    stations: StationActor[];
    clinicians: PersonActor[];
  }) {
    this.#client = parts.client;
    this.#place = parts.place;
    this.#queueId = parts.queueId;
    this.#stations = parts.stations;
    this.#clinicians = parts.clinicians;
  }

  static async create(client: pg.Client, { place, races }: { place: Place; races: number }): Promise<Arena> {
    const { organisationId, siteId } = place;
    const stations = ids(races).map((id): StationActor => ({
      kind: 'station',
      stationId: id as StationId,
      ...place,
    }));
    await client.query(
      `insert into stations (id, site_id, organisation_id, name)
       select id, $2, $3, 'Station' from unnest($1::uuid[]) as id`,
      [stations.map(({ stationId }) => stationId), siteId, organisationId],
    );
    const clinicians = ids(races * mostRinging).map((id): PersonActor => ({
      kind: 'person',
      personId: id as PersonId,
      organisationId,
      roles: ['clinician'],
      familyId: id as FamilyId,
    }));
    await addClinicians(client, clinicians);
    const { rows } = await client.query<{ queue_id: string }>('select queue_id from sites where id = $1', [
      siteId,
    ]);
    return new Arena({ client, place, queueId: rows[0]?.queue_id ?? '', stations, clinicians });
  }

  /** Lets a call ring at so many clinicians for each number given; their deadlines are now. */
  async ring(sizes: readonly number[]): Promise<Race[]> {
    const races = sizes.map((size, n): Race => {
      const clinicians = this.#clinicians.slice(n * mostRinging, n * mostRinging + size);
      const station = this.#stations[n];
      if (station === undefined) throw new Error('the arena is smaller than the slice');
      return {
        callId: randomUUID() as CallId,
        station,
        ringing: clinicians.map((clinician) => ({ offerId: randomUUID() as OfferId, clinician })),
      };
    });
    await this.#client.query('begin');
    await this.#placeCalls(races);
    await this.#openOffers(races);
    await this.#client.query('commit');
    return races;
  }

  /** Everything comes to its end, so that stations and clinicians are free for the next slice. */
  async clear(): Promise<void> {
    await this.#client.query(`
      begin;
      update visits set ended_at = now(), end_reason = 'station-hung-up' where ended_at is null;
      update calls set phase = 'ended', end_reason = 'completed', ringing = null, clinician_id = null
      where phase <> 'ended';
      update offers set released_at = now() where released_at is null and state <> 'ringing';
      update offers set state = 'withdrawn', settled_at = now(), released_at = now() where state = 'ringing';
      update duties set paused = null, wrap_up_visit_id = null, wrap_up_until = null;
      commit
    `);
  }

  async #placeCalls(races: readonly Race[]): Promise<void> {
    const ringing = races.map(({ ringing }) =>
      JSON.stringify(
        ringing.map(({ offerId, clinician }, n) => ({
          offerId,
          clinicianId: clinician.personId,
          deadline: new Date().toISOString(),
          place: n + 1,
        })),
      ),
    );
    await this.#client.query(
      `insert into calls (id, organisation_id, site_id, station_id, room_id, queue_id, acuity, placed_at, order_at,
         queued_at, acuity_since, station_seen_at, phase, since, ringing)
       select call_id, $4, $5, station_id, gen_random_uuid(), $6, 'immediate', now(), now(), now(), now(), now(),
         'ringing', date_trunc('milliseconds', now()), ringing::jsonb
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as race (call_id, station_id, ringing)`,
      [
        races.map(({ callId }) => callId),
        races.map(({ station }) => station.stationId),
        ringing,
        this.#place.organisationId,
        this.#place.siteId,
        this.#queueId,
      ],
    );
  }

  async #openOffers(races: readonly Race[]): Promise<void> {
    const offers = races.flatMap(({ callId, ringing }) =>
      ringing.map(({ offerId, clinician }, n) => ({ callId, offerId, ...clinician, place: n + 1 })),
    );
    await this.#client.query(
      `insert into offers (id, call_id, clinician_id, place, state, rang_at, deadline)
       select id, call_id, clinician_id, place, 'ringing', now() - interval '20 seconds', now()
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) as offer (id, call_id, clinician_id, place)`,
      [
        offers.map(({ offerId }) => offerId),
        offers.map(({ callId }) => callId),
        offers.map(({ personId }) => personId),
        offers.map(({ place }) => place),
      ],
    );
  }
}

async function addClinicians(client: pg.Client, clinicians: readonly PersonActor[]): Promise<void> {
  const people = clinicians.map(({ personId }) => personId);
  await client.query(
    `insert into people (id, organisation_id, name, email, roles, password_hash, must_change_password)
     select id, $2, 'Clinician', id || '@example.org', '{clinician}', 'none', false from unnest($1::uuid[]) as id`,
    [people, clinicians[0]?.organisationId],
  );
  await client.query(
    `insert into duties (clinician_id, on_call, since, idle_since, seen_at)
     select id, true, now(), now(), now() from unnest($1::uuid[]) as id`,
    [people],
  );
}

function ids(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID());
}
