import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { noDetails } from '../../../domain/calls/call.ts';
import type { CallId, SbardId, StationId } from '../../../domain/ids.ts';
import { eraseCalls } from '../../../domain/retention/erase-calls.ts';
import { StoreWorld } from '../../support/world-store.ts';

describe('erasing the SBARD of a call', () => {
  let world: StoreWorld;
  let stationId: StationId;
  beforeEach(async () => {
    world = await StoreWorld.create();
    stationId = await world.addStation();
    moveTo('2012-05-01T10:00:00Z');
  });
  afterEach(() => world[Symbol.asyncDispose]());

  function moveTo(instant: string): void {
    world.clock.pass(Date.parse(instant) - world.clock.now().getTime());
  }

  const erase = () =>
    eraseCalls({ store: world.store, clock: world.clock, log: world.logged.log }, { years: 8 });

  async function ended(): Promise<CallId> {
    const details = { ...noDetails, dateOfBirth: '1940-02-01' };
    const call = await world.place(stationId, { details });
    await world.cancel(call);
    return call.id;
  }

  /** One SBARD that some calls have, with one answer. */
  function writeSbard(callIds: readonly CallId[]): Promise<void> {
    return world.store.transact(async ({ sbards, now }) => {
      const id = randomUUID() as SbardId;
      const { organisationId } = world;
      await sbards.open({
        id,
        organisationId,
        patientId: null,
        responseId: randomUUID(),
        questionnaire: 'q|1',
      });
      for (const callId of callIds) await sbards.attach(callId, id);
      const by = { kind: 'station', id: stationId } as const;
      const said = { linkId: 'situation.concern', version: 1, requestId: randomUUID(), value: 'Fell' };
      await sbards.keep(id, { ...said, patientId: null, by, at: now });
    });
  }

  async function left() {
    const [row] = await world.query<{ calls: string; sbards: string; answers: string }>(
      `select (select count(*) from calls) as calls, (select count(*) from sbards) as sbards,
        (select count(*) from sbard_answers) as answers`,
    );
    return [Number(row?.calls), Number(row?.sbards), Number(row?.answers)];
  }

  it('goes with it, and one that another call goes on with goes with the last of them', async () => {
    const first = await ended();
    await writeSbard([await ended()]);
    moveTo('2013-05-01T10:00:00Z');
    await writeSbard([first, await ended()]);
    expect(await left()).to.deep.equal([3, 2, 2]);
    moveTo('2020-06-01T10:00:00Z');
    await erase();
    expect(await left()).to.deep.equal([1, 1, 1]);
    moveTo('2021-06-01T10:00:00Z');
    await erase();
    expect(await left()).to.deep.equal([0, 0, 0]);
  });
});
