import pg from 'pg';
import type { Manifest } from './manifest.ts';
import type { Session } from './session.ts';

/** A table and the columns whose values are ours, and not computed by the database. */
export type Table = { name: string; columns: string[] };

/** The lists of what is in the database's schema. */
export class Catalogue {
  readonly #session: Session;
  readonly #schema: string;

  private constructor(session: Session, schema: string) {
    this.#session = session;
    this.#schema = schema;
  }

  static async create(session: Session): Promise<Catalogue> {
    const { rows } = await session.query<{ schema: string }>('select current_schema() as schema');
    return new Catalogue(session, rows[0]?.schema ?? 'public');
  }

  /** The name of something of the schema, for a statement. */
  nameOf(name: string): string {
    return `${pg.escapeIdentifier(this.#schema)}.${pg.escapeIdentifier(name)}`;
  }

  /** All logged tables, without those in which kysely keeps the migrations and without those of extensions. */
  async tables(): Promise<Table[]> {
    const { rows } = await this.#session.query<Table>(
      `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where n.nspname = $1 and c.relkind = 'r' and c.relpersistence = 'p' and c.relname not in ('kysely_migration', 'kysely_migration_lock')
        and not exists (
          select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
        )
      group by c.relname order by c.relname`,
      [this.#schema],
    );
    return rows;
  }

  /** The migrations that were applied, in their order. */
  async migrations(): Promise<string[]> {
    const table = this.nameOf('kysely_migration');
    const { rows: found } = await this.#session.query<{ there: boolean }>(
      'select to_regclass($1) is not null as there',
      [table],
    );
    if (found[0]?.there !== true) return [];
    const { rows } = await this.#session.query<{ name: string }>(`select name from ${table} order by name`);
    return rows.map(({ name }) => name);
  }

  async sequences(): Promise<Manifest['sequences']> {
    const { rows } = await this.#session.query<Manifest['sequences'][number]>(
      `select sequencename as name, last_value::text as "lastValue" from pg_sequences
      where schemaname = $1 and last_value is not null order by sequencename`,
      [this.#schema],
    );
    return rows;
  }

  /** Foreign keys that are checked with every statement. */
  async strictForeignKeys(): Promise<{ table: string; name: string }[]> {
    const { rows } = await this.#session.query<{ table: string; name: string }>(
      `select c.relname as table, k.conname as name from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and k.contype = 'f' and not k.condeferrable and k.conparentid = 0
      order by c.relname, k.conname`,
      [this.#schema],
    );
    return rows;
  }
}
