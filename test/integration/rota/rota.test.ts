import { expect } from 'chai';
import { instantOf, rotaTimeZone } from '../../../domain/rota/wall-clock.ts';
import type { QueueId } from '../../../domain/ids.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { type Place, World } from '../../support/world.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

describe(`the rota over HTTP, on the clock of ${rotaTimeZone}`, () => {
  let world: World;
  let server: { url: string };
  let place: Place;
  let manager: SignedInPerson;
  let clinician: SignedInPerson;
  let queueId: QueueId;

  before(async () => {
    world = await World.create({ workers: 0 });
    server = world.server(0);
  });

  beforeEach(async () => {
    place = await world.addPlace();
    manager = await world.addPerson(place, ['manager']);
    clinician = await world.addPerson(place, ['clinician'], { onRota: false });
    const { value } = await ask(server, 'listQueues', { ...by(manager), params: ofPlace() });
    const [queue] = value.queues;
    if (queue === undefined) throw new Error('a new organisation has no queue');
    queueId = queue.queueId;
  });

  after(() => world[Symbol.asyncDispose]());

  const by = ({ token }: { token: string }) => ({ token });
  const ofPlace = () => ({ organisationId: place.organisationId });
  const body = (starts: string, ends: string, whose = clinician) => ({
    clinicianId: whose.personId,
    startsAt: instantOf(starts as `${string}T${string}`).toISOString(),
    endsAt: instantOf(ends as `${string}T${string}`).toISOString(),
    queueIds: [queueId],
    tier: 1 as const,
  });
  const add = (starts: string, ends: string, whose = clinician) =>
    ask(server, 'addShift', { ...by(manager), params: ofPlace(), body: body(starts, ends, whose) });
  const list = async (from: string, asking = manager) =>
    (await ask(server, 'listRota', { ...by(asking), params: ofPlace(), query: { from } })).value;

  it('keeps shifts, shows the gaps between them, and writes every change into the trail', async () => {
    const added = await add('2026-11-23T08:00', '2026-11-23T20:00');
    const { shiftId } = added.value;
    const first = await list('2026-11-23');
    expect(first.shifts).to.deep.equal([added.value]);
    expect(first.clinicians).to.deep.equal([
      { clinicianId: clinician.personId, name: clinician.name, active: true },
    ]);
    expect(first.coverGaps.map(({ from, until }) => [from, until])).to.deep.equal([
      ['2026-11-23T00:00:00.000Z', '2026-11-23T08:00:00.000Z'],
      ['2026-11-23T20:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ]);
    const changed = { ...body('2026-11-23T09:00', '2026-11-23T21:00'), tier: 2 as const };
    await ask(server, 'changeShift', { ...by(manager), params: { shiftId }, body: changed });
    expect((await list('2026-11-23')).shifts).to.deep.equal([{ ...changed, shiftId }]);
    await ask(server, 'removeShift', { ...by(manager), params: { shiftId } });
    expect((await list('2026-11-23')).shifts).to.deep.equal([]);
    expect(await world.trail(place)).to.deep.equal(['shift.added', 'shift.changed', 'shift.removed']);
  });

  it('does not count as cover who is disabled, or lacks a skill that the queue requires, and names them', async () => {
    await add('2026-11-23T00:00', '2026-11-24T00:00');
    const gaps = async () => {
      const { coverGaps } = await list('2026-11-23');
      return coverGaps.map(({ from, unable }) => [from, unable]);
    };
    const afterwards = ['2026-11-24T00:00:00.000Z', []];
    expect(await gaps()).to.deep.equal([afterwards]);
    const nobody = [['2026-11-23T00:00:00.000Z', [clinician.name]]];
    await world.changeQueue(place, { requiredSkills: ['prison-clearance'] });
    expect(await gaps()).to.deep.equal(nobody);
    await world.changeQueue(place, { requiredSkills: [] });
    expect(await gaps()).to.deep.equal([afterwards]);
    const params = { personId: clinician.personId };
    await ask(server, 'disablePerson', { ...by(await world.addPerson(place, ['administrator'])), params });
    expect(await gaps()).to.deep.equal(nobody);
  });

  it('refuses what overlaps, naming the other’s times, also of two who press at once', async () => {
    await add('2026-11-23T20:00', '2026-11-24T08:00');
    const refused = await askRefused(server, 'addShift', {
      ...by(manager),
      params: ofPlace(),
      body: body('2026-11-24T07:00', '2026-11-24T19:00'),
      code: 'conflict',
    });
    expect(refused.detail).to.contain('Mon 23 Nov 2026, 20:00 to Tue 24 Nov 2026, 08:00');
    const both = await Promise.allSettled([1, 2, 3].map(() => add('2026-12-01T08:00', '2026-12-01T20:00')));
    expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect((await list('2026-11-30')).shifts).to.have.length(1);
  });

  it('takes only clinicians and queues of the organisation, and at most 25 hours', async () => {
    const elsewhere = await world.addPlace();
    const stranger = await world.addPerson(elsewhere);
    const asking = { ...by(manager), params: ofPlace(), code: 'invalid' } as const;
    const good = body('2026-11-23T08:00', '2026-11-23T20:00');
    for (const [wrong, field] of [
      [{ ...good, clinicianId: stranger.personId }, 'clinicianId'],
      [{ ...good, clinicianId: manager.personId }, 'clinicianId'],
      [{ ...good, queueIds: [elsewhere.siteId as never] }, 'queueIds'],
      [{ ...good, queueIds: [] }, 'queueIds'],
      [{ ...good, endsAt: good.startsAt }, 'endsAt'],
      [body('2026-11-23T08:00', '2026-11-24T09:01'), 'endsAt'],
    ] as const) {
      const { detail } = await askRefused(server, 'addShift', {
        ...asking,
        body: { ...wrong, queueIds: [...wrong.queueIds] },
      });
      expect(detail).to.contain(field);
    }
  });

  it('lets clinicians read and not write, and nobody reach another organisation’s', async () => {
    const { value } = await add('2026-11-23T08:00', '2026-11-23T20:00');
    const params = { shiftId: value.shiftId };
    expect((await list('2026-11-23', clinician)).shifts).to.have.length(1);
    const good = body('2026-11-24T08:00', '2026-11-24T20:00');
    const asking = { ...by(clinician), code: 'forbidden' } as const;
    await askRefused(server, 'addShift', { ...asking, params: ofPlace(), body: good });
    await askRefused(server, 'changeShift', { ...asking, params, body: good });
    await askRefused(server, 'removeShift', { ...asking, params });
    const week = { from: '2026-11-23', to: '2026-11-30' };
    await askRefused(server, 'copyWeek', { ...asking, params: ofPlace(), body: week });
    await askRefused(server, 'importRota', { ...asking, params: ofPlace(), body: 'BEGIN:VCALENDAR' });
    const other = await world.addPerson(await world.addPlace(), ['manager']);
    const unknown = { ...by(other), code: 'not-found' } as const;
    await askRefused(server, 'listRota', { ...unknown, params: ofPlace(), query: { from: '2026-11-23' } });
    await askRefused(server, 'changeShift', { ...unknown, params, body: good });
    await askRefused(server, 'removeShift', { ...unknown, params });
  });

  it('copies a week over both clock changes at the same times by the clock', async () => {
    await add('2026-10-17T20:00', '2026-10-18T08:00');
    const autumn = { from: '2026-10-12', to: '2026-10-19' };
    const copied = await ask(server, 'copyWeek', { ...by(manager), params: ofPlace(), body: autumn });
    expect(copied.value).to.deep.equal({ added: 1, leftOut: [] });
    expect((await list('2026-10-19')).shifts).to.containSubset([
      { startsAt: '2026-10-24T19:00:00.000Z', endsAt: '2026-10-25T08:00:00.000Z' },
    ]);
    const spring = { from: '2026-10-12', to: '2027-03-22' };
    await ask(server, 'copyWeek', { ...by(manager), params: ofPlace(), body: spring });
    expect((await list('2027-03-22')).shifts).to.containSubset([
      { startsAt: '2027-03-27T20:00:00.000Z', endsAt: '2027-03-28T07:00:00.000Z' },
    ]);
    const again = await ask(server, 'copyWeek', { ...by(manager), params: ofPlace(), body: spring });
    expect(again.value).to.containSubset({ added: 0, leftOut: [{ why: 'overlap' }] });
    expect((await world.trail(place)).filter((action) => action === 'shift.copied')).to.have.length(3);
  });
});
