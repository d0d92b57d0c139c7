import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Acuity, EndReason } from '../../domain/calls/call.ts';
import type { Disposition } from '../../domain/visits/outcome.ts';

/** A call as it once went. Seconds count from the press. */
export type PastCall = {
  placedAt: string;
  acuity?: Acuity;
  queueId?: string;
  /** When a clinician answered; left out, nobody did. */
  answeredAfter?: number;
  endedAfter: number;
  endReason?: EndReason;
  outcome?: Disposition;
  writeUpSeconds?: number;
  missed?: number;
};

type Where = { organisationId: string; siteId: string; stationId: string; clinicianId: string };

/** Puts calls of days gone by straight into the tables: the service itself places calls only now. */
export class Past implements AsyncDisposable {
  readonly #client: pg.Client;
  readonly #where: Where & { queueId: string };

  private constructor(client: pg.Client, where: Where & { queueId: string }) {
    this.#client = client;
    this.#where = where;
  }

  static async open(databaseUrl: string, where: Where): Promise<Past> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ queue_id: string }>('select queue_id from sites where id = $1', [
      where.siteId,
    ]);
    return new Past(client, { ...where, queueId: rows[0]?.queue_id ?? '' });
  }

  get queueId(): string {
    return this.#where.queueId;
  }

  async add(call: PastCall): Promise<string> {
    const id = randomUUID();
    const placed = Date.parse(call.placedAt);
    const at = (seconds: number) => new Date(placed + seconds * 1000);
    await this.#insert('calls', {
      id,
      organisation_id: this.#where.organisationId,
      site_id: this.#where.siteId,
      station_id: this.#where.stationId,
      room_id: randomUUID(),
      queue_id: call.queueId ?? this.#where.queueId,
      acuity: call.acuity ?? 'urgent',
      patient_name: 'Ada Lovelace',
      concern: 'Chest pain since noon',
      nhs_number: '9434765919',
      ...Object.fromEntries(
        ['acuity_since', 'placed_at', 'order_at', 'queued_at', 'station_seen_at'].map((name) => [
          name,
          at(0),
        ]),
      ),
      phase: 'ended',
      since: at(call.endedAfter),
      end_reason: call.endReason ?? (call.answeredAfter === undefined ? 'cancelled' : 'completed'),
    });
    for (let n = 0; n < (call.missed ?? 0); n += 1) {
      await this.#addOffer(id, {
        state: 'missed',
        rangAt: at(n),
        settledAt: at(n + 1),
        releasedAt: at(n + 1),
      });
    }
    if (call.answeredAfter !== undefined) {
      await this.#addVisit(id, call, at);
    }
    return id;
  }

  /** So many calls of one kind, a second apart. */
  async addMany(count: number, call: PastCall): Promise<void> {
    const first = await this.add(call);
    await this.#client.query(
      `insert into calls
       select (jsonb_populate_record(c, jsonb_build_object(
         'id', gen_random_uuid(), 'room_id', gen_random_uuid(), 'placed_at', c.placed_at + n * interval '1 second'
       ))).* from calls c, generate_series(1, $2::int) n where c.id = $1`,
      [first, count - 1],
    );
  }

  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.#client.query<R>(text, values)).rows;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.end();
  }

  async #addVisit(callId: string, call: PastCall, at: (seconds: number) => Date): Promise<void> {
    const answered = call.answeredAfter ?? 0;
    const offerId = await this.#addOffer(callId, {
      state: 'accepted',
      rangAt: at(answered),
      settledAt: at(answered),
      releasedAt: at(call.endedAfter),
    });
    const visitId = randomUUID();
    const recordedAt = at(call.endedAfter + (call.writeUpSeconds ?? 0));
    await this.#insert('visits', {
      id: visitId,
      offer_id: offerId,
      call_id: callId,
      clinician_id: this.#where.clinicianId,
      started_at: at(answered),
      ended_at: at(call.endedAfter),
      end_reason: 'clinician-hung-up',
      outcome_recorded_at: call.outcome === undefined ? null : recordedAt,
    });
    if (call.outcome !== undefined) {
      await this.#insert('outcomes', {
        visit_id: visitId,
        disposition: call.outcome,
        note: 'Secret note',
        recorded_by: this.#where.clinicianId,
        recorded_at: recordedAt,
      });
    }
  }

  async #addOffer(
    callId: string,
    offer: { state: string; rangAt: Date; settledAt: Date; releasedAt: Date },
  ): Promise<string> {
    const id = randomUUID();
    await this.#insert('offers', {
      id,
      call_id: callId,
      clinician_id: this.#where.clinicianId,
      state: offer.state,
      rang_at: offer.rangAt,
      deadline: offer.settledAt,
      settled_at: offer.settledAt,
      released_at: offer.releasedAt,
    });
    return id;
  }

  async #insert(table: string, row: Record<string, unknown>): Promise<void> {
    const places = Object.keys(row).map((_name, n) => `$${String(n + 1)}`);
    await this.#client.query(
      `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
      Object.values(row),
    );
  }
}
