import type { PatientId } from '../../../domain/ids.ts';
import type { RecordClient } from '../../../domain/record/record-client.ts';
import type { RecordExport } from '../../../domain/record/record-export-port.ts';
import type { StoredResource } from '../../../domain/record/record-port.ts';
import { isResourceType } from '../../../domain/record/resource-types.ts';
import { FhirError } from '../fhir-error.ts';
import { outcomeOfIssues } from '../outcomes.ts';
import { mayExport, notAllowed } from './export.ts';
import { type FhirDeps, recordAudit } from './fhir-deps.ts';

/** So many are read at once, and no more are in memory. */
const partSize = 200;
const patientsAtOnce = 50;

/**
 * The lines of one file, part by part as they are fetched, so that whoever reads slowly is waited for. Each patient whom a file tells about
 * is in the trail before that.
 * @throws FhirError 404 where the export has no such file, 403 where the token does not allow its type
 */
export function linesOf(
  deps: Pick<FhirDeps, 'store'>,
  client: RecordClient,
  { of, file }: { of: RecordExport; file: string },
): AsyncIterable<string> {
  if (file === notAllowed && of.leftOut.length > 0) return outcomesOf(of);
  const [, type = '', deleted] = /^([A-Za-z]+)(\.deleted)?$/.exec(file) ?? [];
  if (!isResourceType(type) || !of.types.includes(type)) {
    throw new FhirError(404, 'not-found', 'the export has no such file');
  }
  if (!mayExport(client, type)) {
    throw new FhirError(403, 'forbidden', `the token does not allow this: it needs system/${type}.rs`);
  }
  if (deleted !== undefined && of.since === null) {
    throw new FhirError(404, 'not-found', 'the export has no such file');
  }
  return resourceLines(deps, client, { of, type, deleted: deleted !== undefined });
}

async function* outcomesOf({ leftOut }: RecordExport): AsyncIterable<string> {
  for (const type of leftOut) {
    const diagnostics = `${type} is left out: the token needs system/${type}.rs`;
    yield await Promise.resolve(
      `${JSON.stringify(outcomeOfIssues([{ severity: 'error', code: 'forbidden', diagnostics }]))}\n`,
    );
  }
}

async function* resourceLines(
  { store }: Pick<FhirDeps, 'store'>,
  client: RecordClient,
  { of, type, deleted }: { of: RecordExport; type: StoredResource['type']; deleted: boolean },
): AsyncIterable<string> {
  const patients = await store.reads.listExportedPatients(of);
  for (let from = 0; from < patients.length; from += patientsAtOnce) {
    const patientIds = patients.slice(from, from + patientsAtOnce);
    const noted = new Set<PatientId>();
    let after: string | undefined;
    do {
      const part = { type, patientIds, deleted, limit: partSize, after };
      const { resources, next } = await store.reads.listExported(of, part);
      const fresh = resources.flatMap(({ patientId }) => patientId ?? []).filter((id) => !noted.has(id));
      for (const id of fresh) noted.add(id);
      const detail = { exportId: of.id, found: type };
      const entries = [...new Set(fresh)].map((id) =>
        recordAudit(client, { action: 'record.read', type: 'Patient', id, detail }),
      );
      if (entries.length > 0) await store.transact((tx) => tx.audit(entries));
      if (resources.length > 0) yield resources.map(lineOf).join('');
      after = next;
    } while (after !== undefined);
  }
}

/** What was deleted is said as the transaction that would delete it, as the standard has it. */
function lineOf({ type, id, body }: StoredResource): string {
  if (body !== null) return `${body}\n`;
  const entry = [{ request: { method: 'DELETE', url: `${type}/${id}` } }];
  return `${JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })}\n`;
}
