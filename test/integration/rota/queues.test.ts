import { expect } from 'chai';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import { type Place, type PersonWithPassword, World } from '../../support/world.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

describe('queues and skills over HTTP', () => {
  let world: World;
  let server: { url: string };
  let place: Place;
  let administrator: SignedInPerson;

  before(async () => {
    world = await World.create({ workers: 0 });
    server = world.server(0);
    place = await world.addPlace();
    administrator = await world.addPerson(place, ['administrator']);
  });

  after(() => world[Symbol.asyncDispose]());

  const asking = () => ({
    token: administrator.token,
    params: { organisationId: place.organisationId as string },
  });

  /** Everything that waits in the organisation of this person. */
  async function confirmAll(token: string): Promise<void> {
    const { params } = asking();
    const { value } = await ask(server, 'listProposals', { token, params });
    for (const { proposalId, state } of value.proposals) {
      if (state === 'open') await ask(server, 'confirmProposal', { token, params: { proposalId } });
    }
  }

  it('are added and changed with every setting, and a site’s calls go where it says', async () => {
    const { token, params } = asking();
    const { value: added } = await ask(server, 'addQueue', { token, params, body: { name: ' Prisons ' } });
    expect(added).to.deep.include({ name: 'Prisons', settings: defaultQueueSettings });
    const settings = {
      ...defaultQueueSettings,
      ringSeconds: 30,
      requiredSkills: ['prison-clearance' as const],
      raiseAfterSeconds: { urgent: 600, soon: null },
    };
    const { token: second } = await world.addPerson(place, ['manager']);
    const confirm = () => confirmAll(second);
    const { queueId } = added;
    const { personId } = await world.addPerson(place, ['clinician']);
    await world.deps.store.transact(({ queues }) =>
      queues.setProfile(personId, { skills: ['prison-clearance'], phone: null }),
    );
    await ask(server, 'changeQueue', { token, params: { queueId }, body: { name: 'Prisons', settings } });
    await confirm();
    await ask(server, 'assignSite', { token, params: { siteId: place.siteId }, body: { queueId } });
    await confirm();
    const { value } = await ask(server, 'listQueues', { token, params });
    expect(value.queues.find((queue) => queue.queueId === queueId)?.settings).to.deep.equal(settings);
    expect(value.sites).to.containSubset([{ siteId: place.siteId, queueId }]);
    expect(await world.trail(place)).to.deep.equal([
      'queue.added',
      'proposal.made',
      'queue.changed',
      'proposal.confirmed',
      'proposal.made',
      'site.queue-set',
      'proposal.confirmed',
    ]);
  });

  it('require no skill that nobody has: such a call would ring at nobody', async () => {
    const there = await world.addPlace();
    const { token } = await world.addPerson(there, ['administrator']);
    const params = { organisationId: there.organisationId as string };
    const settings = { ...defaultQueueSettings, requiredSkills: ['prison-clearance' as const] };
    const body = { name: 'Prisons', settings };
    const refused = await askRefused(server, 'addQueue', { token, params, body, code: 'conflict' });
    expect(refused.detail).to.contain('no clinician has all of the required skills');
    const { personId } = await world.addPerson(there, ['clinician']);
    await world.deps.store.transact(({ queues }) =>
      queues.setProfile(personId, { skills: ['prison-clearance'], phone: null }),
    );
    await ask(server, 'addQueue', { token, params, body });
  });

  it('refuse a second one of the same name, and name the field that is wrong', async () => {
    const { token, params } = asking();
    const named = { token, params, body: { name: 'Helpline' } };
    await ask(server, 'addQueue', named);
    await askRefused(server, 'addQueue', { ...named, body: { name: 'helpline' }, code: 'conflict' });
    const settings = { ...defaultQueueSettings, ringSeconds: 1 };
    const body = { name: 'Other', settings };
    const { detail } = await askRefused(server, 'addQueue', { token, params, body, code: 'invalid' });
    expect(detail).to.contain('body.settings.ringSeconds');
  });

  it('of every organisation are also kept by administrators of the platform', async () => {
    const elsewhere = await world.addPlace();
    const theirs = await world.addPerson(elsewhere);
    const { token } = await world.addPerson(place, ['platform-administrator']);
    const params = { organisationId: elsewhere.organisationId as string };
    const { value: queue } = await ask(server, 'addQueue', { token, params, body: { name: 'Theirs' } });
    await ask(server, 'assignSite', {
      token,
      params: { siteId: elsewhere.siteId },
      body: { queueId: queue.queueId, nobodyElse: true },
    });
    const body = { skills: ['palliative' as const], phone: null };
    await ask(server, 'setProfile', { token, params: { personId: theirs.personId }, body });
    const { value } = await ask(server, 'listProfiles', { token, params });
    expect(value.profiles.find(({ personId }) => personId === theirs.personId)).to.deep.include(body);
    await ask(server, 'listRota', { token, params, query: { from: '2026-11-23' } });
    expect(await world.trail(elsewhere)).to.deep.equal([
      'queue.added',
      'site.queue-set',
      'proposal.skipped',
      'notice.raised',
      'person.profile-set',
    ]);
  });

  it('are for managers and administrators of the organisation', async () => {
    const clinician = await world.addPerson(place);
    const other = await world.addPlace();
    const elsewhere = await world.addPerson(other, ['manager']);
    const { params } = asking();
    const theirs = await ask(server, 'listQueues', {
      token: elsewhere.token,
      params: { organisationId: other.organisationId },
    });
    const queueId = theirs.value.queues[0]?.queueId;
    if (queueId === undefined) throw new Error('a new organisation has no queue');
    await askRefused(server, 'listQueues', { token: clinician.token, params, code: 'forbidden' });
    await askRefused(server, 'listQueues', { token: elsewhere.token, params, code: 'not-found' });
    const body = { name: 'x', settings: defaultQueueSettings };
    const { token } = asking();
    await askRefused(server, 'changeQueue', { token, params: { queueId }, body, code: 'not-found' });
    const siteId = place.siteId;
    await askRefused(server, 'assignSite', { token, params: { siteId }, body: { queueId }, code: 'invalid' });
    await askRefused(server, 'assignSite', {
      token,
      params: { siteId: other.siteId },
      body: { queueId },
      code: 'not-found',
    });
  });

  it('skills and telephones belong to people of the organisation', async () => {
    const person: PersonWithPassword = await world.addPersonWithPassword(place);
    const { token, params } = asking();
    const body = { skills: ['palliative', 'palliative', 'language:cy'] as const, phone: '07700 900123' };
    const set = { token, params: { personId: person.personId }, body: { ...body, skills: [...body.skills] } };
    const { value } = await ask(server, 'setProfile', set);
    expect(value).to.deep.include({ skills: ['palliative', 'language:cy'], phone: '07700 900123' });
    const { value: listed } = await ask(server, 'listProfiles', { token, params });
    expect(listed.profiles.find(({ personId }) => personId === person.personId)).to.deep.equal(value);
    const bad = { ...set, body: { skills: [], phone: 'call me' }, code: 'invalid' as const };
    expect((await askRefused(server, 'setProfile', bad)).detail).to.contain('body.phone');
    const clinician = await world.addPerson(place);
    await askRefused(server, 'setProfile', { ...set, token: clinician.token, code: 'forbidden' });
    await askRefused(server, 'listProfiles', { token: clinician.token, params, code: 'forbidden' });
    expect(JSON.stringify(await world.deps.store.reads.listAudit(place.organisationId, null))).not.to.contain(
      '900123',
    );
  });
});
