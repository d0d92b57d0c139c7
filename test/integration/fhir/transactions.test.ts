import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  type FhirSystem,
  FhirWorld,
  type Heard,
  numbered,
  patient,
  pulseOf,
  resourcesOf,
} from '../../support/fhir-world.ts';

type Entry = { fullUrl?: string; resource?: unknown; request: Record<string, string> };
type Answered = {
  response: { status: string; location?: string; outcome?: { issue: { code: string }[] } };
  resource?: Heard['json'];
};

const bundle = (type: 'batch' | 'transaction', entry: Entry[]) => ({ resourceType: 'Bundle', type, entry });
const creating = (
  resource: { resourceType: string },
  over: { fullUrl?: string; ifNoneExist?: string } = {},
): Entry => {
  const { fullUrl, ...request } = over;
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    resource,
    request: { method: 'POST', url: resource.resourceType, ...request },
  };
};
const entriesOf = ({ json }: Heard) => json['entry'] as Answered[];
const urn = () => `urn:uuid:${randomUUID()}`;
const codeOf = ({ json }: Heard) => (json['issue'] as { code: string }[])[0]?.code;

describe('bundles for the record', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  before(async () => {
    world = await FhirWorld.create();
    system = await world.addSystem();
  });
  after(() => world[Symbol.asyncDispose]());

  it('makes a patient with three hundred observations at once, each referring to it, before it or after it', async () => {
    const own = await world.addSystem();
    const address = urn();
    const pulses = Array.from({ length: 300 }, (_, n) =>
      creating(
        pulseOf(address, { effectiveDateTime: `2026-11-30T03:${String(n % 60).padStart(2, '0')}:00Z` }),
      ),
    );
    const heard = await own.post(
      '',
      bundle('transaction', [
        ...pulses.slice(0, 100),
        creating(numbered('9990000069'), { fullUrl: address, ifNoneExist: 'identifier=9990000069' }),
        ...pulses.slice(100),
      ]),
    );
    expect(heard.status, heard.text.slice(0, 500)).to.equal(200);
    expect(heard.json['type']).to.equal('transaction-response');
    const answered = entriesOf(heard);
    expect(new Set(answered.map(({ response }) => response.status))).to.deep.equal(new Set(['201']));
    const id = answered[100]?.response.location?.split('/').at(-3);
    const found = await own.get(`Observation?patient=${String(id)}&_count=200&_total=accurate`);
    expect(found.json['total']).to.equal(300);
    expect(found.text).not.to.contain('urn:uuid');
    expect(resourcesOf(found)[0]?.['subject']).to.deep.equal({ reference: `Patient/${String(id)}` });
    const again = await own.post(
      '',
      bundle('transaction', [
        creating(numbered('9990000069'), { fullUrl: address, ifNoneExist: 'identifier=9990000069' }),
        creating(pulseOf(address)),
      ]),
    );
    expect(entriesOf(again).map(({ response }) => response.status)).to.deep.equal(['200', '201']);
    expect((await own.get(`Observation?patient=${String(id)}&_total=accurate`)).json['total']).to.equal(301);
  });

  it('keeps nothing of a transaction of which one entry is refused', async () => {
    const own = await world.addSystem();
    const address = urn();
    const entries = [creating(patient(), { fullUrl: address }), creating(pulseOf(address))];
    const wrong: [Entry, number, string][] = [
      [creating(patient({ gender: 'unlisted' })), 422, 'code-invalid'],
      [creating(pulseOf('Patient/nobody')), 422, 'not-found'],
      [creating(pulseOf(urn())), 422, 'not-found'],
      [creating({ resourceType: 'Appointment' }), 405, 'not-supported'],
      [
        { resource: { ...patient(), id: 'x' }, request: { method: 'PUT', url: 'Patient/x' } },
        405,
        'not-supported',
      ],
      [{ request: { method: 'GET', url: 'Patient/nobody' } }, 404, 'not-found'],
      [creating(pulseOf('Patient?family=Nobody-at-all')), 412, 'not-found'],
    ];
    for (const [entry, status, code] of wrong) {
      const heard = await own.post('', bundle('transaction', [...entries, entry]));
      expect([heard.status, codeOf(heard)], heard.text).to.deep.equal([status, code]);
    }
    expect(resourcesOf(await own.get('Patient'))).to.deep.equal([]);
    expect(resourcesOf(await own.get('Observation'))).to.deep.equal([]);
    const { events } = await world.server.server.deps.store.reads.listAudit(own.client.organisationId, null);
    expect(events.filter(({ action }) => action === 'record.written')).to.deep.equal([]);
  });

  it('finds by criteria what a reference means, and refuses what fits twice', async () => {
    const own = await world.addSystem();
    const id = await own.make(numbered('9990000077'));
    const reference = 'Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990000077';
    const heard = await own.post('', bundle('transaction', [creating(pulseOf(reference))]), {
      prefer: 'return=representation',
    });
    expect(entriesOf(heard)[0]?.resource?.['subject']).to.deep.equal({ reference: `Patient/${id}` });
    await own.make(patient());
    await own.make(patient());
    const twice = await own.post('', bundle('transaction', [creating(pulseOf('Patient?family=Ashdown'))]));
    expect([twice.status, codeOf(twice)]).to.deep.equal([412, 'multiple-matches']);
    // One that asks for nothing would fit whoever is the only one.
    const alone = await world.addSystem();
    await alone.make(patient());
    const nobody = bundle('transaction', [creating(pulseOf('Patient?_count=1'))]);
    const heard2 = await alone.post('', nobody);
    expect([heard2.status, codeOf(heard2)]).to.deep.equal([400, 'required']);
  });

  it('deletes, makes, changes and reads in that order, whatever order they come in', async () => {
    const own = await world.addSystem();
    const [kept, gone] = [await own.make(patient()), await own.make(patient())];
    const observation = await own.make(pulseOf(`Patient/${gone}`));
    const heard = await own.post(
      '',
      bundle('transaction', [
        { request: { method: 'GET', url: 'Patient?family=Ashdown&_total=accurate' } },
        {
          resource: { ...patient(), id: kept, active: true },
          request: { method: 'PUT', url: `Patient/${kept}`, ifMatch: 'W/"1"' },
        },
        creating(patient()),
        { request: { method: 'DELETE', url: `Patient/${gone}` } },
        { request: { method: 'DELETE', url: `Observation/${observation}` } },
      ]),
    );
    expect(heard.status, heard.text).to.equal(200);
    const answered = entriesOf(heard);
    expect(answered.map(({ response }) => response.status)).to.deep.equal([
      '200',
      '200',
      '201',
      '204',
      '204',
    ]);
    expect(answered[0]?.resource?.['total']).to.equal(2);
    const stale = await own.post(
      '',
      bundle('transaction', [
        {
          resource: { ...patient(), id: kept },
          request: { method: 'PUT', url: `Patient/${kept}`, ifMatch: 'W/"1"' },
        },
      ]),
    );
    expect(stale.status).to.equal(412);
    const twice = await own.post(
      '',
      bundle('transaction', [
        { resource: { ...patient(), id: kept }, request: { method: 'PUT', url: `Patient/${kept}` } },
        { request: { method: 'DELETE', url: `Patient/${kept}` } },
      ]),
    );
    expect(twice.status).to.equal(400);
  });

  it('answers each entry of a batch for itself', async () => {
    const id = await system.make(patient());
    const heard = await system.post(
      '',
      bundle('batch', [
        creating(pulseOf(`Patient/${id}`)),
        creating(patient({ gender: 'unlisted' })),
        { request: { method: 'GET', url: `Patient/${id}` } },
        { request: { method: 'GET', url: 'Patient/nobody' } },
        { request: { method: 'PATCH', url: `Patient/${id}` } },
      ]),
    );
    expect(heard.status).to.equal(200);
    const answered = entriesOf(heard);
    expect(answered.map(({ response }) => response.status)).to.deep.equal([
      '201',
      '422',
      '200',
      '404',
      '400',
    ]);
    expect(answered[1]?.response.outcome?.issue[0]?.code).to.equal('code-invalid');
    expect(answered[2]?.resource?.['id']).to.equal(id);
  });

  it('has one outcome of twenty transactions that change the same two, in either order', async () => {
    const own = await world.addSystem();
    const ids = [await own.make(patient()), await own.make(patient())];
    const heard = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const entries = ids.map((id) => ({
          resource: { ...patient({ multipleBirthInteger: n }), id },
          request: { method: 'PUT', url: `Patient/${id}` },
        }));
        return own.post('', bundle('transaction', n % 2 === 0 ? entries : entries.toReversed()));
      }),
    );
    expect(new Set(heard.map(({ status }) => status))).to.deep.equal(new Set([200]));
    const both = await Promise.all(ids.map((id) => own.get(`Patient/${id}`)));
    expect(both.map(({ headers }) => headers.get('etag'))).to.deep.equal(['W/"21"', 'W/"21"']);
    expect(both[0]?.json['multipleBirthInteger']).to.equal(both[1]?.json['multipleBirthInteger']);
  });

  it('refuses early what is no bundle of requests, or has a hundred thousand entries', async () => {
    const heard = await system.post(
      '',
      bundle(
        'transaction',
        Array.from({ length: 100_000 }, () => creating(patient())),
      ),
    );
    expect([heard.status, codeOf(heard)]).to.deep.equal([413, 'too-long']);
    const some = Array.from({ length: 5001 }, () => ({ request: { method: 'GET', url: 'x' } }));
    expect((await system.post('', bundle('batch', some))).status).to.equal(413);
    for (const body of [
      patient(),
      { resourceType: 'Bundle', type: 'collection' },
      bundle('batch', [{} as Entry]),
    ]) {
      expect((await system.post('', body)).status).to.equal(400);
    }
    expect((await system.get('')).status).to.equal(405);
  });
});
