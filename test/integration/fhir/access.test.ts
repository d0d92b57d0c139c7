import { expect } from 'chai';
import {
  type RecordPermission,
  recordPermissions,
  type SystemScope,
} from '../../../domain/record/record-client.ts';
import { resourceTypes, type ResourceType } from '../../../domain/record/resource-types.ts';
import { type FhirSystem, FhirWorld, type Heard, patient, pulseOf } from '../../support/fhir-world.ts';
import { sampleOf } from '../../support/resource-samples.ts';

const types = Object.keys(resourceTypes) as ResourceType[];
const tenants = ['own', 'foreign'] as const;

type Row = {
  /** What of the scope of its type it needs. */
  readonly needs: readonly RecordPermission[];
  /** What is answered where the scope allows it: of what the own organisation keeps, and of what another one does. */
  readonly own: string;
  readonly foreign: string;
};

/** What can be asked of one resource. What another organisation keeps is as if it were not there. */
const interactions = {
  read: { needs: ['r'], own: '200', foreign: '404' },
  vread: { needs: ['r'], own: '200', foreign: '404' },
  history: { needs: ['r'], own: '200', foreign: '404' },
  'history of the type': { needs: ['s'], own: '200, 1 listed', foreign: '200, 0 listed' },
  search: { needs: ['s'], own: '200, 1 of 1', foreign: '200, 0 of 0' },
  'search by POST': { needs: ['s'], own: '200, 1 of 1', foreign: '200, 0 of 0' },
  create: { needs: ['c'], own: '201', foreign: '201' },
  // Ids are given by us, so that nobody makes one that others have.
  update: { needs: ['u'], own: '200', foreign: '405' },
  // What it changes is read first, and tests in it tell what stands there.
  patch: { needs: ['u', 'r'], own: '200', foreign: '404' },
  // What is not there is deleted already; that it still stands where it is kept is asked below.
  delete: { needs: ['d'], own: '204', foreign: '204' },
} as const satisfies Record<string, Row>;
type Interaction = keyof typeof interactions;
const names = Object.keys(interactions) as Interaction[];

/** Each permission by itself, those that a patch needs, and everything of another type. */
const scopes: readonly { words: string; allows: readonly RecordPermission[]; other?: true }[] = [
  ...recordPermissions.map((one) => ({ words: one, allows: [one] })),
  { words: 'ru', allows: ['r', 'u'] },
  { words: 'all of another type', allows: recordPermissions, other: true },
];

type Kept = { id: string; about: string };

describe('what the token of a partner’s system allows', function () {
  this.timeout(120_000);
  let world: FhirWorld;
  let own: FhirSystem;
  let foreign: FhirSystem;
  before(async () => {
    world = await FhirWorld.create();
    own = await world.addSystem();
    foreign = await world.addSystem();
  });
  after(() => world[Symbol.asyncDispose]());

  /** A resource of the type and whom it is about; a new one, because it may be deleted. */
  async function keep(system: FhirSystem, type: ResourceType): Promise<Kept> {
    if (type === 'Patient') {
      const id = await system.make(patient());
      return { id, about: id };
    }
    const about = await system.make(patient());
    return { id: await system.make(sampleOf(type, about)), about };
  }

  function send(
    system: FhirSystem,
    type: ResourceType,
    ask: Interaction,
    { id, about }: Kept,
  ): Promise<Heard> {
    const one = `${type}/${id}`;
    const found = `_id=${id}&_total=accurate`;
    switch (ask) {
      case 'read':
        return system.get(one);
      case 'vread':
        return system.get(`${one}/_history/1`);
      case 'history':
        return system.get(`${one}/_history`);
      case 'history of the type':
        return system.get(`${type}/_history?_count=200`);
      case 'search':
        return system.get(`${type}?${found}`);
      case 'search by POST':
        return system.ask('POST', `${type}/_search`, {
          body: found,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      case 'create':
        return system.post(type, sampleOf(type, about));
      case 'update':
        return system.put(one, { ...sampleOf(type, about), id });
      case 'patch':
        return system.ask('PATCH', one, {
          body: [{ op: 'add', path: '/language', value: 'en-GB' }],
          headers: { 'content-type': 'application/json-patch+json' },
        });
      case 'delete':
        return system.ask('DELETE', one);
    }
  }

  /** The status, and of a list how many of it are the resource that was asked for. */
  function saidBy(ask: Interaction, { status, json }: Heard, { id }: Kept): string {
    if (status !== 200 || !lists(ask)) return String(status);
    const entries = (json['entry'] ?? []) as { fullUrl: string }[];
    const listed = entries.filter(({ fullUrl }) => fullUrl.endsWith(`/${id}`)).length;
    if (ask === 'history of the type') return `200, ${listed} listed`;
    return `200, ${listed} of ${String(json['total'])}`;
  }

  for (const type of types) {
    it(`${type}: each interaction by each scope, of the own organisation and of another`, async () => {
      const { organisationId } = own.client;
      for (const { words, allows, other = false } of scopes) {
        const another: ResourceType = type === 'Flag' ? 'List' : 'Flag';
        const given: SystemScope = { type: other ? another : type, allows };
        const system = await world.addSystem({ organisationId, scopes: [given] });
        const answers: Record<string, string> = {};
        const wanted: Record<string, string> = {};
        for (const tenant of tenants) {
          const organisation = tenant === 'own' ? own : foreign;
          const kept = await keep(organisation, type);
          for (const ask of names) {
            // What is written names somebody whom the writer may name.
            const about = tenant === 'own' || !writes(ask) ? kept.about : (await keep(own, 'Patient')).id;
            const heard = await send(system, type, ask, { ...kept, about });
            answers[`${ask} (${tenant})`] = saidBy(ask, heard, kept);
            const row: Row = interactions[ask];
            const may = !other && row.needs.every((one) => allows.includes(one));
            wanted[`${ask} (${tenant})`] = may ? row[tenant] : '403';
          }
          const stands = (await organisation.get(`${type}/${kept.id}`)).status;
          const isGone = tenant === 'own' && words === 'd';
          expect(stands, `${tenant} after ${words}`).to.equal(isGone ? 410 : 200);
        }
        expect(answers, `scope ${words}`).to.deep.equal(wanted);
      }
    });
  }

  it('never counts, lists or brings along what another organisation keeps', async () => {
    const system = await world.addSystem();
    const mine = await system.make(patient({ name: [{ family: 'Quillfeather' }] }));
    const theirs = await foreign.make(patient({ name: [{ family: 'Quillfeather' }] }));
    await system.make(pulseOf(`Patient/${mine}`));
    await foreign.make(pulseOf(`Patient/${theirs}`));
    for (const query of [
      'Patient?family=Quillfeather&_total=accurate',
      'Patient?family=Quillfeather&_total=accurate&_revinclude=Observation:patient',
      'Patient?_has:Observation:patient:code=8867-4&_total=accurate',
      'Observation?patient.family=Quillfeather&_total=accurate&_include=Observation:patient',
      `Observation?patient=${mine},${theirs}&_total=accurate`,
    ]) {
      const { status, json } = await system.get(query);
      expect(status, query).to.equal(200);
      expect(json['total'], query).to.equal(1);
      // The link to the list itself repeats what was asked for.
      expect(JSON.stringify(json['entry']), query).to.contain(mine).and.not.to.contain(theirs);
    }
  });

  it('brings nothing along, and searches by nothing, of a type that no scope allows to be searched', async () => {
    const { organisationId } = own.client;
    const pulses = { organisationId, scopes: [{ type: 'Observation', allows: ['s', 'r'] }] } as const;
    const patients = { organisationId, scopes: [{ type: 'Patient', allows: ['s', 'r'] }] } as const;
    const ofPulses = await world.addSystem(pulses);
    const ofPatients = await world.addSystem(patients);
    const id = await own.make(patient());
    for (const [system, query] of [
      [ofPulses, 'Observation?_include=Observation:patient'],
      [ofPulses, 'Observation?patient.family=Ashdown'],
      [ofPatients, 'Patient?_revinclude=Observation:patient'],
      [ofPatients, 'Patient?_has:Observation:patient:code=8867-4'],
      [ofPatients, `Patient/${id}/$everything`],
      [ofPatients, `Patient/${id}/$summary`],
    ] as const) {
      expect((await system.get(query)).status, query).to.equal(403);
    }
  });

  it('reads no whole record of another organisation, and writes nothing about its patients', async () => {
    const theirs = await foreign.make(patient());
    for (const path of [`Patient/${theirs}/$everything`, `Patient/${theirs}/$summary`]) {
      expect((await own.get(path)).status, path).to.equal(404);
    }
    const foreigner = await own.post('Observation', pulseOf(`Patient/${theirs}`));
    const nobody = await own.post('Observation', pulseOf('Patient/0f2d6f5e-3f60-4d37-8a3b-5f5d7d5f2a11'));
    expect([foreigner.status, nobody.status]).to.deep.equal([422, 422]);
    expect(foreigner.json['issue']).to.deep.equal(nobody.json['issue']);
  });
});

function writes(ask: Interaction): boolean {
  return ask === 'create' || ask === 'update';
}

function lists(ask: Interaction): boolean {
  return ask === 'search' || ask === 'search by POST' || ask === 'history of the type';
}
