import { expect } from 'chai';
import { raiseNotice } from '../../../domain/escalation/notices.ts';
import { oversightBoard, type OversightBoard } from '../../../domain/oversight/wire.ts';
import { eventually } from '../../support/eventually.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('the manager’s board over sockets', () => {
  let world: World;
  let place: Place;

  before(async () => {
    world = await World.create();
  });

  beforeEach(async () => {
    place = await world.addPlace();
  });

  after(() => world[Symbol.asyncDispose]());

  const manager = async () => world.connect(await world.addPerson(place, ['manager']));

  async function read(socket: SocketClient): Promise<OversightBoard> {
    const answer = await socket.say('oversight:read', {});
    if (!answer.ok) throw new Error(answer.message);
    return oversightBoard.parse(answer.value);
  }

  it('follows a call from the press to the answer, told each time that it changed', async () => {
    const socket = await manager();
    const empty = await read(socket);
    expect(empty.figures.map(({ acuity, waiting }) => [acuity, waiting])).to.deep.equal([
      ['immediate', 0],
      ['urgent', 0],
      ['soon', 0],
    ]);
    expect(empty).to.deep.include({
      waiting: [],
      clinicians: [],
      callBacks: [],
      notices: [],
      offersMissed: 0,
    });

    const station = await world.connect(await world.addStation(place));
    await station.say('call:start', {});
    await socket.hear('board:changed');
    const waiting = await read(socket);
    expect(waiting.waiting).to.have.length(1);
    const urgent = waiting.figures.find(({ acuity }) => acuity === 'urgent');
    expect(urgent).to.include({ waiting: 1, answered: 0, serviceLevel: null, answerWithinSeconds: 60 });
    expect(urgent?.oldestPlacedAt).to.equal(waiting.waiting[0]?.placedAt);

    const clinician = await world.onCall(place);
    const { state } = await clinician.socket.hear(
      'call:ringing',
      ({ state }) => state.kind === 'clinician' && state.offer !== null,
    );
    const offerId = state.kind === 'clinician' ? state.offer?.offerId : undefined;
    expect((await read(socket)).clinicians[0]).to.include({ state: 'ringing' });
    const answer = await clinician.socket.say('offer:accept', { offerId: offerId as never });
    expect(answer.ok).to.equal(true);
    await eventually(async () => {
      const board = await read(socket);
      const [row] = board.figures.filter(({ answered }) => answered === 1);
      return row?.serviceLevel === 1 && row.waiting === 0 && board.clinicians[0]?.state === 'busy'
        ? undefined
        : JSON.stringify(board.figures);
    });
  });

  it('shows a warning until a manager deals with it, once', async () => {
    const [socket, other] = [await manager(), await manager()];
    const detail = { from: '2026-11-24T00:00:00.000Z', until: null };
    const { organisationId } = place;
    await raiseNotice(world.deps, { organisationId, kind: 'nobody-on-call', key: 'test', detail });
    const [notice] = (await read(socket)).notices;
    expect(notice).to.include({ kind: 'nobody-on-call', from: detail.from, personName: null });
    const noticeId = notice?.noticeId as never;
    expect((await socket.say('notice:acknowledge', { noticeId })).ok).to.equal(true);
    expect((await read(other)).notices).to.deep.equal([]);
    expect(await world.trail(place)).to.include('notice.acknowledged');
  });

  it('warns of the hours ahead in which nobody is on the rota', async () => {
    const socket = await manager();
    const open = (await read(socket)).coverGaps;
    expect(open).to.have.length(1);
    expect(Date.parse(open[0]?.until ?? '') - Date.parse(open[0]?.from ?? '')).to.equal(12 * 3_600_000);
    await world.addPerson(place);
    const covered = (await read(socket)).coverGaps;
    expect(covered.every(({ from }) => Date.parse(from) > Date.now())).to.equal(true);
  });

  it('lets managers say what is theirs and nothing of a clinician’s', async () => {
    const socket = await manager();
    for (const name of ['state:read', 'presence:set', 'offer:accept', 'call:start', 'visit:end'] as const) {
      const answer = await socket.sayAnything(name, {});
      expect(answer, name).to.include({ ok: false, code: 'unknown-command' });
    }
    expect((await socket.say('board:read', {})).ok).to.equal(true);
  });

  it('is no command of a clinician, and one of somebody who is both', async () => {
    const clinician = await world.connect(await world.addPerson(place));
    expect(await clinician.sayAnything('oversight:read', {})).to.include({ code: 'unknown-command' });
    const both = await world.connect(await world.addPerson(place, ['manager', 'clinician']));
    expect((await both.say('state:read', {})).ok).to.equal(true);
    expect((await both.say('oversight:read', {})).ok).to.equal(true);
  });

  it('can be looked at by administrators, who do not run the floor', async () => {
    const socket = await world.connect(await world.addPerson(place, ['administrator']));
    await read(socket);
    const station = await world.connect(await world.addStation(place));
    const placed = await station.say('call:start', {});
    const callId = placed.ok ? placed.value.callId : ('' as never);
    expect(await socket.say('call:message', { callId, text: 'Soon.' })).to.include({ code: 'forbidden' });
    const boss = await manager();
    expect((await boss.say('call:message', { callId, text: 'Dr Ash comes in 3 minutes.' })).ok).to.equal(
      true,
    );
    expect((await read(boss)).waiting[0]).to.include({ message: 'Dr Ash comes in 3 minutes.' });
  });

  it('shows nothing of another organisation', async () => {
    const station = await world.connect(await world.addStation(place));
    await station.say('call:start', {});
    const elsewhere = await world.addPlace();
    const stranger = await world.connect(await world.addPerson(elsewhere, ['manager']));
    const board = await read(stranger);
    expect([board.waiting, board.figures.filter(({ waiting }) => waiting > 0)]).to.deep.equal([[], []]);
  });

  it('does not put a manager among the clinicians', async () => {
    const socket = await manager();
    await world.onCall(place);
    await socket.hear('board:changed');
    expect((await read(socket)).clinicians).to.have.length(1);
    await expectRefused(world.connect(await world.addPerson(place, ['platform-administrator'])));
  });
});

async function expectRefused(connecting: Promise<unknown>): Promise<void> {
  const error: unknown = await connecting.catch((refused: unknown) => refused);
  expect(error).to.have.property('data').that.includes({ code: 'forbidden' });
}
