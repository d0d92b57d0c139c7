import pg from 'pg';

/** The least that a claim can cost: one UPDATE that finds the row unclaimed or not, committed by itself. */
export class BareClaims implements AsyncDisposable {
  readonly #pool: pg.Pool;
  #nextId = 1;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  static async create({
    databaseUrl,
    poolSize,
  }: {
    databaseUrl: string;
    poolSize: number;
  }): Promise<BareClaims> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
    await pool.query('create table if not exists floor_claims (id integer primary key, owner integer)');
    return new BareClaims(pool);
  }

  /** Makes so many rows to be claimed; answers with their ids. */
  async prepare(count: number): Promise<number[]> {
    const from = this.#nextId;
    this.#nextId += count;
    await this.#pool.query('insert into floor_claims select generate_series($1::int, $2::int)', [
      from,
      from + count - 1,
    ]);
    return Array.from({ length: count }, (_, n) => from + n);
  }

  /** Tries to be the one; true when it was. */
  async claim(id: number, owner: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query({
      name: 'claim',
      text: 'update floor_claims set owner = $2 where id = $1 and owner is null',
      values: [id, owner],
    });
    return rowCount === 1;
  }

  /** The same in a transaction of three statements, as every use case is. */
  async claimInTransaction(id: number, owner: number): Promise<boolean> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      const { rowCount } = await client.query({
        name: 'claim',
        text: 'update floor_claims set owner = $2 where id = $1 and owner is null',
        values: [id, owner],
      });
      await client.query('commit');
      return rowCount === 1;
    } finally {
      client.release();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.end();
  }
}
