import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// All visits until now have come from a call.
const ownPlace = sql`
  alter table visits
    add origin text not null default 'call' constraint visits_origin check (origin in ('call')),
    add organisation_id uuid,
    add site_id uuid,
    add station_id uuid,
    add room_id uuid;
  update visits set organisation_id = c.organisation_id, site_id = c.site_id, station_id = c.station_id,
    room_id = c.room_id
  from calls c where c.id = visits.call_id;
  alter table visits
    alter organisation_id set not null,
    alter site_id set not null,
    alter station_id set not null,
    alter room_id set not null,
    add constraint visits_station_fk foreign key (station_id, site_id, organisation_id)
      references stations (id, site_id, organisation_id);
  create unique index visits_one_open_per_room on visits (room_id) where ended_at is null;
  create index visits_of_room on visits (room_id, started_at);
`;

// So that servers of the release before can run beside the new ones.
const fromOlderServers = sql`
  create function visits_take_place_of_call() returns trigger language plpgsql as $take$
  begin
    if new.room_id is null then
      select c.organisation_id, c.site_id, c.station_id, c.room_id
      into new.organisation_id, new.site_id, new.station_id, new.room_id
      from calls c where c.id = new.call_id;
    end if;
    return new;
  end
  $take$;
  create trigger visits_of_older_servers before insert on visits
    for each row execute function visits_take_place_of_call();
`;

/** A visit knows by itself what has led to it and where it is, so that not only calls lead to one. */
export const visitsOfTheirOwn: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [ownPlace, fromOlderServers];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
