import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * A full disk refuses only what needs a new page, and the one row of `write_probe` never does. So the probe also fills a
 * page of its own: a row of this size has no place in a page with another one. Without a log and emptied at a megabyte, it
 * costs little. Servers of the release before go on writing their row only.
 */
export const writeNeedsRoom: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create unlogged table write_probe_pages (filling text not null);
      alter table write_probe_pages alter column filling set storage plain;
      create function probe_write() returns void language plpgsql as $$
      begin
        update write_probe set written_at = now();
        if pg_relation_size('write_probe_pages') > 1000000 then
          truncate write_probe_pages;
        end if;
        insert into write_probe_pages values (repeat('-', 5000));
      end
      $$
    `.execute(db);
  },
};
