import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { inDatabase } from '../../support/database-rows.ts';
import { addGrant, addPatient, openRecord, why } from '../../support/opened-records.ts';
import { type Asking, ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('a record without a relationship', function () {
  this.timeout(30_000);
  let world: World;
  let place: Place;
  let clinician: Awaited<ReturnType<World['addPerson']>>;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    clinician = await world.addPerson(place);
  });
  after(() => world[Symbol.asyncDispose]());

  const server = () => world.server(0);
  const { reason } = why;
  const accessTo = async (patientId: string) =>
    (await ask(server(), 'readPatientAccess', { token: clinician.token, params: { patientId } })).value;
  const events = async () =>
    (await world.deps.store.reads.listAudit(place.organisationId, null)).events.toReversed();
  /** The workers look every minute whether anybody is on call, and warn of that too. */
  const warnings = async () =>
    (await world.deps.store.reads.listOpenNotices(place.organisationId)).filter(
      ({ kind }) => kind === 'record-opened',
    );

  it('is opened with a reason for an hour, and the managers are warned', async () => {
    const patientId = await addPatient(world.deps.store, place);
    expect(await accessTo(patientId)).to.deep.equal({
      ...{ patientId, name: 'Edith Synthetic', yearOfBirth: 1938, relationships: [], grant: null },
    });
    const grant = await openRecord(server(), { token: clinician.token, patientId });
    expect(Date.parse(grant.endsAt) - Date.parse(grant.openedAt)).to.equal(3_600_000);
    expect(await accessTo(patientId)).to.deep.include({ relationships: ['break-glass'], grant });
    const found = await world.deps.store.reads.findRelationships(clinician.personId, patientId);
    expect(found).to.deep.equal([{ kind: 'break-glass' }]);
    const [notice, ...more] = await warnings();
    expect(notice).to.deep.include({ kind: 'record-opened', personName: clinician.name });
    expect(more).to.deep.equal([]);
  });

  it('says in the trail who opened whose with which reason, and never in which words', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const { grantId } = await openRecord(server(), { token: clinician.token, patientId });
    const all = await events();
    const opened = all.find(({ action }) => action === 'record.opened');
    expect(opened).to.deep.include({
      ...{ actorKind: 'person', actorName: clinician.name, subjectKind: 'patient', subjectId: patientId },
      detail: { grantId, reason },
    });
    expect(JSON.stringify(all)).not.to.contain('corridor');
    expect(JSON.stringify(all)).not.to.contain('Edith');
  });

  it('is not opened without a reason of the list and enough words, nor twice at once', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const asking = { token: clinician.token, params: { patientId } };
    const refusedBy = async (body: unknown) => {
      const sent = { ...asking, body } as Asking<'openRecord'>;
      return (await askRefused(server(), 'openRecord', { ...sent, code: 'invalid' })).detail;
    };
    expect(await refusedBy({ words: why.words })).to.match(/^body.reason: /);
    expect(await refusedBy({ ...why, reason: 'curiosity' })).to.match(/^body.reason: /);
    expect(await refusedBy({ ...why, words: '  urgent   ' })).to.equal(
      'body.words: say it in 10 characters at least',
    );
    expect(await refusedBy({ ...why, words: 'x'.repeat(501) })).to.equal(
      'body.words: say it in 500 characters at most',
    );
    await openRecord(server(), { token: clinician.token, patientId });
    await askRefused(server(), 'openRecord', { ...asking, body: why, code: 'wrong-phase' });
    const nobody = { ...asking, params: { patientId: randomUUID() }, body: why };
    await askRefused(server(), 'openRecord', { ...nobody, code: 'not-found' });
  });

  it('is opened once by two windows that ask at the same time', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const asking = { token: clinician.token, params: { patientId }, body: why };
    const tried = await Promise.allSettled([1, 2, 3].map(() => ask(server(), 'openRecord', asking)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(await warnings()).to.have.length(1);
  });

  it('ends when the clinician ends it, or by itself, and can be opened again with a reason', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const { grantId } = await openRecord(server(), { token: clinician.token, patientId });
    const colleague = await world.addPerson(place);
    const params = { grantId };
    await askRefused(server(), 'endRecordGrant', { token: colleague.token, params, code: 'not-found' });
    await ask(server(), 'endRecordGrant', { token: clinician.token, params });
    await ask(server(), 'endRecordGrant', { token: clinician.token, params });
    expect(await accessTo(patientId)).to.deep.include({ relationships: [], grant: null });
    expect((await events()).filter(({ action }) => action === 'record.closed')).to.have.length(1);
    const again = await openRecord(server(), { token: clinician.token, patientId });
    expect(again.grantId).not.to.equal(grantId);

    const other = await addPatient(world.deps.store, place);
    const { organisationId } = place;
    const { personId } = clinician;
    await addGrant(world.deps.store, { organisationId, patientId: other, personId, minutesAgo: 60 });
    expect(await accessTo(other)).to.deep.include({ relationships: [], grant: null });
    const third = await addPatient(world.deps.store, place);
    await addGrant(world.deps.store, { organisationId, patientId: third, personId, minutesAgo: 59 });
    expect((await accessTo(third)).relationships).to.deep.equal(['break-glass']);
  });

  it('cannot be changed afterwards, nor forgotten, whoever asks the database', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const { grantId } = await openRecord(server(), { token: clinician.token, patientId });
    const refusals: string[] = [];
    for (const statement of [
      `update record_grants set words = 'Something else entirely' where id = '${grantId}'`,
      `delete from record_grants where id = '${grantId}'`,
      `update record_grants set verdict = 'justified', review_words = 'I am sure of it.', reviewed_at = now(),
        reviewed_by = person_id where id = '${grantId}'`,
    ]) {
      await inDatabase(world.config.databaseUrl, (client) => client.query(statement)).catch(
        (error: unknown) => {
          refusals.push(String(error));
        },
      );
    }
    expect(refusals).to.have.length(3);
    expect(refusals[0]).to.contain('why a record was opened, and what was found of it, stands');
    expect(refusals[1]).to.contain('a patient is kept until the period of retention is over');
    expect(refusals[2]).to.contain('record_grants_by_another');
  });

  describe('is reviewed', () => {
    const review = { verdict: 'justified', words: 'The home confirms that they rang.' } as const;
    const listed = async (token: string) => (await ask(server(), 'listOpenedRecords', { token })).value;

    it('by somebody else, once, and the warning ends by it', async () => {
      const both = await world.addPerson(place, ['clinician', 'manager']);
      const manager = await world.addPerson(place, ['manager']);
      const patientId = await addPatient(world.deps.store, place);
      const { grantId } = await openRecord(server(), { token: both.token, patientId });
      const asking = { params: { grantId }, body: review };
      const own = await askRefused(server(), 'reviewRecordGrant', {
        ...asking,
        token: both.token,
        code: 'forbidden',
      });
      expect(own.detail).to.equal('somebody else has to review what you have opened');
      const [seen] = (await listed(manager.token)).toReview;
      expect(seen).to.deep.include({
        ...{ grantId, personName: both.name, own: false, patientName: 'Edith Synthetic', overdue: false },
        ...{ reason, words: why.words, reads: [], review: null },
      });
      expect((await listed(both.token)).toReview[0]?.own).to.equal(true);
      await ask(server(), 'reviewRecordGrant', { ...asking, token: manager.token });
      const after = await listed(manager.token);
      expect(after.toReview).to.deep.equal([]);
      expect(after.reviewed[0]?.review).to.deep.include({ ...review, by: manager.name });
      expect(await warnings()).to.deep.equal([]);
      await askRefused(server(), 'reviewRecordGrant', {
        ...asking,
        token: manager.token,
        code: 'wrong-phase',
      });
      const reviewed = (await events()).find(({ action }) => action === 'record.opening-reviewed');
      expect(reviewed?.detail).to.deep.equal({ grantId, verdict: 'justified' });
    });

    const read = (patientId: string) =>
      world.deps.store.transact((tx) =>
        tx.audit([
          {
            actor: { kind: 'person', id: clinician.personId },
            organisationId: place.organisationId,
            action: 'record.read',
            subject: { kind: 'patient', id: patientId },
          },
        ]),
      );

    it('in the own organisation alone, and shows what was read and what is overdue', async () => {
      const manager = await world.addPerson(place, ['manager']);
      const stranger = await world.addPerson(await world.addPlace(), ['manager']);
      const patientId = await addPatient(world.deps.store, place);
      const { organisationId } = place;
      const of = { organisationId, patientId, personId: clinician.personId };
      const late = await addGrant(world.deps.store, { ...of, minutesAgo: 3 * 24 * 60 });
      const grantId = await addGrant(world.deps.store, { ...of, minutesAgo: 3 * 24 * 60 - 61 });
      await read(patientId);
      const { toReview } = await listed(manager.token);
      expect(toReview.map((one) => [one.grantId, one.overdue, one.reads])).to.deep.equal([
        [late, true, []],
        [grantId, false, []],
      ]);
      const open = await addGrant(world.deps.store, of);
      await read(patientId);
      const now = (await listed(manager.token)).toReview.find((one) => one.grantId === open);
      expect(now?.reads.map(({ what }) => what)).to.deep.equal(['Read a part of a record']);
      expect((await listed(stranger.token)).toReview).to.deep.equal([]);
      const asking = { token: stranger.token, params: { grantId }, body: review };
      await askRefused(server(), 'reviewRecordGrant', { ...asking, code: 'not-found' });
    });
  });
});
