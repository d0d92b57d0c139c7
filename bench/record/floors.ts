import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** The least that the same takes: prepared statements on kept connections, with nothing around them. */
export class Floors implements AsyncDisposable {
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  static async create(databaseUrl: string, connections: number): Promise<Floors> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
    await pool.query('create table floor_resources (id text primary key, body text not null)');
    return new Floors(pool);
  }

  /** One insert of a resource’s JSON, committed by itself. */
  async insert(body: string): Promise<void> {
    await this.#pool.query({
      name: 'insert',
      text: 'insert into floor_resources (id, body) values ($1, $2)',
      values: [randomUUID(), body],
    });
  }

  /** The resources of one transaction by one statement. */
  async insertAll(bodies: readonly string[]): Promise<void> {
    await this.#pool.query({
      name: 'insert-all',
      text: 'insert into floor_resources (id, body) select * from unnest($1::text[], $2::text[])',
      values: [bodies.map(() => randomUUID()), bodies],
    });
  }

  /** One select by the key. */
  async find(id: string): Promise<void> {
    const { rows } = await this.#pool.query<{ body: string }>({
      name: 'find',
      text: `select body from record_resources where type = 'Observation' and id = $1`,
      values: [id],
    });
    if (rows.length !== 1) throw new Error('the observation is not there');
  }

  /** The index’s own answer that nothing has a code. */
  async findNothing(code: string): Promise<void> {
    const { rows } = await this.#pool.query({
      name: 'find-nothing',
      text: 'select pk from record_tokens where parameter = 20 and code = $1 limit 20',
      values: [code],
    });
    if (rows.length > 0) throw new Error('somebody has the code');
  }

  /** All that is kept about somebody, by one statement. */
  async findAll(patientId: string): Promise<void> {
    await this.#pool.query({
      name: 'find-all',
      text: 'select body from record_resources where patient_id = $1',
      values: [patientId],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }
}
