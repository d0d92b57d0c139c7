import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { planningChore } from '../../../domain/clinics/templates.ts';
import type { SessionView, TemplateBody } from '../../../domain/clinics/wire.ts';
import type { ClinicTemplateId } from '../../../domain/ids.ts';
import { addDays, instantOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, springChange, templateOn } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('clinics in the night in which the clock changes, over HTTP', () => {
  let running: RunningServer;
  let stage: ClinicStage;

  before(async () => {
    running = await RunningServer.create();
  });

  after(() => running[Symbol.asyncDispose]());

  const by = () => ({ token: stage.booker.token });
  const ofStage = () => ({ organisationId: stage.organisationId });
  const today = () => wallDateOf(running.clock.now());
  const addTemplate = (body: TemplateBody) =>
    ask(running, 'addClinicTemplate', { ...by(), params: ofStage(), body });
  const refuseTemplate = async (wrong: Partial<TemplateBody>) => {
    const body = { ...templateOn(stage.date, stage.clinician), ...wrong };
    const asking = { ...by(), params: ofStage(), body, code: 'invalid' } as const;
    return (await askRefused(running, 'addClinicTemplate', asking)).detail;
  };
  const list = async (from: string): Promise<SessionView[]> => {
    const query = { from, days: '1' };
    return (await ask(running, 'listClinicSessions', { ...by(), params: ofStage(), query })).value.sessions;
  };

  it('A20 refuses a clinic at a time that the clock leaves out on one of its days', async () => {
    const year = running.clock.now().getUTCFullYear() + 1;
    const night = springChange(year);
    running.clock.forward(
      instantOf(`${addDays(night, -20)}T12:00`).getTime() - running.clock.now().getTime(),
    );
    stage = await ClinicStage.create(running);
    const small = { weekday: 7, startsAtClock: '01:30', endsAtClock: '04:00', validTo: null } as const;
    expect(await refuseTemplate(small)).to.match(new RegExp(`^01:30 does not exist on ${night}`));
    const templates = await ask(running, 'listClinicTemplates', { ...by(), params: ofStage() });
    expect(templates.value.templates).to.have.length(1);
    const { value } = await addTemplate({
      ...templateOn(stage.date, stage.clinician),
      weekday: 7,
      startsAtClock: '03:00',
      endsAtClock: '04:00',
      validTo: null,
    });
    expect(value.planned).to.be.greaterThan(8);
    const [session] = await list(night);
    expect(session?.startsAt).to.equal(`${night}T02:00:00.000Z`);
  });

  it('A20 plans the other days of a clinic of which the clock leaves one out', async () => {
    const night = springChange(running.clock.now().getUTCFullYear() + 1);
    running.clock.forward(
      instantOf(`${addDays(night, -20)}T12:00`).getTime() - running.clock.now().getTime(),
    );
    stage = await ClinicStage.create(running);
    const { deps } = running.server;
    const { service, ...times } = templateOn(today(), stage.clinician);
    await deps.store.transact((tx) =>
      tx.clinics.addTemplate({
        ...{ ...times, id: randomUUID() as ClinicTemplateId, organisationId: stage.organisationId },
        ...{ service, weekday: 7, startsAtClock: '01:30', endsAtClock: '04:00', validTo: null },
      }),
    );
    await planningChore.run(deps, { quality: { keepDays: 1 }, retention: { years: 8 } });
    expect((await list(addDays(night, -7))).map(({ startsAtClock }) => startsAtClock)).to.deep.equal([
      '01:30',
    ]);
    expect(await list(night)).to.deep.equal([]);
    expect((await list(addDays(night, 7))).map(({ startsAtClock }) => startsAtClock)).to.deep.equal([
      '01:30',
    ]);
  });
});
