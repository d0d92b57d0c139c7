import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { OrganisationId } from '../../domain/ids.ts';
import { columnsOf } from '../../domain/record/resource-columns.ts';
import { isResourceType } from '../../domain/record/resource-types.ts';
import { indexTables } from '../../store/record/index-tables.ts';
import type { SeededRandom } from '../chaos/seeded-random.ts';
import { observation, person, type Resource } from './resources.ts';

type Line = readonly (string | number | null)[];

const atOnce = 5000;
const tables = [
  ['record_resources', 'organisation_id, type, id, version, updated_at, patient_id, at, body, pk'],
  ['record_versions', 'pk, version, updated_at, method, body'],
  ...indexTables.map(
    ({ name, columns }) => [name, `parameter, ${columns.map((one) => one.name).join(', ')}, pk`] as const,
  ),
] as const;

/** A record that is loaded past the service, with the rows that the service would have written. */
export class Filling {
  /** Ids of what is there. */
  readonly patients: string[] = [];
  readonly observations: string[] = [];
  readonly #client: pg.Client;
  readonly #organisationId: OrganisationId;
  readonly #random: SeededRandom;
  #pk = 1_000_000;
  #lines = new Map<string, Line[]>();
  #waiting = 0;

  constructor(client: pg.Client, given: { organisationId: OrganisationId; random: SeededRandom }) {
    this.#client = client;
    this.#organisationId = given.organisationId;
    this.#random = given.random;
  }

  /** So many patients more, with so many observations each. */
  async add(patients: number, observationsEach: number): Promise<string[]> {
    const added: string[] = [];
    for (let n = 0; n < patients; n += 1) {
      const patientId = randomUUID();
      await this.#put(person(this.#random, this.patients.length), { id: patientId, patientId });
      this.patients.push(patientId);
      added.push(patientId);
      for (let one = 0; one < observationsEach; one += 1) {
        const id = randomUUID();
        await this.#put(observation(this.#random, `Patient/${patientId}`), { id, patientId });
        this.observations.push(id);
      }
    }
    await this.#flush();
    await this.#client.query(
      `select setval(pg_get_serial_sequence('record_resources', 'pk'), ${String(this.#pk)})`,
    );
    await this.#client.query('vacuum analyze');
    return added;
  }

  async #put(resource: Resource, { id, patientId }: { id: string; patientId: string }): Promise<void> {
    const { resourceType: type, ...rest } = resource;
    if (!isResourceType(type)) throw new Error(`the record has no ${type}`);
    this.#pk += 1;
    const [pk, updatedAt] = [this.#pk, new Date(Date.now() - 86_400_000).toISOString()];
    const meta = { versionId: '1', lastUpdated: updatedAt };
    const body = JSON.stringify({ resourceType: type, id, meta, ...rest });
    const { at, index } = columnsOf(type, resource);
    const when = at?.toISOString() ?? null;
    this.#line('record_resources', [this.#organisationId, type, id, 1, updatedAt, patientId, when, body, pk]);
    this.#line('record_versions', [pk, 1, updatedAt, 'POST', body]);
    for (const row of index) {
      for (const { name, kind, columns } of indexTables) {
        if (row.kind !== kind) continue;
        const values = columns.map((column) => column.values([row])[0] as string | null);
        this.#line(name, [row.parameter, ...values, pk]);
      }
    }
    this.#waiting += 1;
    if (this.#waiting >= atOnce) await this.#flush();
  }

  #line(table: string, line: Line): void {
    const lines = this.#lines.get(table) ?? [];
    lines.push(line);
    this.#lines.set(table, lines);
  }

  async #flush(): Promise<void> {
    // As a restore does: what is loaded is known to fit, so that no foreign key is looked up.
    await this.#client.query(`set session_replication_role = replica`);
    for (const [table, columns] of tables) {
      const lines = this.#lines.get(table) ?? [];
      if (lines.length === 0) continue;
      const rows = this.#client.query(copyStreams.from(`copy ${table} (${columns}) from stdin`));
      await pipeline(Readable.from(lines.map(written)), rows);
    }
    this.#lines = new Map();
    this.#waiting = 0;
  }
}

/** A line of COPY’s text format. */
function written(line: Line): string {
  const values = line.map((value) =>
    value === null ? String.raw`\N` : String(value).replaceAll('\\', String.raw`\\`),
  );
  return `${values.join('\t')}\n`;
}
