import { expect } from 'chai';
import { planningChore } from '../../../domain/clinics/templates.ts';
import type { SessionView, TemplateChange, TemplateView } from '../../../domain/clinics/wire.ts';
import { addDays, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, templateOn } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a regular clinic that is changed or ended', function () {
  this.timeout(40_000);
  let running: RunningServer;
  let stage: ClinicStage;
  let weekly: TemplateView;
  /** Its first day: today. */
  let day: string;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    day = wallDateOf(running.clock.now());
    const body = { ...templateOn(day, stage.clinician), service: 'Respiratory', validTo: null };
    weekly = (await ask(running, 'addClinicTemplate', { ...by(), params: ofStage(), body })).value;
  });

  after(() => running[Symbol.asyncDispose]());

  const by = (person = stage.booker) => ({ token: person.newToken() });
  const ofStage = () => ({ organisationId: stage.organisationId });
  const week = (n: number) => addDays(day, 7 * n);
  const templates = async () =>
    (await ask(running, 'listClinicTemplates', { ...by(), params: ofStage() })).value.templates;

  async function sessions(service = 'Respiratory'): Promise<SessionView[]> {
    const read = async (from: string) => {
      const query = { from, days: '42' };
      return (await ask(running, 'listClinicSessions', { ...by(), params: ofStage(), query })).value.sessions;
    };
    const all = [...(await read(day)), ...(await read(week(6)))];
    return all.filter((one) => one.service === service);
  }

  async function publish(...weeks: number[]): Promise<void> {
    const all = await sessions();
    for (const n of weeks) {
      const sessionId = all.find(({ date }) => date === week(n))?.sessionId;
      if (sessionId === undefined) throw new Error(`no clinic is planned in week ${String(n)}`);
      await ask(running, 'publishClinicSession', { ...by(), params: { sessionId } });
    }
  }

  const plan = () =>
    planningChore.run(running.server.deps, { quality: { keepDays: 1 }, retention: { years: 8 } });

  const shownOf = (all: readonly SessionView[]) =>
    all.map(({ date, startsAtClock, state, leftOver }) => [date, startsAtClock, state, leftOver]);

  const change = (over: Partial<TemplateChange> = {}): TemplateChange => ({
    weekday: weekly.weekday,
    everyWeeks: 1,
    startsAtClock: '10:00',
    endsAtClock: '12:00',
    preMinutes: 0,
    mainMinutes: 30,
    debriefMinutes: 0,
    capacity: 2,
    validTo: null,
    shares: [],
    releaseHours: 48,
    version: 1,
    from: week(4),
    ...over,
  });
  const params = () => ({ templateId: weekly.templateId });

  it('ends from a day on: what is planned goes, what is published stays and is named', async () => {
    await publish(1, 5);
    const query = { from: week(4) };
    const { value: preview } = await ask(running, 'previewTemplateChange', {
      ...by(),
      params: params(),
      query,
    });
    expect(preview.planned).to.equal(7);
    expect(preview.standing.map(({ date, booked }) => [date, booked])).to.deep.equal([[week(5), 0]]);
    const body = { version: 1, from: week(4) };
    const { value } = await ask(running, 'endClinicTemplate', { ...by(), params: params(), body });
    expect([value.removed, value.standing.map(({ date }) => date)]).to.deep.equal([7, [week(5)]]);
    await plan();
    expect(shownOf(await sessions())).to.deep.equal([
      [week(0), '09:00', 'planned', null],
      [week(1), '09:00', 'open', null],
      [week(2), '09:00', 'planned', null],
      [week(3), '09:00', 'planned', null],
      [week(5), '09:00', 'open', 'ended'],
    ]);
    const ended = (await templates()).find(({ templateId }) => templateId === weekly.templateId);
    expect([ended?.validTo, ended?.version, ended?.changesOn]).to.deep.equal([addDays(week(4), -1), 2, null]);
    expect(await stage.trail('template.')).to.deep.equal([
      'template.added',
      'template.added',
      'template.ended',
    ]);
  });

  it('says how many patients are booked in what stays, and cancels none of them', async () => {
    const booked = await stage.book('09:05');
    const dermatology = (await templates()).find(({ service }) => service === 'Dermatology');
    if (dermatology === undefined) throw new Error('there is no dermatology');
    const asking = { ...by(), params: { templateId: dermatology.templateId } };
    const body = { version: 1, from: stage.date };
    const { value } = await ask(running, 'endClinicTemplate', { ...asking, body });
    expect([value.removed, value.standing.map((one) => one.booked)]).to.deep.equal([0, [1]]);
    const read = await ask(running, 'readBooking', { ...by(), params: { bookingId: booked.bookingId } });
    expect(read.value.state).to.equal('booked');
    // It was ended before its first day: it is held on none, and cannot be ended again.
    const again = { ...asking, body: { ...body, version: 2 }, code: 'wrong-phase' } as const;
    await askRefused(running, 'endClinicTemplate', again);
  });

  it('A28 is held at other times from a day on, and what was before stays true', async () => {
    await publish(1, 5);
    const { value } = await ask(running, 'changeClinicTemplate', {
      ...by(),
      params: params(),
      body: change(),
    });
    expect([value.removed, value.planned]).to.deep.equal([7, 7]);
    expect(value.standing.map(({ date, startsAtClock }) => [date, startsAtClock])).to.deep.equal([
      [week(5), '09:00'],
    ]);
    await plan();
    expect(shownOf(await sessions())).to.deep.equal([
      [week(0), '09:00', 'planned', null],
      [week(1), '09:00', 'open', null],
      [week(2), '09:00', 'planned', null],
      [week(3), '09:00', 'planned', null],
      [week(4), '10:00', 'planned', null],
      // Nothing is planned beside one that is published.
      [week(5), '09:00', 'open', 'changed'],
      ...[6, 7, 8, 9, 10, 11].map((n) => [week(n), '10:00', 'planned', null]),
    ]);
    const [before, after] = (await templates()).filter(({ service }) => service === 'Respiratory');
    expect([before?.validTo, before?.changesOn]).to.deep.equal([addDays(week(4), -1), week(4)]);
    expect([after?.validFrom, after?.capacity, after?.version]).to.deep.equal([week(4), 2, 1]);
    const late = (await sessions()).find(({ date }) => date === week(6));
    expect([late?.capacity, late?.mainMinutes, late?.places]).to.deep.equal([2, 30, 8]);
    // What is replaced is changed where it goes on.
    await askRefused(running, 'endClinicTemplate', {
      ...by(),
      params: params(),
      body: { version: 2, from: week(2) },
      code: 'wrong-phase',
    });
  });

  it('plans no second one where the published one was moved or cancelled', async () => {
    await publish(5, 6);
    const standing = await sessions();
    const idOf = (n: number) => standing.find(({ date }) => date === week(n))?.sessionId ?? stage.sessionId;
    await ask(running, 'changeClinicTemplate', { ...by(), params: params(), body: change() });
    await ask(running, 'moveClinicSession', {
      ...by(),
      params: { sessionId: idOf(5) },
      body: { date: week(5), startsAtClock: '10:00' },
    });
    await ask(running, 'cancelClinicSession', {
      ...by(),
      params: { sessionId: idOf(6) },
      body: { code: 'session-cancelled', text: null },
    });
    await plan();
    const ofWeeks = (await sessions()).filter(({ date }) => date === week(5) || date === week(6));
    expect(shownOf(ofWeeks)).to.have.deep.members([
      [week(5), '09:00', 'cancelled', null],
      [week(5), '10:00', 'open', null],
      [week(6), '09:00', 'cancelled', null],
    ]);
  });

  it('refuses who has seen it otherwise, and changes nothing', async () => {
    const asking = { ...by(), params: params() };
    await ask(running, 'changeClinicTemplate', { ...asking, body: change({ from: week(8) }) });
    const second = { ...by(), params: params(), body: change(), code: 'conflict' } as const;
    await askRefused(running, 'changeClinicTemplate', second);
    const ending = {
      ...by(),
      params: params(),
      body: { version: 1, from: week(4) },
      code: 'conflict',
    } as const;
    await askRefused(running, 'endClinicTemplate', ending);
    expect((await sessions()).map(({ startsAtClock }) => startsAtClock)).to.deep.equal([
      ...Array<string>(8).fill('09:00'),
      ...Array<string>(4).fill('10:00'),
    ]);
  });

  it('refuses days of the past and times that the clock leaves out, naming the field', async () => {
    const refused = async (over: Partial<TemplateChange>) => {
      const asking = { ...by(), params: params(), body: change(over), code: 'invalid' } as const;
      return (await askRefused(running, 'changeClinicTemplate', asking)).detail;
    };
    expect(await refused({ from: addDays(day, -1) })).to.equal('from: that day has passed');
    expect(await refused({ endsAtClock: '10:10' })).to.equal('endsAtClock: no appointment fits in');
    expect(await refused({ validTo: week(3) })).to.equal('validTo: it is before the first day');
    expect(await refused({ weekday: 7, startsAtClock: '01:30', endsAtClock: '03:30' })).to.match(
      /^01:30 (does not exist|on \S+ happens twice)/,
    );
    expect(await refused({ shares: [{ siteId: stage.prisonId, places: 99 }] })).to.equal(
      'shares: 99 places are kept, and a clinic of this length has 8',
    );
    expect((await templates()).filter(({ service }) => service === 'Respiratory')).to.have.length(1);
  });

  it('is for booking clerks of its own organisation', async () => {
    const body = { version: 1, from: week(4) };
    for (const person of [stage.clinician, stage.nurse, stage.administrator]) {
      const asking = { ...by(person), params: params(), body, code: 'forbidden' } as const;
      await askRefused(running, 'endClinicTemplate', asking);
    }
    const other = await ClinicStage.create(running);
    const asking = { ...by(other.booker), params: params() };
    await askRefused(running, 'endClinicTemplate', { ...asking, body, code: 'not-found' });
    await askRefused(running, 'changeClinicTemplate', { ...asking, body: change(), code: 'not-found' });
    const query = { from: week(4) };
    await askRefused(running, 'previewTemplateChange', { ...asking, query, code: 'not-found' });
  });
});
