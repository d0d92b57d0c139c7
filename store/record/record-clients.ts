import type { Kysely, Selectable } from 'kysely';
import type { ClientKeys } from '../../domain/record/client-keys.ts';
import type {
  RecordClientReads,
  RecordClientWrites,
  RegisteredClient,
} from '../../domain/record/record-client-port.ts';
import type { RecordClientView } from '../../domain/record/record-client-wire.ts';
import { parseSystemScope, writeSystemScope } from '../../domain/record/system-scopes.ts';
import type { Database, RecordClientTable } from '../schema.ts';

/** The clocks of servers are those of the database, and differ by less. */
const keptOnForMs = 60_000;

/** The systems of partners that may read or write the record. */
export function recordClientWrites(db: Kysely<Database>, now: Date): RecordClientWrites {
  const update = () => db.updateTable('record_clients');
  return {
    async addClient({ id, organisationId, name, keys, scopes }, by) {
      await db
        .insertInto('record_clients')
        .values({
          ...{ id, organisation_id: organisationId, name, made_by: by, made_at: now },
          ...keyColumns(keys),
          scopes: scopes.map(writeSystemScope),
        })
        .execute();
    },

    async lockClient(clientId) {
      const row = await db
        .selectFrom('record_clients')
        .selectAll()
        .where('id', '=', clientId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && clientOf(row);
    },

    async disableClient(clientId, by) {
      await update().set({ disabled_at: now, disabled_by: by }).where('id', '=', clientId).execute();
    },

    async enableClient(clientId) {
      await update().set({ disabled_at: null, disabled_by: null }).where('id', '=', clientId).execute();
    },

    async setClientKeys(clientId, keys) {
      await update().set(keyColumns(keys)).where('id', '=', clientId).execute();
    },

    async setNotifyOrigins(clientId, origins) {
      await update()
        .set({ notify_origins: [...origins] })
        .where('id', '=', clientId)
        .execute();
    },

    ...usedAssertions(db, now),

    async markClient(clientId) {
      await update().set({ used_at: now }).where('id', '=', clientId).execute();
    },
  };
}

/** Which assertions were used. */
function usedAssertions(db: Kysely<Database>, now: Date): Pick<RecordClientWrites, 'keepAssertion'> {
  return {
    async keepAssertion({ clientId, digest, expiresAt }) {
      await db
        .deleteFrom('record_client_assertions')
        .where('client_id', '=', clientId)
        .where('expires_at', '<', new Date(now.getTime() - keptOnForMs))
        .execute();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('record_client_assertions')
        .values({ client_id: clientId, digest, expires_at: expiresAt })
        .onConflict((conflict) => conflict.columns(['client_id', 'digest']).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}

/** The same outside of a transaction. */
export function recordClientReads(db: Kysely<Database>): RecordClientReads {
  return {
    async findRecordClient(clientId) {
      const row = await db
        .selectFrom('record_clients')
        .selectAll()
        .where('id', '=', clientId)
        .executeTakeFirst();
      return row && clientOf(row);
    },

    async listRecordClients(organisationId) {
      const rows = await db
        .selectFrom('record_clients as c')
        .innerJoin('people as maker', 'maker.id', 'c.made_by')
        .leftJoin('people as ender', 'ender.id', 'c.disabled_by')
        .selectAll('c')
        .select(['maker.name as maker_name', 'ender.name as ender_name'])
        .select((row) =>
          row
            .selectFrom('record_subscriptions as s')
            .whereRef('s.client_id', '=', 'c.id')
            .where('s.state', '=', 'error')
            .select(({ fn }) => fn.min('s.state_since').as('since'))
            .as('notify_failing_since'),
        )
        .where('c.organisation_id', '=', organisationId)
        .orderBy((row) => row('c.disabled_at', 'is not', null))
        .orderBy('c.name')
        .orderBy('c.id')
        .execute();
      return rows.map(viewOf);
    },
  };
}

type Listed = Selectable<RecordClientTable> & {
  maker_name: string;
  ender_name: string | null;
  notify_failing_since: Date | null;
};

function viewOf(row: Listed): RecordClientView {
  const keys = keysOf(row);
  return {
    clientId: row.id,
    name: row.name,
    scopes: row.scopes,
    keys: keys.kind === 'address' ? keys : { kind: 'inline', kids: keys.keys.map(({ kid }) => kid) },
    madeAt: row.made_at.toISOString(),
    madeByName: row.maker_name,
    usedAt: row.used_at?.toISOString() ?? null,
    notifyOrigins: row.notify_origins,
    notifyFailingSince: row.notify_failing_since?.toISOString() ?? null,
    disabled: row.disabled_at && { at: row.disabled_at.toISOString(), byName: row.ender_name ?? '' },
  };
}

function clientOf(row: Selectable<RecordClientTable>): RegisteredClient {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    keys: keysOf(row),
    scopes: row.scopes.flatMap((text) => parseSystemScope(text) ?? []),
    disabledAt: row.disabled_at,
    notifyOrigins: row.notify_origins,
  };
}

/** The schema lets one of the two be there. */
function keysOf({ key_address: address, keys }: Selectable<RecordClientTable>): ClientKeys {
  return address === null ? { kind: 'inline', keys: keys ?? [] } : { kind: 'address', address };
}

function keyColumns(keys: ClientKeys) {
  return keys.kind === 'address'
    ? { key_address: keys.address, keys: null }
    : { key_address: null, keys: JSON.stringify(keys.keys) };
}
