import type { PatientId } from '../../../domain/ids.ts';
import type { AuditEntry, Transaction } from '../../../domain/ports.ts';
import { onceEach, targetNamedBy } from '../../../domain/record/index-rows.ts';
import type { RecordClient } from '../../../domain/record/record-client.ts';
import type {
  IndexRow,
  NewResource,
  StoredResource,
  WriteMethod,
} from '../../../domain/record/record-port.ts';
import { isResourceType } from '../../../domain/record/resource-types.ts';
import type { PreparedResource } from '../bodies/prepared.ts';
import { FhirError } from '../fhir-error.ts';
import { type Change, criteriaKey, criteriaOf, type PlacedChange } from './changes.ts';
import {
  answerOf,
  type FhirAnswer,
  type FhirDeps,
  type Query,
  readAbout,
  readEntry,
  recordAudit,
  requireScope,
} from './fhir-deps.ts';
import { requireAsListed } from './listed-patients.ts';
import { findWhatFits } from './searches.ts';

const permissions = { create: 'c', update: 'u', delete: 'd' } as const;

type Write = Exclude<PlacedChange, { kind: 'as-it-is' | 'delete' }>;

/**
 * All changes of one request, in one transaction of the store: deletions, then what is new, then what is changed, as the standard
 * orders them (hl7.org/fhir/R4/http.html#trules). Rolls back as a whole.
 */
export class Commit {
  readonly #deps: FhirDeps;
  readonly #client: RecordClient;
  readonly #tx: Transaction;
  readonly #audit: AuditEntry[] = [];
  /** What was searched for by criteria: whoever rolls back writes it into the trail, since the answer tells of it all the same. */
  readonly looked: AuditEntry[] = [];
  /** What references become: addresses of the transaction, criteria, and our own addresses. */
  readonly #references = new Map<string, string>();
  readonly #standing = new Map<string, StoredResource>();
  /** Whom what is referred to is about. */
  readonly #patients = new Map<string, PatientId | null>();

  constructor(deps: FhirDeps, client: RecordClient, tx: Transaction) {
    this.#deps = deps;
    this.#client = client;
    this.#tx = tx;
  }

  /**
   * @returns an answer for each change, in their order
   * @throws FhirError, and nothing has been changed
   */
  async run(changes: readonly Change[]): Promise<FhirAnswer[]> {
    for (const { kind, type } of changes) requireScope(this.#client, permissions[kind], type);
    await this.#lockCriteria(changes);
    const placed: PlacedChange[] = [];
    for (const change of changes) placed.push(await this.#place(change));
    requireEachOnce(placed);
    await this.#findCriteriaOfReferences(changes);
    await this.#lock(placed);
    const answers = new Map<PlacedChange, FhirAnswer>();
    for (const one of deletionsOf(placed)) answers.set(one, await this.#delete(one));
    const writes = placed.filter((one) => one.kind === 'create' || one.kind === 'update');
    await this.#findTargets(writes);
    await this.#create(
      writes.filter(({ kind }) => kind === 'create'),
      answers,
    );
    for (const one of writes) if (one.kind === 'update') answers.set(one, await this.#update(one));
    for (const one of placed) if (one.kind === 'as-it-is') answers.set(one, await this.#asItIs(one));
    await this.#tx.audit(this.#audit);
    return placed.map((one) => answers.get(one) ?? { status: 500 });
  }

  async #lockCriteria(changes: readonly Change[]): Promise<void> {
    const keys = changes.flatMap((change) => {
      const criteria = change.kind === 'create' ? change.ifNoneExist : change.criteria;
      return criteria === undefined ? [] : [criteriaKey(this.#client.organisationId, change.type, criteria)];
    });
    if (new Set(keys).size < keys.length) {
      throw new FhirError(400, 'invalid', 'two entries have the same criteria');
    }
    if (keys.length > 0) await this.#tx.record.lockCriteria(keys);
  }

  async #place(change: Change): Promise<PlacedChange> {
    const placed = await this.#placeByCriteria(change);
    const address = 'fullUrl' in change ? change.fullUrl : undefined;
    if (address !== undefined && placed.id !== undefined) {
      this.#references.set(address, `${placed.type}/${placed.id}`);
    }
    return placed;
  }

  async #placeByCriteria(change: Change): Promise<PlacedChange> {
    const { type } = change;
    if (change.kind === 'create') {
      const there = await this.#oneThatFits(type, change.ifNoneExist);
      if (there !== undefined) return { kind: 'as-it-is', type, id: there };
      return { kind: 'create', type, id: this.#deps.newId(), resource: change.resource };
    }
    const id = change.id ?? (await this.#oneThatFits(type, change.criteria));
    if (change.kind === 'delete') {
      return id === undefined
        ? { kind: 'as-it-is', type, id }
        : { kind: 'delete', type, id, ifMatch: change.ifMatch };
    }
    const { resource, ifMatch, method } = change;
    const { givenId } = resource;
    if (givenId !== undefined && givenId !== id) {
      throw new FhirError(400, 'value', 'the id of the resource is not the one that is written to');
    }
    if (id !== undefined) return { kind: 'update', type, id, resource, ifMatch, method };
    requireScope(this.#client, 'c', type);
    return { kind: 'create', type, id: this.#deps.newId(), resource };
  }

  async #oneThatFits(type: Change['type'], criteria: Query | undefined): Promise<string | undefined> {
    if (criteria === undefined) return undefined;
    const found = await findWhatFits(this.#client, this.#tx.record, { type, query: criteria });
    const detail = { criteria: true, count: found.length };
    this.looked.push(
      recordAudit(this.#client, { action: 'record.searched', type, id: null, detail }),
      ...readAbout(this.#client, found, { type, named: undefined }),
    );
    const [there, ...more] = found;
    if (more.length > 0) throw new FhirError(412, 'multiple-matches', 'more than one resource fits');
    return there?.id;
  }

  /** `Patient?identifier=…` as a reference stands for the one that fits (hl7.org/fhir/R4/http.html#trules). */
  async #findCriteriaOfReferences(changes: readonly Change[]): Promise<void> {
    const searches = new Set(
      changes.flatMap((change) =>
        'resource' in change ? change.resource.references.filter((one) => criteriaReference.test(one)) : [],
      ),
    );
    for (const search of searches) {
      const { type = '', query = '' } = criteriaReference.exec(search)?.groups ?? {};
      if (!isResourceType(type)) throw unknownTarget();
      const id = await this.#oneThatFits(type, criteriaOf([...new URLSearchParams(query)]));
      if (id === undefined) {
        throw new FhirError(412, 'not-found', 'a reference is a search that nothing fits');
      }
      this.#references.set(search, `${type}/${id}`);
    }
  }

  async #lock(placed: readonly PlacedChange[]): Promise<void> {
    const ids = placed.flatMap((one) =>
      one.kind === 'update' || one.kind === 'delete' ? [{ type: one.type, id: one.id }] : [],
    );
    if (ids.length === 0) return;
    for (const one of await this.#tx.record.lockResources(this.#client.organisationId, ids)) {
      this.#standing.set(`${one.type}/${one.id}`, one);
    }
    for (const one of placed) {
      if (one.kind !== 'update' && one.kind !== 'delete') continue;
      const there = this.#standing.get(`${one.type}/${one.id}`);
      if (one.ifMatch !== undefined && there?.version !== one.ifMatch) {
        throw new FhirError(412, 'conflict', 'the resource has changed: read it again');
      }
      if (one.kind === 'update' && there === undefined) {
        throw new FhirError(
          405,
          'not-supported',
          'there is no such resource, and new ones get an id from us: use POST',
        );
      }
    }
    const { organisationId } = this.#client;
    await requireAsListed(this.#tx.record, { organisationId, placed }, this.#standing);
  }

  async #delete(one: Extract<PlacedChange, { kind: 'delete' }>): Promise<FhirAnswer> {
    const { type, id } = one;
    const there = this.#standing.get(`${type}/${id}`);
    if (there === undefined || there.body === null) return { status: 204 };
    const { organisationId, clientId } = this.#client;
    const { patientId } = there;
    if (type === 'Patient' && patientId !== null) {
      if (await this.#tx.record.hasRecord(organisationId, patientId)) {
        throw new FhirError(409, 'conflict', 'the record of this patient is not empty');
      }
    }
    const gone = await this.#tx.record.writeResource({
      ...{ organisationId, type, id, basis: there.version, patientId, at: null, body: null, index: [] },
      ...{ method: 'DELETE', by: clientId },
    });
    if (gone === undefined) throw changedMeanwhile();
    this.#note(gone, patientId, 'DELETE');
    return { status: 204, version: gone.version, updatedAt: gone.updatedAt };
  }

  /** What is referred to must be there, in the same organisation; what of another one is, is as if it were not. */
  async #findTargets(writes: readonly Write[]): Promise<void> {
    const made = new Set<string>();
    for (const one of writes) {
      made.add(`${one.type}/${one.id}`);
      // A patient who is one of two records of one person has the number of the other.
      const there = this.#standing.get(`${one.type}/${one.id}`)?.patientId;
      this.#patients.set(`${one.type}/${one.id}`, there ?? (one.id as PatientId));
    }
    const wanted = new Map<string, { type: Change['type']; id: string }>();
    for (const { resource } of writes) {
      for (const reference of [...resource.references].map((one) => this.#resolved(one))) {
        if (criteriaReference.test(reference) || reference.startsWith('urn:')) throw unknownTarget();
        const { targetType, targetId } = targetNamedBy(reference);
        if (targetType === null || !isResourceType(targetType)) continue;
        const name = `${targetType}/${targetId}`;
        if (!made.has(name)) wanted.set(name, { type: targetType, id: targetId });
      }
    }
    if (wanted.size === 0) return;
    const found = await this.#tx.record.findTargets(this.#client.organisationId, [...wanted.values()]);
    for (const { type, id, patientId } of found) this.#patients.set(`${type}/${id}`, patientId);
    if (found.length < wanted.size) throw unknownTarget();
  }

  #resolved(reference: string): string {
    const known = this.#references.get(reference);
    if (known !== undefined) return known;
    const own = `${this.#deps.baseUrl}/`;
    return reference.startsWith(own) ? reference.slice(own.length) : reference;
  }

  /** All of them by one call: a bundle of hundreds is written as fast as the store can. */
  async #create(writes: readonly Write[], answers: Map<PlacedChange, FhirAnswer>): Promise<void> {
    if (writes.length === 0) return;
    const resources = writes.map((one) => this.#resourceOf(one, { version: 1, method: 'POST' }));
    const stored = await this.#tx.record.insertResources(resources);
    for (const [n, one] of writes.entries()) {
      const made = stored[n];
      if (made === undefined) throw changedMeanwhile();
      this.#note(made, made.patientId, 'POST');
      answers.set(one, writtenAnswer(made, { status: 201, resource: one.resource }));
    }
  }

  async #update(one: Extract<Write, { kind: 'update' }>): Promise<FhirAnswer> {
    const there = this.#standing.get(`${one.type}/${one.id}`);
    const basis = there?.version ?? 0;
    const { method, resource } = one;
    const write = this.#resourceOf(one, { version: basis + 1, method });
    const stored = await this.#tx.record.writeResource({ ...write, basis });
    if (stored === undefined) throw changedMeanwhile();
    this.#note(stored, stored.patientId, method);
    // Who writes to what was deleted makes it again.
    const status = there === undefined || there.body === null ? 201 : 200;
    return writtenAnswer(stored, { status, resource });
  }

  #resourceOf(one: Write, { version, method }: { version: number; method: WriteMethod }): NewResource {
    const { type, id, resource } = one;
    const { organisationId, clientId } = this.#client;
    return {
      ...{ organisationId, type, id, patientId: this.#patientOf(one), method, by: clientId },
      at: resource.at,
      body: this.#bodyOf(resource, { id, version }),
      // What named one target by two addresses names it once when both are resolved.
      index: onceEach(resource.index.map((row) => this.#indexRow(row))),
    };
  }

  #patientOf({ type, id, resource }: Write): PatientId | null {
    if (type === 'Patient') return this.#patients.get(`Patient/${id}`) ?? null;
    if (resource.patient === undefined) return null;
    const { targetType, targetId } = targetNamedBy(this.#resolved(resource.patient));
    return targetType === 'Patient' ? (this.#patients.get(`Patient/${targetId}`) ?? null) : null;
  }

  #bodyOf({ type, meta, rest }: PreparedResource, { id, version }: { id: string; version: number }): string {
    const time = { versionId: String(version), lastUpdated: this.#tx.now.toISOString() };
    const written = JSON.stringify(time).slice(1, -1);
    // Within a text the marks would have a backslash before them: this is a name and its value.
    const said = rest.replaceAll(
      /"reference":"([^"\\]*)"/g,
      (_all, reference: string) => `"reference":${JSON.stringify(this.#resolved(reference))}`,
    );
    const head = `"resourceType":"${type}","id":"${id}","meta":{${written}${meta === '' ? '' : `,${meta}`}}`;
    return said === '' ? `{${head}}` : `{${head},${said}}`;
  }

  #indexRow(row: IndexRow): IndexRow {
    if (row.kind !== 'reference' || row.targetType !== null) return row;
    return { ...row, ...targetNamedBy(this.#resolved(row.targetId)) };
  }

  async #asItIs({ type, id }: { type: Change['type']; id: string | undefined }): Promise<FhirAnswer> {
    if (id === undefined) return { status: 204 };
    const [there] = await this.#tx.record.lockResources(this.#client.organisationId, [{ type, id }]);
    if (there === undefined) throw changedMeanwhile();
    this.#audit.push(readEntry(this.#client, there));
    return { ...answerOf(there), location: `${type}/${id}/_history/${String(there.version)}` };
  }

  #note({ type, id, version }: StoredResource, patientId: PatientId | null, method: string): void {
    const detail = { method, version, patientId };
    this.#audit.push(recordAudit(this.#client, { action: 'record.written', type, id, detail }));
  }
}

const criteriaReference = /^(?<type>[A-Z][A-Za-z]+)\?(?<query>.+)$/;

function writtenAnswer(
  stored: StoredResource,
  { status, resource }: { status: number; resource: PreparedResource },
): FhirAnswer {
  const { type, id, version } = stored;
  return {
    ...answerOf(stored, status),
    location: `${type}/${id}/_history/${String(version)}`,
    warnings: resource.warnings,
  };
}

/** Patients last: what is kept about them may be deleted in the same transaction. */
function deletionsOf(placed: readonly PlacedChange[]): Extract<PlacedChange, { kind: 'delete' }>[] {
  return placed
    .filter((one) => one.kind === 'delete')
    .toSorted((a, b) => Number(a.type === 'Patient') - Number(b.type === 'Patient'));
}

function requireEachOnce(placed: readonly PlacedChange[]): void {
  const names = placed.flatMap(({ kind, type, id }) =>
    id === undefined || kind === 'as-it-is' ? [] : [`${type}/${id}`],
  );
  if (new Set(names).size < names.length) {
    throw new FhirError(400, 'invalid', 'two entries change the same resource');
  }
}

function unknownTarget(): FhirError {
  return new FhirError(422, 'not-found', 'a reference names a resource that is not there');
}

function changedMeanwhile(): FhirError {
  return new FhirError(409, 'conflict', 'the resource has changed meanwhile: read it again');
}
