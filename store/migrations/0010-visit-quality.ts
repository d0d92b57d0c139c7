import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The key is what bounds it: one row a participant and slot of four seconds, however fast somebody reports and on
// however many servers. No foreign key, because checking it would lock the row of the visit, which calls and rings wait
// for. A BRIN index costs next to nothing to keep and is enough to find what is old, because rows come in order of time.
const visitQuality = sql`
  create table visit_quality (
    visit_id uuid not null,
    participant text not null,
    slot bigint not null,
    at timestamptz not null,
    grade text not null constraint visit_quality_grade check (grade in ('good', 'fair', 'poor')),
    seconds real not null,
    loss_in real,
    loss_out real,
    round_trip_ms int,
    jitter_ms int,
    audio_in_kbps int,
    audio_out_kbps int,
    video_in_kbps int,
    video_out_kbps int,
    video_height int,
    freezes int not null,
    frozen_ms int not null,
    concealed real,
    path text constraint visit_quality_path check (path in ('udp', 'tcp', 'relay-udp', 'relay-tcp', 'relay-tls')),
    primary key (visit_id, participant, slot)
  )
`;

const byTime = sql`create index visit_quality_at on visit_quality using brin (at)`;

/** What browsers have measured of their connections in visits. */
export const measuredVisits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await visitQuality.execute(db);
    await byTime.execute(db);
  },
};
