import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { FamilyId, QueueId } from '../../../domain/ids.ts';
import { changeQueue } from '../../../domain/proposals/change-queue.ts';
import { expiryChore } from '../../../domain/proposals/propose.ts';
import { proposalForMs } from '../../../domain/proposals/proposal.ts';
import { defaultQueueSettings, type QueueSettings } from '../../../domain/queues/queue.ts';
import { openStore } from '../../../store/open-store.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { inDatabase } from '../../support/database-rows.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

const adviceAt = (afterSeconds: number): QueueSettings => ({
  ...defaultQueueSettings,
  ladder: { ...defaultQueueSettings.ladder, urgent: [{ afterSeconds, action: 'tell-station' }] },
});

describe('a change of a queue that makes it weaker', () => {
  let world: World;
  let server: { url: string };

  before(async () => {
    world = await World.create({ workers: 0 });
    server = world.server(0);
  });

  after(() => world[Symbol.asyncDispose]());

  type Keeping = { place: Place; first: SignedInPerson; second: SignedInPerson; queueId: QueueId };

  /** An organisation with two people who keep its queues. */
  async function addKeeping(): Promise<Keeping> {
    const place = await world.addPlace();
    const first = await world.addPerson(place, ['manager']);
    const second = await world.addPerson(place, ['administrator']);
    const [queue] = await world.deps.store.reads.listQueues(place.organisationId);
    if (queue === undefined) throw new Error('a new organisation has no queue');
    return { place, first, second, queueId: queue.id };
  }

  const settingsOf = async ({ place, queueId }: Keeping) => {
    const queues = await world.deps.store.reads.listQueues(place.organisationId);
    return queues.find(({ id }) => id === queueId)?.settings;
  };

  const listed = async ({ place }: Keeping, { token }: { token: string }) => {
    const params = { organisationId: place.organisationId as string };
    return (await ask(server, 'listProposals', { token, params })).value;
  };

  const change = (
    { queueId }: Keeping,
    { token }: { token: string },
    settings: QueueSettings,
    name = 'Urgent calls',
  ) => ask(server, 'changeQueue', { token, params: { queueId }, body: { name, settings } });

  async function proposed(keeping: Keeping, settings = adviceAt(1200)): Promise<string> {
    const { value } = await change(keeping, keeping.first, settings);
    expect(value.effect).to.equal('proposed');
    const [open] = (await listed(keeping, keeping.second)).proposals;
    if (open === undefined) throw new Error('nothing is proposed');
    return open.proposalId;
  }

  it('takes effect when a second person has confirmed it, and not before', async () => {
    const keeping = await addKeeping();
    const { first, second } = keeping;
    const proposalId = await proposed(keeping);
    expect(await settingsOf(keeping)).to.deep.equal(defaultQueueSettings);
    const { proposals, others } = await listed(keeping, second);
    expect(others).to.equal(1);
    expect(proposals).to.have.length(1);
    expect(proposals[0]).to.deep.include({
      proposalId,
      state: 'open',
      proposedBy: first.personId,
      proposedByName: first.name,
      outdated: false,
    });
    expect(proposals[0]?.change).to.deep.equal({
      kind: 'settings',
      queueId: keeping.queueId,
      before: { name: 'Urgent calls', settings: defaultQueueSettings },
      after: { name: 'Urgent calls', settings: adviceAt(1200) },
    });
    const params = { proposalId };
    const own = await askRefused(server, 'confirmProposal', {
      token: first.token,
      params,
      code: 'forbidden',
    });
    expect(own.detail).to.contain('somebody else has to decide');
    expect(await settingsOf(keeping)).to.deep.equal(defaultQueueSettings);
    await ask(server, 'confirmProposal', { token: second.token, params });
    expect(await settingsOf(keeping)).to.deep.equal(adviceAt(1200));
    const [settled] = (await listed(keeping, first)).proposals;
    expect(settled).to.deep.include({ state: 'confirmed', settledByName: second.name });
    await askRefused(server, 'confirmProposal', { token: second.token, params, code: 'conflict' });
  });

  it('is written into the audit trail with the old and the new values, who proposed and who confirmed it', async () => {
    const keeping = await addKeeping();
    const proposalId = await proposed(keeping);
    await ask(server, 'confirmProposal', { token: keeping.second.token, params: { proposalId } });
    const { events } = await world.deps.store.reads.listAudit(keeping.place.organisationId, null);
    const values = {
      'urgent.escalationPlan':
        '60 ring-all, 90 push, 120 second-tier, 180 duty-manager, 300 tell-station → 1200 tell-station',
    };
    const said = events
      .toReversed()
      .map(({ action, actorName, subjectId, detail }) => ({ action, actorName, subjectId, detail }));
    const { queueId, first, second } = keeping;
    expect(said).to.deep.equal([
      {
        action: 'proposal.made',
        actorName: first.name,
        subjectId: proposalId,
        detail: { queueId, ...values },
      },
      {
        action: 'queue.changed',
        actorName: second.name,
        subjectId: queueId,
        detail: { ...values, proposalId },
      },
      { action: 'proposal.confirmed', actorName: second.name, subjectId: proposalId, detail: { queueId } },
    ]);
  });

  it('and one that only makes it safer takes effect at once, with the old and the new values in the trail', async () => {
    const keeping = await addKeeping();
    const settings = {
      ...defaultQueueSettings,
      ringTogether: { ...defaultQueueSettings.ringTogether, immediate: 4 },
    };
    const { value } = await change(keeping, keeping.first, settings, 'All calls');
    expect(value.effect).to.equal('now');
    expect(value.queue).to.deep.include({ name: 'All calls', settings });
    expect(await settingsOf(keeping)).to.deep.equal(settings);
    const { events } = await world.deps.store.reads.listAudit(keeping.place.organisationId, null);
    expect(events.map(({ action, detail }) => [action, detail])).to.deep.equal([
      ['queue.changed', { renamed: true, 'immediate.ringTogether': '3 → 4', proposalId: null }],
    ]);
  });

  it('is rejected with a reason, or withdrawn by whoever proposed it', async () => {
    const keeping = await addKeeping();
    const { first, second } = keeping;
    const proposalId = await proposed(keeping);
    const params = { proposalId };
    const body = { reason: 'Twenty minutes are too long.' };
    await askRefused(server, 'rejectProposal', { token: first.token, params, body, code: 'forbidden' });
    await askRefused(server, 'rejectProposal', {
      token: second.token,
      params,
      body: { reason: ' ' },
      code: 'invalid',
    });
    await askRefused(server, 'withdrawProposal', { token: second.token, params, code: 'forbidden' });
    await ask(server, 'rejectProposal', { token: second.token, params, body });
    expect((await listed(keeping, first)).proposals[0]).to.deep.include({ state: 'rejected', ...body });
    await askRefused(server, 'confirmProposal', { token: second.token, params, code: 'conflict' });

    const again = { proposalId: await proposed(keeping) };
    await ask(server, 'withdrawProposal', { token: first.token, params: again });
    await askRefused(server, 'confirmProposal', { token: second.token, params: again, code: 'conflict' });
    expect(await settingsOf(keeping)).to.deep.equal(defaultQueueSettings);
    // What was said as the reason may be anything; it is no code and not for the trail.
    const trail = await world.deps.store.reads.listAudit(keeping.place.organisationId, null);
    expect(JSON.stringify(trail)).not.to.contain('too long');
    expect(await world.trail(keeping.place)).to.deep.equal([
      'proposal.made',
      'proposal.rejected',
      'proposal.made',
      'proposal.withdrawn',
    ]);
  });

  it('cannot be confirmed any more when the settings have been changed meanwhile', async () => {
    const keeping = await addKeeping();
    const { first, second } = keeping;
    const proposalId = await proposed(keeping);
    const safer = { ...defaultQueueSettings, raiseAfterSeconds: { urgent: 600, soon: 1800 } };
    expect((await change(keeping, second, safer)).value.effect).to.equal('now');
    expect((await listed(keeping, second)).proposals[0]).to.deep.include({ outdated: true });
    const params = { proposalId };
    const refused = await askRefused(server, 'confirmProposal', {
      token: second.token,
      params,
      code: 'conflict',
    });
    expect(refused.detail).to.contain('has been changed since this was proposed');
    expect(await settingsOf(keeping)).to.deep.equal(safer);
    const body = { name: 'Urgent calls', settings: adviceAt(900) };
    await askRefused(server, 'changeQueue', {
      token: first.token,
      params: { queueId: keeping.queueId },
      body,
      code: 'conflict',
    });
    await ask(server, 'withdrawProposal', { token: first.token, params });
    expect((await change(keeping, first, adviceAt(900))).value.effect).to.equal('proposed');
  });

  it('is looked at again when it is confirmed: the clinical floor, and that somebody could answer', async () => {
    const keeping = await addKeeping();
    const { second } = keeping;
    const { personId } = await world.addPerson(keeping.place, ['clinician']);
    const give = (skills: 'palliative'[]) =>
      world.deps.store.transact(({ queues }) => queues.setProfile(personId, { skills, phone: null }));
    await give(['palliative']);
    const proposalId = await proposed(keeping, {
      ...defaultQueueSettings,
      requiredSkills: ['palliative' as const],
    });
    await give([]);
    const asking = { token: second.token, params: { proposalId }, code: 'conflict' as const };
    const nobody = await askRefused(server, 'confirmProposal', asking);
    expect(nobody.detail).to.contain('no clinician has all of the required skills');
    await give(['palliative']);
    // As a release does that has a stricter floor than the one with which it was proposed.
    await inDatabase(world.config.databaseUrl, (client) =>
      client.query(
        `update proposals set after = jsonb_set(after, '{settings,ladder,urgent}', $1::jsonb) where id = $2`,
        [JSON.stringify([{ afterSeconds: 3600, action: 'tell-station' }]), proposalId],
      ),
    );
    const below = await askRefused(server, 'confirmProposal', asking);
    expect(below.detail).to.contain('staff must be told to ring 999 or 111 after 1800 seconds at the latest');
    expect(await settingsOf(keeping)).to.deep.equal(defaultQueueSettings);
  });

  it('ends after seven days', async () => {
    const keeping = await addKeeping();
    const proposalId = await proposed(keeping);
    const clock = { now: () => new Date(Date.now() + proposalForMs + 60_000) };
    await using store = openStore({ databaseUrl: world.config.databaseUrl, clock, log: collectingLog().log });
    await expiryChore.run(
      { ...world.deps, store, clock },
      { quality: { keepDays: 1 }, retention: { years: 8 } },
    );
    const { second } = keeping;
    await askRefused(server, 'confirmProposal', {
      token: second.token,
      params: { proposalId },
      code: 'expired',
    });
    expect((await listed(keeping, second)).proposals[0]).to.deep.include({
      state: 'expired',
      settledByName: null,
    });
    expect(await world.trail(keeping.place)).to.deep.equal(['proposal.made', 'proposal.expired']);
  });

  it('is nothing to people of another organisation, or without the right', async () => {
    const keeping = await addKeeping();
    const proposalId = await proposed(keeping);
    const { token: elsewhere } = await world.addPerson(await world.addPlace(), ['manager']);
    const { token: clinician } = await world.addPerson(keeping.place, ['clinician']);
    const params = { proposalId };
    await askRefused(server, 'confirmProposal', { token: elsewhere, params, code: 'not-found' });
    await askRefused(server, 'confirmProposal', { token: clinician, params, code: 'forbidden' });
    const organisation = { organisationId: keeping.place.organisationId as string };
    await askRefused(server, 'listProposals', { token: elsewhere, params: organisation, code: 'not-found' });
    await askRefused(server, 'listProposals', { token: clinician, params: organisation, code: 'forbidden' });
    const { token: platform } = await world.addPerson(await world.addPlace(), ['platform-administrator']);
    await ask(server, 'confirmProposal', { token: platform, params });
  });

  it('is confirmed once by two people at the same moment', async () => {
    const keeping = await addKeeping();
    const third = await world.addPerson(keeping.place, ['manager']);
    const proposalId = await proposed(keeping);
    const statuses = await Promise.all(
      [keeping.second, third].map(async ({ token }) => {
        const url = `${server.url}/api/proposals/${proposalId}/confirmation`;
        const headers = { authorization: `Bearer ${token}` };
        return (await fetch(url, { method: 'POST', headers })).status;
      }),
    );
    expect(statuses.toSorted()).to.deep.equal([200, 409]);
    const trail = await world.trail(keeping.place);
    expect(trail.filter((action) => action === 'queue.changed')).to.have.length(1);
  });

  it('that moves a site to another queue waits for a second person too', async () => {
    const keeping = await addKeeping();
    const { place, first, second } = keeping;
    const params = { organisationId: place.organisationId as string };
    const { value: prisons } = await ask(server, 'addQueue', {
      token: first.token,
      params,
      body: { name: 'Prisons' },
    });
    const { siteId } = place;
    const body = { queueId: prisons.queueId };
    const moving = { token: first.token, params: { siteId }, body };
    expect((await ask(server, 'assignSite', moving)).value).to.deep.equal({ effect: 'proposed' });
    await askRefused(server, 'assignSite', { ...moving, code: 'conflict' });
    const queueOf = async () =>
      (await ask(server, 'listQueues', { token: first.token, params })).value.sites.find(
        (site) => site.siteId === siteId,
      )?.queueId;
    expect(await queueOf()).to.equal(keeping.queueId);
    const [open] = (await listed(keeping, second)).proposals;
    expect(open?.change).to.deep.equal({
      kind: 'site',
      siteId,
      fromQueueId: keeping.queueId,
      queueId: prisons.queueId,
    });
    await ask(server, 'confirmProposal', {
      token: second.token,
      params: { proposalId: open?.proposalId ?? '' },
    });
    expect(await queueOf()).to.equal(prisons.queueId);
    await askRefused(server, 'assignSite', { ...moving, code: 'conflict' });
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    expect(events.find(({ action }) => action === 'site.queue-set')?.detail).to.deep.include({
      fromQueueId: keeping.queueId,
      queueId: prisons.queueId,
    });
  });

  it('takes effect where nobody else could confirm it, once that has been said, and is told to the platform', async () => {
    const place = await world.addPlace();
    const alone = await world.addPerson(place, ['administrator']);
    const gone = await world.addPerson(place, ['manager']);
    await world.deps.store.transact(({ accounts }) => accounts.setDisabled(gone.personId, true));
    const platform = await world.addPerson(await world.addPlace(), ['platform-administrator']);
    const [queue] = await world.deps.store.reads.listQueues(place.organisationId);
    if (queue === undefined) throw new Error('a new organisation has no queue');
    const keeping = { place, first: alone, second: alone, queueId: queue.id };
    expect((await listed(keeping, alone)).others).to.equal(0);
    const asking = { token: alone.token, params: { queueId: queue.id } };
    const body = { name: 'Urgent calls', settings: adviceAt(1200) };
    await askRefused(server, 'changeQueue', { ...asking, body, code: 'reason-needed' });
    expect(await settingsOf(keeping)).to.deep.equal(defaultQueueSettings);
    const actor = {
      kind: 'person',
      personId: alone.personId,
      organisationId: place.organisationId,
      roles: ['administrator'],
      familyId: randomUUID() as FamilyId,
    } as const;
    // The servers of tests send nothing outside.
    const deps = { ...world.deps, channels: ['email'] as const };
    const { effect } = await changeQueue(deps, actor, { queueId: queue.id, ...body, nobodyElse: true });
    expect(effect).to.equal('now');
    expect(await settingsOf(keeping)).to.deep.equal(adviceAt(1200));
    expect((await listed(keeping, alone)).proposals[0]).to.deep.include({
      state: 'alone',
      settledByName: alone.name,
    });
    expect(await world.trail(place)).to.deep.equal(['queue.changed', 'proposal.skipped', 'notice.raised']);
    const [notice] = await world.deps.store.reads.listOpenNotices(place.organisationId);
    expect(notice).to.deep.include({
      kind: 'changed-alone',
      personName: alone.name,
      queueName: 'Urgent calls',
    });
    const recipients = await inDatabase(world.config.databaseUrl, async (client) => {
      const { rows } = await client.query<{ person_id: string }>(
        'select person_id from deliveries where notice_id = $1',
        [notice?.noticeId],
      );
      return rows.map(({ person_id }) => person_id);
    });
    expect(recipients).to.include(platform.personId).and.not.to.include(alone.personId);
  });

  it('waits for a second person where there is one, whatever is said', async () => {
    const keeping = await addKeeping();
    const { value } = await ask(server, 'changeQueue', {
      token: keeping.first.token,
      params: { queueId: keeping.queueId },
      body: { name: 'Urgent calls', settings: adviceAt(1200), nobodyElse: true },
    });
    expect(value.effect).to.equal('proposed');
    expect(await settingsOf(keeping)).to.deep.equal(defaultQueueSettings);
  });
});
