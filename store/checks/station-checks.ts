import { type Kysely, type Selectable, sql } from 'kysely';
import type { StationCheckReads, StationCheckWrites } from '../../domain/checks/check-port.ts';
import type { StationCheck } from '../../domain/checks/station-light.ts';
import type { StationId } from '../../domain/ids.ts';
import type { Database, StationCheckTable } from '../schema.ts';

type Row = { stationId: StationId; stationName: string; siteName: string } & (
  Selectable<StationCheckTable> | { checked_at: null }
);

export function stationCheckReads(db: Kysely<Database>): StationCheckReads {
  return {
    async findCheckPlace(organisationId, stationId) {
      const [organisation, site] = await Promise.all([
        db.selectFrom('organisations').select('region').where('id', '=', organisationId).executeTakeFirst(),
        stationId === null
          ? undefined
          : db
              .selectFrom('stations')
              .innerJoin('sites', 'sites.id', 'stations.site_id')
              .select('sites.ice_transport_policy as policy')
              .where('stations.id', '=', stationId)
              .executeTakeFirst(),
      ]);
      return { region: organisation?.region ?? null, iceTransportPolicy: site?.policy ?? 'all' };
    },

    async listCheckedStations(organisationId) {
      const { rows } = await sql<Row>`
        select st.id as "stationId", st.name as "stationName", si.name as "siteName", last.*
        from stations st
          join sites si on si.id = st.site_id
          left join lateral (
            select * from station_checks ch where ch.station_id = st.id order by ch.checked_at desc limit 1
          ) last on true
        where st.organisation_id = ${organisationId} and st.enrolled_at is not null and st.revoked_at is null
        order by si.name, st.name, st.id
      `.execute(db);
      return rows.map((row) => {
        const { stationId, stationName, siteName } = row;
        return { stationId, stationName, siteName, check: row.checked_at === null ? null : checkOf(row) };
      });
    },
  };
}

function checkOf(row: Selectable<StationCheckTable>): StationCheck {
  return {
    checkedAt: row.checked_at,
    ways: { udp: row.udp, tcp: row.tcp, relay: row.relay },
    roundTripMs: row.round_trip_ms,
    lossUp: row.loss_up,
    lossDown: row.loss_down,
  };
}

export function stationCheckWrites(db: Kysely<Database>, now: Date): StationCheckWrites {
  return {
    async keepCheck(stationId, { ways, roundTripMs, lossUp, lossDown }, { keep }) {
      await sql`
        insert into station_checks (station_id, checked_at, udp, tcp, relay, round_trip_ms, loss_up, loss_down)
        values (${stationId}, ${now}::timestamptz, ${ways.udp}, ${ways.tcp}, ${ways.relay},
          ${roundTripMs}, ${lossUp}, ${lossDown})
        on conflict (station_id, checked_at) do update set
          udp = excluded.udp, tcp = excluded.tcp, relay = excluded.relay, round_trip_ms = excluded.round_trip_ms,
          loss_up = excluded.loss_up, loss_down = excluded.loss_down
      `.execute(db);
      await sql`
        delete from station_checks where station_id = ${stationId} and checked_at <= (
          select checked_at from station_checks where station_id = ${stationId}
          order by checked_at desc offset ${keep} limit 1
        )
      `.execute(db);
    },
  };
}
