import { expect } from 'chai';
import { type FhirSystem, FhirWorld, numbered, patient, pulseOf } from '../../support/fhir-world.ts';

describe('the trail of the record', () => {
  let world: FhirWorld;
  before(async () => {
    world = await FhirWorld.create();
  });
  after(() => world[Symbol.asyncDispose]());

  it('has who read and who wrote, and nothing of what', async () => {
    const own = await world.addSystem();
    const id = await own.make(patient());
    await own.get(`Patient/${id}`);
    await own.get('Patient?family=Ashdown');
    await own.ask('DELETE', `Patient/${id}`);
    const { events } = await world.server.server.deps.store.reads.listAudit(own.client.organisationId, null);
    expect(
      events.map(({ action, actorKind, subjectKind, subjectId }) => [
        action,
        actorKind,
        subjectKind,
        subjectId,
      ]),
    ).to.deep.equal([
      ['record.written', 'record-client', 'Patient', id],
      ['record.read', 'record-client', 'Patient', id],
      ['record.searched', 'record-client', 'Patient', null],
      ['record.read', 'record-client', 'Patient', id],
      ['record.written', 'record-client', 'Patient', id],
    ]);
    expect(events.map(({ detail }) => detail)).to.deep.equal([
      { method: 'DELETE', version: 2, patientId: id },
      { found: 'Patient' },
      { count: 1, included: 0 },
      { version: 1 },
      { method: 'POST', version: 1, patientId: id },
    ]);
  });

  describe('names', () => {
    let own: FhirSystem;
    let ann: string;
    let ben: string;
    let pulse: string;
    beforeEach(async () => {
      own = await world.addSystem();
      ann = await own.make(numbered('9990000018'));
      ben = await own.make(numbered('9990000026'));
      pulse = await own.make(pulseOf(`Patient/${ann}`));
    });
    /** Newest first, without those of the set-up. */
    const trail = async () => {
      const { events } = await world.server.server.deps.store.reads.listAudit(
        own.client.organisationId,
        null,
      );
      return events
        .slice(0, -3)
        .map(({ action, subjectKind, subjectId, detail }) => [action, subjectKind, subjectId, detail]);
    };

    it('whom a search has found, whatever it asked for, and who came along', async () => {
      await own.get('Observation?status=final&_include=Observation:patient');
      expect(await trail()).to.deep.equal([
        ['record.read', 'Patient', ann, { found: 'Observation' }],
        ['record.searched', 'Observation', null, { count: 1, included: 1 }],
      ]);
    });

    it('the one patient who was asked for once', async () => {
      await own.get(`Observation?patient=${ann}`);
      expect(await trail()).to.deep.equal([
        ['record.searched', 'Observation', null, { count: 1, included: 0, patientId: ann }],
      ]);
    });

    it('of whom one resource is, and whom a history of a type tells of', async () => {
      await own.get(`Observation/${pulse}`);
      await own.get('Observation/_history');
      expect(await trail()).to.deep.equal([
        ['record.read', 'Patient', ann, { found: 'Observation' }],
        ['record.searched', 'Observation', null, { history: true, count: 1 }],
        ['record.read', 'Observation', pulse, { version: 1, patientId: ann }],
      ]);
    });

    it('whom the criteria of a refused change have found, though nothing was changed', async () => {
      const refused = await own.put('Patient?gender=female', patient());
      expect(refused.status).to.equal(412);
      const found = await trail();
      expect(found).to.have.length(3);
      expect(found).to.deep.include.members([
        ['record.searched', 'Patient', null, { criteria: true, count: 2 }],
        ['record.read', 'Patient', ann, { found: 'Patient' }],
        ['record.read', 'Patient', ben, { found: 'Patient' }],
      ]);
    });

    it('what a refused patch has tested', async () => {
      const headers = { 'content-type': 'application/json-patch+json' };
      const body = [{ op: 'test', path: '/status', value: 'amended' }];
      expect((await own.ask('PATCH', `Observation/${pulse}`, { body, headers })).status).to.equal(422);
      expect(await trail()).to.deep.equal([
        ['record.read', 'Observation', pulse, { version: 1, patientId: ann }],
      ]);
    });
  });
});
