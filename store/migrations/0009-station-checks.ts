import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What stations have found of their way to the SFU; the newest few of each are kept. */
export const stationChecks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table station_checks (
        station_id uuid not null constraint station_checks_station_fk references stations (id) on delete cascade,
        checked_at timestamptz not null,
        udp text not null,
        tcp text not null,
        relay text not null,
        round_trip_ms real,
        loss_up real,
        loss_down real,
        primary key (station_id, checked_at),
        constraint station_checks_ways check (
          udp in ('works', 'fails', 'not-set-up', 'not-tried')
          and tcp in ('works', 'fails', 'not-set-up', 'not-tried')
          and relay in ('works', 'fails', 'not-set-up', 'not-tried')
        ),
        constraint station_checks_figures check (
          (round_trip_ms is null or round_trip_ms >= 0)
          and (loss_up is null or loss_up between 0 and 1)
          and (loss_down is null or loss_down between 0 and 1)
        )
      )
    `.execute(db);
  },
};
