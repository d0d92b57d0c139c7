import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import {
  type FhirSystem,
  FhirWorld,
  numbered,
  patient,
  pulseOf,
  resourcesOf,
} from '../../support/fhir-world.ts';

describe('what belongs together in the record', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  let ann: string;
  let ben: string;
  let pulse: string;
  let derived: string;
  before(async () => {
    world = await FhirWorld.create();
    system = await world.addSystem();
    ann = await system.make(numbered('9990000085'));
    ben = await system.make(patient({ name: [{ family: 'Birch' }] }));
    pulse = await system.make(pulseOf(`Patient/${ann}`));
    derived = await system.make(
      pulseOf(`Patient/${ann}`, { derivedFrom: [{ reference: `Observation/${pulse}` }], status: 'amended' }),
    );
    await system.make(pulseOf(`Patient/${ben}`));
  });
  after(() => world[Symbol.asyncDispose]());

  const ids = async (path: string): Promise<unknown[]> => {
    const heard = await system.get(path);
    expect(heard.status, heard.text).to.equal(200);
    return resourcesOf(heard).map(({ id }) => id);
  };

  it('is found by both numbers of somebody who had two', async () => {
    const own = await world.addSystem();
    const [from, into] = [await own.make(patient()), await own.make(patient())];
    const before = await own.make(pulseOf(`Patient/${from}`));
    await world.server.server.deps.store.transact(({ personMoves }) =>
      personMoves.moveEverything(from as PatientId, into as PatientId),
    );
    const later = await own.make(pulseOf(`Patient/${from}`));
    for (const id of [from, into]) {
      const heard = resourcesOf(await own.get(`Patient/${id}/$everything?_type=Observation`));
      expect(heard.map((one) => one['id'])).to.have.members([before, later]);
      const found = resourcesOf(await own.get(`Observation?patient=${id}`));
      expect(found.map((one) => one['id'])).to.have.members([before, later]);
    }
  });

  it('is found by what is referred to, and by what refers to it', async () => {
    const nhs = 'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000085';
    expect(await ids(`Observation?patient.${nhs}`)).to.have.members([pulse, derived]);
    expect(await ids('Observation?subject:Patient.family=Birch')).to.have.length(1);
    expect(await ids('Observation?derived-from:Observation.status=final')).to.deep.equal([derived]);
    expect(await ids('Patient?_has:Observation:patient:status=amended')).to.deep.equal([ann]);
    expect(await ids('Observation?_has:Observation:derived-from:status=amended')).to.deep.equal([pulse]);
    for (const query of [
      'nobody.family=x',
      'encounter.status=x',
      'patient.nonsense=x',
      '_has:Nonsense:a:b=1',
    ]) {
      expect((await system.get(`Observation?${query}`)).status, query).to.equal(400);
    }
  });

  it('comes along where it was asked for, once', async () => {
    expect(await ids(`Observation?_id=${derived}&_include=Observation:patient`)).to.deep.equal([
      derived,
      ann,
    ]);
    const both = `Observation?_id=${derived}&_include=Observation:derived-from&_include:iterate=Observation:patient`;
    expect(await ids(both)).to.have.members([derived, pulse, ann]);
    expect(await ids(`Patient?_id=${ann}&_revinclude=Observation:patient`)).to.have.members([
      ann,
      pulse,
      derived,
    ]);
    const heard = await system.get(`Patient?_id=${ann}&_revinclude=Observation:patient`);
    const modes = (heard.json['entry'] as { search: { mode: string } }[]).map(({ search }) => search.mode);
    expect(modes).to.deep.equal(['match', 'include', 'include']);
    for (const query of ['_include=*', '_include=Observation:code', '_include:x=Observation:patient']) {
      expect((await system.get(`Observation?${query}`)).status, query).to.equal(400);
    }
    const narrow = await world.addSystem({
      organisationId: system.client.organisationId,
      scopes: [{ type: 'Observation', allows: ['s'] }],
    });
    expect((await narrow.get('Observation?patient.family=Ashdown')).status).to.equal(403);
    expect((await narrow.get('Observation?_include=Observation:patient')).status).to.equal(403);
  });

  it('is all there for one patient, and nothing of another', async () => {
    expect(await ids(`Patient/${ann}/$everything`)).to.have.members([ann, pulse, derived]);
    expect(await ids(`Patient/${ann}/$everything?_type=Observation`)).to.have.members([pulse, derived]);
    expect((await system.get('Patient/nobody/$everything')).status).to.equal(404);
    const other = await world.addSystem();
    expect((await other.get(`Patient/${ann}/$everything`)).status).to.equal(404);
    const narrow = await world.addSystem({
      organisationId: system.client.organisationId,
      scopes: [{ type: 'Patient', allows: ['r'] }],
    });
    expect((await narrow.get(`Patient/${ann}/$everything`)).status).to.equal(403);
  });

  it('is changed by patches of both kinds, and keeps the digits of its numbers', async () => {
    const text = JSON.stringify(pulseOf(`Patient/${ben}`)).replace('"value":80', '"value":80.10');
    const id = (await system.post('Observation', text)).json['id'] as string;
    const json = { 'content-type': 'application/json-patch+json' };
    const patch = (body: unknown, headers: Record<string, string> = {}) =>
      system.ask('PATCH', `Observation/${id}`, { body, headers });
    const first = await patch([{ op: 'replace', path: '/status', value: 'amended' }], json);
    expect([first.status, first.json['status'], first.headers.get('etag')]).to.deep.equal([
      200,
      'amended',
      'W/"2"',
    ]);
    expect(first.text).to.contain('"value":80.10,');
    const parameters = {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'replace' },
            { name: 'path', valueString: 'Observation.status' },
            { name: 'value', valueCode: 'corrected' },
          ],
        },
      ],
    };
    const second = await patch(parameters);
    expect([second.status, second.json['status']], second.text).to.deep.equal([200, 'corrected']);
    expect(second.text).to.contain('"value":80.10,');
    expect((await patch([{ op: 'replace', path: '/status', value: 'unlisted' }], json)).status).to.equal(422);
    expect((await patch([{ op: 'replace', path: '/nothing/there', value: 1 }], json)).status).to.equal(422);
    expect((await patch([{ op: 'replace', path: '/id', value: 'another' }], json)).status).to.equal(422);
    expect((await patch([{ op: 'nonsense', path: '/status' }], json)).status).to.equal(400);
    expect((await patch([], { ...json, 'if-match': 'W/"1"' })).status).to.equal(412);
    expect((await system.get(`Observation/${id}`)).headers.get('etag')).to.equal('W/"3"');
  });
});
