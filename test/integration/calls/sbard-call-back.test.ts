import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { pressAt, stationReads, valueOf } from '../../support/hearing.ts';
import { addResident } from '../../support/residents.ts';
import { answerOf, responsesOf } from '../../support/sbards.ts';
import { type Place, World } from '../../support/world.ts';

const concern = 'situation.concern';

describe('the SBARD of a call that was cut off', function () {
  this.timeout(60_000);

  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create({ graces: { graceWaitingSeconds: 1 } });
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  /** A call is cut off, with an answer or without; the station is there again, and has answered the call-back. */
  async function cutOff(value: string | null) {
    const { station, socket: first, callId: before } = await pressAt(world, place);
    if (value !== null) valueOf(await first.say('call:answer-sbard', answerOf(before, concern, value)));
    first.close();
    await eventually(async () => {
      const trail = await world.trail(place);
      return trail.includes('call-back.opened') ? undefined : 'not cut off yet';
    }, 40_000);
    const socket = await world.connect(station);
    const callBackId = (await stationReads(socket)).callBack?.callBackId;
    if (callBackId === undefined) throw new Error('nothing calls back');
    const { callId } = valueOf(await socket.say('call-back:answer', { callBackId }));
    const shown = async () => {
      const { call } = await stationReads(socket);
      return call?.sbard.map(({ linkId, version, value: text }) => [linkId, version, text]);
    };
    return { socket, before, callId, shown };
  }

  it('goes on in the call that continues it, in the same versions, also with what arrives late', async () => {
    const { socket, before, callId, shown } = await cutOff('Fell');
    expect(await shown()).to.deep.equal([[concern, 1, 'Fell']]);
    const changed = answerOf(callId, concern, 'Fell twice', { basis: 1 });
    expect(valueOf(await socket.say('call:answer-sbard', changed))).to.deep.equal({ kept: true, version: 2 });
    const late = answerOf(before, 'assessment.done', 'Sat her up');
    expect(valueOf(await socket.say('call:answer-sbard', late))).to.deep.equal({ kept: true, version: 1 });
    expect(await shown()).to.deep.equal([
      ['assessment.done', 1, 'Sat her up'],
      [concern, 2, 'Fell twice'],
    ]);
  });

  it('that arrives whole after staff have picked the resident is theirs, and of nobody who is picked by mistake (HAZ-42)', async () => {
    const { token } = await world.addPerson(place, ['administrator']);
    const { patientId } = await addResident(world, place, { token });
    const mabel = { name: 'Mabel Example', dateOfBirth: '1931-11-12', nhsNumber: '9990000026' };
    const other = await addResident(world, place, { token, ...mabel });
    const { socket, before, callId, shown } = await cutOff(null);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    const asOther = answerOf(before, concern, 'Fell', { patientId: other.patientId });
    expect(await socket.say('call:answer-sbard', asOther)).to.deep.include({ ok: false, code: 'conflict' });
    valueOf(await socket.say('call:answer-sbard', answerOf(before, concern, 'Fell')));
    expect(await shown()).to.deep.equal([[concern, 1, 'Fell']]);
    const theirs = await responsesOf(world, place, patientId);
    expect(theirs.map(({ answers }) => answers)).to.deep.equal([{ [concern]: 'Fell' }]);
    expect(await responsesOf(world, place, other.patientId)).to.deep.equal([]);
  });
});
