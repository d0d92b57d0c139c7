import { MedplumClient, OperationOutcomeError } from '@medplum/core';
import type { Bundle, Composition, Observation, Patient } from '@medplum/fhirtypes';
import { expect } from 'chai';
import { Client, type FhirResource } from 'fhir-kit-client';
import { type FhirSystem, FhirWorld, numbered, patient, pulseOf } from '../../support/fhir-world.ts';

type Answered = FhirResource & {
  id: string;
  total?: number;
  entry: { resource: FhirResource & { id: string }; response: { status: string; location: string } }[];
  link: { relation: string; url: string }[];
};

const transaction = (entry: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });
const address = 'urn:uuid:6f2c1d0e-8d5b-4b7e-9a53-0d6a1f2b3c4d';

/** What both clients send at once: somebody who is made unless there, and two observations of them, one before and one after. */
const together = (value: string) => [
  { resource: pulseOf(address), request: { method: 'POST', url: 'Observation' } },
  {
    fullUrl: address,
    resource: numbered(value),
    request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=${value}` },
  },
  { resource: pulseOf(address), request: { method: 'POST', url: 'Observation' } },
];

describe('the record for clients that others have written', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  before(async () => {
    world = await FhirWorld.create();
  });
  beforeEach(async () => {
    system = await world.addSystem();
  });
  after(() => world[Symbol.asyncDispose]());

  describe('fhir-kit-client', () => {
    let client: Client;
    beforeEach(() => {
      client = new Client({ baseUrl: system.url, bearerToken: system.token });
    });
    const create = async (body: FhirResource) =>
      (await client.create({ resourceType: body.resourceType, body })) as Answered;
    const search = async (resourceType: string, searchParams: Record<string, string>, postSearch = false) =>
      (await client.resourceSearch({ resourceType, searchParams, options: { postSearch } })) as Answered;
    const found = ({ entry = [] }: Partial<Answered>) => entry.map(({ resource }) => resource.id);

    it('makes, reads, changes, patches and deletes, and reads what was there before', async () => {
      const ann = await create(numbered('9990000018'));
      const read = await client.read({ resourceType: 'Patient', id: ann.id });
      expect(read).to.deep.equal(ann);
      const changed = await client.update({
        resourceType: 'Patient',
        id: ann.id,
        body: { ...ann, gender: 'other' },
        options: { headers: { 'If-Match': 'W/"1"' } },
      });
      expect(changed['gender']).to.equal('other');
      const patched = await client.patch({
        resourceType: 'Patient',
        id: ann.id,
        jsonPatch: [{ op: 'replace', path: '/gender', value: 'female' }],
      });
      expect(patched['gender']).to.equal('female');
      const before = await client.vread({ resourceType: 'Patient', id: ann.id, version: '2' });
      expect(before['gender']).to.equal('other');
      const history = (await client.history({ resourceType: 'Patient', id: ann.id })) as Answered;
      expect(found(history)).to.deep.equal([ann.id, ann.id, ann.id]);
      await client.delete({ resourceType: 'Patient', id: ann.id });
      const gone = await client
        .read({ resourceType: 'Patient', id: ann.id })
        .catch((error: unknown) => error);
      expect(gone).to.have.nested.property('response.status', 410);
    });

    it('searches by address and by body, with chains and what comes along, page by page', async () => {
      const ann = await create(numbered('9990000018', { name: [{ family: 'Ashdown' }] }));
      const ben = await create(numbered('9990000026', { name: [{ family: 'Birch' }] }));
      const pulses = [];
      for (const hour of ['01', '02', '03']) {
        const effectiveDateTime = `2026-11-30T${hour}:00:00Z`;
        pulses.push((await create(pulseOf(`Patient/${ann.id}`, { effectiveDateTime }))).id);
      }
      const other = await create(pulseOf(`Patient/${ben.id}`));
      expect(found(await search('Patient', { family: 'ash' }))).to.deep.equal([ann.id]);
      expect(found(await search('Patient', { identifier: '9990000026' }, true))).to.deep.equal([ben.id]);
      expect(found(await search('Observation', { 'patient.family': 'Birch' }))).to.deep.equal([other.id]);
      expect(found(await search('Patient', { '_has:Observation:patient:status': 'final' }))).to.have.members([
        ann.id,
        ben.id,
      ]);
      const along = await search('Observation', { _id: other.id, _include: 'Observation:patient' });
      expect(found(along)).to.deep.equal([other.id, ben.id]);
      const back = await search('Patient', { _id: ben.id, _revinclude: 'Observation:patient' });
      expect(found(back)).to.deep.equal([ben.id, other.id]);
      const first = await search('Observation', { patient: ann.id, _count: '2', _total: 'accurate' });
      expect([first.total, found(first)]).to.deep.equal([3, [pulses[2], pulses[1]]]);
      const second = (await client.nextPage({ bundle: first })) as Answered;
      expect(found(second)).to.deep.equal([pulses[0]]);
      const inCompartment = await client
        .compartmentSearch({
          resourceType: 'Observation',
          compartment: { resourceType: 'Patient', id: ann.id },
        })
        .catch((error: unknown) => error);
      expect(inCompartment, 'not served, and said so').to.have.nested.property('response.status', 404);
    });

    it('sends transactions whose entries refer to one another, and batches', async () => {
      const sent = (await client.transaction({ body: transaction(together('9990000034')) })) as Answered;
      expect(sent.entry.map(({ response }) => response.status)).to.deep.equal(['201', '201', '201']);
      const again = (await client.transaction({ body: transaction(together('9990000034')) })) as Answered;
      expect(again.entry.map(({ response }) => response.status)).to.deep.equal(['201', '200', '201']);
      const id = /Patient\/([^/]+)/.exec(sent.entry[1]?.response.location ?? '')?.[1] ?? '';
      expect(found(await search('Observation', { patient: id }))).to.have.length(4);
      const batch = (await client.batch({
        body: {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [
            { request: { method: 'GET', url: `Patient/${id}` } },
            { request: { method: 'GET', url: 'Patient/nobody' } },
          ],
        },
      })) as Answered;
      expect(batch.entry.map(({ response }) => response.status)).to.deep.equal(['200', '404']);
    });

    it('reads a whole record, has a resource checked, and finds the statement of what is served', async () => {
      const ann = await create(patient());
      const pulse = await create(pulseOf(`Patient/${ann.id}`));
      const all = (await client.operation({
        ...{ name: '$everything', resourceType: 'Patient', id: ann.id, method: 'GET' },
      })) as Answered;
      expect(found(all)).to.have.members([ann.id, pulse.id]);
      const checked = await client.operation({
        ...{ name: '$validate', resourceType: 'Patient', method: 'POST' },
        input: patient({ birthDate: '2026-02-30' }),
      });
      expect(checked).to.have.nested.property('issue[0].severity', 'error');
      const statement = await client.capabilityStatement();
      expect(statement).to.include({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
    });

    it('twenty who change the same version at once: one is taken, nineteen hear 412', async () => {
      const ann = await create(patient());
      const statuses = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          client
            .update({
              resourceType: 'Patient',
              id: ann.id,
              body: { ...ann, birthDate: `1938-04-${String(n + 1).padStart(2, '0')}` },
              options: { headers: { 'If-Match': 'W/"1"' } },
            })
            .then(
              () => 200,
              (error: unknown) => (error as { response: { status: number } }).response.status,
            ),
        ),
      );
      expect(statuses.toSorted()).to.deep.equal([200, ...Array.from({ length: 19 }, () => 412)]);
    });

    it('fifty who make the same patient unless there: one Patient', async () => {
      const made = await Promise.all(
        Array.from({ length: 50 }, () =>
          client.create({
            resourceType: 'Patient',
            body: numbered('9990000042'),
            options: { headers: { 'If-None-Exist': 'identifier=9990000042' } },
          }),
        ),
      );
      expect(new Set(made.map((one) => (one as Answered).id)).size).to.equal(1);
      expect(found(await search('Patient', { identifier: '9990000042' }))).to.have.length(1);
    });
  });

  describe('MedplumClient', () => {
    let client: MedplumClient;
    beforeEach(() => {
      client = new MedplumClient({
        baseUrl: new URL('/', system.url).href,
        fhirUrlPath: 'fhir/',
        cacheTime: 0,
        accessToken: system.token,
      });
    });
    const make = (over: Record<string, unknown> = {}) =>
      client.createResource<Patient>(patient(over) as Patient);

    it('makes, reads, changes, patches and deletes, and reads what was there before', async () => {
      const ann = await make();
      expect(await client.readResource('Patient', ann.id)).to.deep.equal(ann);
      const changed = await client.updateResource<Patient>({ ...ann, gender: 'other' });
      expect(changed.meta?.versionId).to.equal('2');
      const patched = await client.patchResource('Patient', ann.id, [
        { op: 'test', path: '/meta/versionId', value: '2' },
        { op: 'replace', path: '/gender', value: 'female' },
      ]);
      expect(patched.gender).to.equal('female');
      expect((await client.readVersion('Patient', ann.id, '2')).gender).to.equal('other');
      const history = await client.readHistory('Patient', ann.id);
      expect(history.entry?.map(({ resource }) => resource?.meta?.versionId)).to.deep.equal(['3', '2', '1']);
      await client.deleteResource('Patient', ann.id);
      const gone = await client.readResource('Patient', ann.id).catch((error: unknown) => error);
      expect(gone).to.be.instanceOf(OperationOutcomeError);
    });

    it('searches, one, many and page by page', async () => {
      const ann = await make({ name: [{ family: 'Ashdown' }] });
      const pulses = [];
      for (const hour of ['01', '02', '03']) {
        const effectiveDateTime = `2026-11-30T${hour}:00:00Z`;
        const pulse = pulseOf(`Patient/${ann.id}`, { effectiveDateTime }) as Observation;
        pulses.push((await client.createResource(pulse)).id);
      }
      expect((await client.searchOne('Patient', 'family=Ashdown'))?.id).to.equal(ann.id);
      expect(await client.searchOne('Patient', 'family=Nobody')).to.equal(undefined);
      const pages: (string | undefined)[][] = [];
      for await (const page of client.searchResourcePages('Observation', `patient=${ann.id}&_count=2`)) {
        pages.push(page.map(({ id }) => id));
      }
      expect(pages).to.deep.equal([[pulses[2], pulses[1]], [pulses[0]]]);
    });

    it('makes or changes what fits, and sends transactions', async () => {
      const query = 'identifier=9990000050';
      const once = await client.createResourceIfNoneExist(numbered('9990000050') as Patient, query);
      const again = await client.createResourceIfNoneExist(numbered('9990000050') as Patient, query);
      expect(again.id).to.equal(once.id);
      const changed = await client.upsertResource(
        numbered('9990000050', { gender: 'other' }) as Patient,
        query,
      );
      expect([changed.id, changed.gender]).to.deep.equal([once.id, 'other']);
      const sent = await client.executeBatch(transaction(together('9990000050')) as Bundle);
      expect(sent.entry?.map(({ response }) => response?.status)).to.deep.equal(['201', '200', '201']);
    });

    it('reads a whole record and its summary, and has a resource checked', async () => {
      const ann = await make();
      const pulse = await client.createResource(pulseOf(`Patient/${ann.id}`) as Observation);
      const all = await client.readPatientEverything(ann.id);
      expect(all.entry?.map(({ resource }) => resource?.id)).to.have.members([ann.id, pulse.id]);
      const summary = await client.readPatientSummary(ann.id);
      expect(summary.entry?.[0]?.resource?.resourceType).to.equal('Composition');
      const composition = summary.entry?.[0]?.resource as Composition;
      expect(composition.section?.map(({ title }) => title)).to.deep.equal([
        'Problems',
        'Allergies',
        'Medicines',
      ]);
      const checked = await client.validateResource(patient({ gender: 'unlisted' }) as Patient);
      expect(checked.issue[0]?.severity).to.equal('error');
      expect(composition.type.coding?.[0]?.code).to.equal('60591-5');
    });
  });
});
