import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// A default as constant as this one is written into no row: the table is not gone through.
const sites = sql`
  alter table sites
    add ice_transport_policy text not null default 'all'
      constraint sites_ice_transport_policy check (ice_transport_policy in ('all', 'relay'))
`;

/** How media gets through the network of a site. */
export const networks: Migration = {
  async up(db) {
    await sites.execute(db);
  },
};
