import { Kysely, PostgresDialect, sql } from 'kysely';
import { auditEntry } from '../../../domain/audit.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import type { Log } from '../../../domain/ports.ts';
import type { RecordCheck, RecordDifference, RecordFault } from '../../../domain/record/record-check.ts';
import { Connections } from '../../postgres/connections.ts';
import { TransactionLog } from '../../postgres/transaction-log.ts';
import type { Database } from '../../schema.ts';
import {
  type CheckedRow,
  faultsOfRow,
  faultsOfVersions,
  patientNamedBy,
  readRows,
  saidBy,
} from './checked-rows.ts';
import {
  findDangling,
  findMissing,
  findNumberedTwice,
  findOtherwiseIndexed,
  lastOfTrail,
  type ReadRow,
  rootsOf,
  trailAtOnce,
  writeIndexAnew,
} from './neighbours.ts';

const mostNamed = 1000;

type Checking = {
  databaseUrl: string;
  /** Index rows that differ are written anew. */
  mend: boolean;
  log: Log;
  /** After each batch: how many resources have been looked at. */
  onProgress?: (resources: number) => void;
  signal?: AbortSignal;
};

/**
 * Compares all of the record with itself, also while the service runs: each batch is of one moment.
 * @throws when the signal is aborted; what was mended before stays so
 */
export async function checkRecord({
  databaseUrl,
  mend,
  log,
  onProgress,
  signal,
}: Checking): Promise<RecordCheck> {
  const connections = new Connections({ databaseUrl, poolSize: 1, log });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: connections }) });
  const findings = new Findings();
  try {
    for (let after = '0'; ;) {
      signal?.throwIfAborted();
      const batch = await ofOneMoment(db, (moment) => checkBatch(moment, after));
      const last = batch.rows.at(-1);
      if (last === undefined) break;
      after = last.pk;
      findings.resources += batch.rows.length;
      const mended = mend ? await mendIndex(db, batch.otherwiseIndexed) : new Set<string>();
      findings.mended += mended.size;
      for (const { row, faults } of batch.faulty) {
        findings.add(row, mended.has(row.pk) ? faults.filter((fault) => fault !== 'index') : faults);
      }
      onProgress?.(findings.resources);
    }
    for (const one of await findNumberedTwice(db)) findings.add(one, one.faults);
    const last = await lastOfTrail(db);
    for (let after = 0; after < last; after += trailAtOnce) {
      signal?.throwIfAborted();
      for (const one of await findMissing(db, after)) findings.add(one, one.faults);
    }
    return findings.result();
  } finally {
    await connections.end();
  }
}

class Findings {
  resources = 0;
  mended = 0;
  readonly #byName = new Map<string, RecordDifference>();
  #unnamed = 0;

  add({ type, id }: { type: string; id: string }, faults: readonly RecordFault[]): void {
    if (faults.length === 0) return;
    const name = `${type}/${id}`;
    const before = this.#byName.get(name);
    if (before === undefined && this.#byName.size >= mostNamed) this.#unnamed += 1;
    else this.#byName.set(name, { type, id, faults: [...(before?.faults ?? []), ...faults] });
  }

  result(): RecordCheck {
    const differences = [...this.#byName.values()];
    const { resources, mended } = this;
    return { resources, differences, found: differences.length + this.#unnamed, mended };
  }
}

/** Reads of one moment: what is written meanwhile is no difference. */
async function ofOneMoment<T>(db: Kysely<Database>, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  return await db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}

type Batch = {
  rows: readonly CheckedRow[];
  faulty: { row: CheckedRow; faults: RecordFault[] }[];
  otherwiseIndexed: readonly string[];
};

async function checkBatch(db: Kysely<Database>, after: string): Promise<Batch> {
  const rows = await readRows(db, after);
  if (rows.length === 0) return { rows, faulty: [], otherwiseIndexed: [] };
  const read = readable(rows);
  const saidOf = new Map(read.map(({ row, said }) => [row.pk, said]));
  const otherwiseIndexed = await findOtherwiseIndexed(db, read);
  const dangling = await findDangling(db, read);
  const ofOthers = await findOfOthers(db, read);
  const faultsOf = (row: CheckedRow): RecordFault[] => {
    const said = saidOf.get(row.pk);
    if (said === undefined) return ['unreadable', ...faultsOfVersions(row)];
    return [
      ...(otherwiseIndexed.has(row.pk) ? (['index'] as const) : []),
      ...faultsOfVersions(row),
      ...(ofOthers.has(row.pk) ? (['patient'] as const) : []),
      ...faultsOfRow(row, said),
      ...(dangling.has(row.pk) ? (['reference'] as const) : []),
    ];
  };
  const faulty = rows
    .map((row) => ({ row, faults: faultsOf(row) }))
    .filter(({ faults }) => faults.length > 0);
  return { rows, faulty, otherwiseIndexed: [...otherwiseIndexed] };
}

function readable(rows: readonly CheckedRow[]): ReadRow[] {
  return rows.flatMap((row) => {
    const said = saidBy(row);
    return said === undefined ? [] : [{ row, said }];
  });
}

/** Rows that stand in the record of somebody else than their body names; a deleted one names nobody. */
async function findOfOthers(db: Kysely<Database>, read: readonly ReadRow[]): Promise<Set<string>> {
  const named = read
    .filter(({ row }) => row.body !== null)
    .map(({ row, said }) => ({ row, patient: patientNamedBy(row, said) }));
  const roots = await rootsOf(db, [...new Set(named.flatMap(({ patient }) => patient ?? []))]);
  const others = named.filter(({ row, patient }) => {
    const wanted = patient === null ? null : (roots.get(patient) ?? patient);
    return row.patient_id !== wanted;
  });
  return new Set(others.map(({ row }) => row.pk));
}

/** One transaction: nobody changes them meanwhile, and the trail says of what organisation and type they are. */
async function mendIndex(db: Kysely<Database>, pks: readonly string[]): Promise<Set<string>> {
  if (pks.length === 0) return new Set();
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<CheckedRow & { now: Date }>`
      select r.pk, r.organisation_id, r.type, r.id, r.body, now() as now from record_resources r
      where r.pk = any (${[...pks]}::bigint[]) order by r.pk for update
    `.execute(tx);
    const read = readable(rows);
    await writeIndexAnew(tx, read);
    const trail = new TransactionLog(rows[0]?.now ?? new Date());
    await trail.audit(mendEntries(read));
    await trail.write(tx);
    return new Set(read.map(({ row }) => row.pk));
  });
}

function mendEntries(read: readonly ReadRow[]) {
  const counts = new Map<string, { organisationId: OrganisationId; type: string; resources: number }>();
  for (const { row } of read) {
    const key = `${row.organisation_id} ${row.type}`;
    const { resources } = counts.get(key) ?? { resources: 0 };
    counts.set(key, { organisationId: row.organisation_id, type: row.type, resources: resources + 1 });
  }
  return [...counts.values()].map(({ organisationId, type, resources }) =>
    auditEntry(
      { kind: 'system' },
      {
        action: 'record.index-mended',
        about: { kind: type, id: null, organisationId },
        detail: { resources },
      },
    ),
  );
}
