import { expect } from 'chai';
import { answerOf, responsesOf } from '../../support/sbards.ts';
import {
  callCardOf,
  clinicianHears,
  pressAt,
  ringOf,
  stationHears,
  stationReads,
  valueOf,
} from '../../support/hearing.ts';
import { addResident } from '../../support/residents.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { checkResponse } from '../../../server/fhir/validation/questionnaire-responses.ts';
import { isJsonObject, type Json, parseJson } from '../../../server/fhir/json.ts';
import { ResourceValidator } from '../../../server/fhir/validation/validator.ts';
import { createMigratedDatabase } from '../../support/services.ts';
import { type Place, World } from '../../support/world.ts';

const concern = 'situation.concern';

function objectOf(text: string) {
  const json: Json = parseJson(text);
  if (!isJsonObject(json)) throw new Error('no object');
  return json;
}

describe('an SBARD', function () {
  this.timeout(60_000);

  let world: World;
  let place: Place;
  let administrator: { token: string };
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    administrator = { token: (await world.addPerson(place, ['administrator'])).token };
  });
  after(() => world[Symbol.asyncDispose]());

  const edith = (over: { nhsNumber?: string; name?: string; dateOfBirth?: string } = {}) =>
    addResident(world, place, { ...administrator, nhsNumber: '9990000018', ...over });

  /** A call in a visit. */
  async function visited() {
    const clinician = await world.onCall(place);
    const { station, socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    return { clinician, station, socket, callId, visitId };
  }

  it('is filled while the call waits, and the clinician reads it while it rings', async () => {
    const { socket, callId } = await pressAt(world, place);
    const kept = valueOf(
      await socket.say('call:answer-sbard', answerOf(callId, concern, 'Hot and confused')),
    );
    expect(kept).to.deep.equal({ kept: true, version: 1 });
    const clinician = await world.onCall(place);
    const { offer } = await clinicianHears(clinician.socket, 'call:ringing');
    const [answer, ...others] = callCardOf(offer)?.sbard ?? [];
    expect(others).to.deep.equal([]);
    expect(answer).to.deep.include({
      linkId: concern,
      version: 1,
      value: 'Hot and confused',
      side: 'station',
    });
    expect(answer).to.deep.include({ ofAnother: false });
    expect(await world.trail(place)).to.include('sbard.answered');
  });

  it('is filled by both sides at once: each answer is its own, and each side sees the other’s', async () => {
    const { clinician, socket, callId } = await visited();
    const [one, other] = await Promise.all([
      socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell at noon')),
      clinician.socket.say('call:answer-sbard', answerOf(callId, 'assessment.findings', 'Left leg short')),
    ]);
    expect([valueOf(one), valueOf(other)]).to.deep.equal([
      { kept: true, version: 1 },
      { kept: true, version: 1 },
    ]);
    const heard = await stationHears(socket, 'call:described', ({ call }) => call?.sbard.length === 2);
    expect(heard.call?.sbard.map(({ linkId, value, side }) => [linkId, value, side])).to.deep.equal([
      ['assessment.findings', 'Left leg short', 'clinician'],
      [concern, 'Fell at noon', 'station'],
    ]);
    const seen = await clinicianHears(
      clinician.socket,
      'call:described',
      ({ visit }) => visit?.card.kind === 'call' && visit.card.sbard.length === 2,
    );
    expect(seen.visit?.card).to.have.nested.property('sbard[1].value', 'Fell at noon');
  });

  it('gives back what stands where both have changed one answer, keeps it, and keeps what stood before', async () => {
    const { clinician, socket, callId } = await visited();
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell')));
    const both = await Promise.all([
      socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell in the bath', { basis: 1 })),
      clinician.socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell, on warfarin', { basis: 1 })),
    ]);
    const replies = both.map(valueOf);
    expect(replies.map(({ kept }) => kept).toSorted()).to.deep.equal([false, true]);
    const conflict = replies.find((reply) => !reply.kept);
    const winner = replies[0]?.kept === true ? 'Fell in the bath' : 'Fell, on warfarin';
    const loser = replies[0]?.kept === true ? clinician.socket : socket;
    expect(conflict).to.have.nested.property('standing.value', winner);
    expect(conflict).to.have.nested.property('standing.version', 2);

    valueOf(await loser.say('call:answer-sbard', answerOf(callId, concern, 'Both', { basis: 2 })));
    expect((await stationReads(socket)).call?.sbard).to.have.nested.property('[0].version', 3);
    const { versions } = valueOf(await socket.say('call:read-answer-versions', { callId, linkId: concern }));
    expect(versions.map(({ version, value }) => [version, value])).to.deep.equal([
      [3, 'Both'],
      [2, winner],
      [1, 'Fell'],
    ]);
    expect(await world.trail(place)).to.include('sbard.earlier-read');
  });

  it('keeps once what is sent twice, and clears an answer without forgetting it', async () => {
    const { socket, callId } = await pressAt(world, place);
    const said = answerOf(callId, concern, 'Short of breath');
    valueOf(await socket.say('call:answer-sbard', said));
    expect(valueOf(await socket.say('call:answer-sbard', said))).to.deep.equal({ kept: true, version: 1 });
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, concern, '   ', { basis: 1 })));
    const { call } = await stationReads(socket);
    expect(call?.sbard.map(({ version, value }) => [version, value])).to.deep.equal([[2, null]]);
  });

  it('refuses what is not asked, what cannot be, and a decision that the station types; the fault says where', async () => {
    const { socket, callId } = await pressAt(world, place);
    const refused = async (linkId: string, value: string) => {
      const answer = await socket.say('call:answer-sbard', answerOf(callId, linkId, value));
      return answer.ok ? 'kept' : `${answer.code} ${answer.message}`;
    };
    expect(await refused('situation.weather', 'Rain')).to.equal('invalid linkId: is not asked in an SBARD');
    expect(await refused('situation.change', 'awful')).to.equal('invalid value: must be one of the options');
    expect(await refused(concern, 'x'.repeat(1001))).to.equal(
      'invalid value: must be 1000 characters or fewer',
    );
    expect(await refused(concern, 'a\u0000b')).to.equal('invalid value: has characters that cannot be kept');
    expect(await refused('decision.said-back', 'true')).to.equal(
      'forbidden linkId: only the clinician answers this',
    );
    expect(await refused('decision.advice', 'Rest')).to.equal(
      'invalid linkId: this comes from the outcome of the visit',
    );
    expect((await stationReads(socket)).call?.sbard).to.deep.equal([]);
  });

  it('is nobody else’s: another station, another clinician, an administrator and another organisation are refused', async () => {
    const { clinician, callId } = await visited();
    valueOf(await clinician.socket.say('call:answer-sbard', answerOf(callId, concern, 'Pale')));
    const params = { callId };
    const { callId: of, ...body } = answerOf(callId, concern, 'Overwritten', { basis: 1 });
    expect(of).to.equal(callId);
    const refused = (token: string, code: 'not-found' | 'forbidden') =>
      Promise.all([
        askRefused(world.server(0), 'answerSbard', { token, params, body, code }),
        askRefused(world.server(0), 'readAnswerVersions', {
          token,
          params: { ...params, linkId: concern },
          code,
        }),
      ]);
    const neighbour = await world.addStation(place);
    await refused(neighbour.token, 'not-found');
    const colleague = await world.addPerson(place);
    await refused(colleague.token, 'forbidden');
    await refused(administrator.token, 'forbidden');
    const elsewhere = await world.addPlace();
    await refused((await world.addStation(elsewhere)).token, 'not-found');
    await refused((await world.addPerson(elsewhere)).token, 'not-found');
    const { value } = await ask(world.server(0), 'answerSbard', { token: clinician.token, params, body });
    expect(value).to.deep.equal({ kept: true, version: 2 });
  });

  it('is in the record of whom it is about, in progress, complete with the outcome, and amended by what comes late', async () => {
    const { patientId } = await edith();
    const { clinician, socket, callId, visitId } = await visited();
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell')));
    expect(await responsesOf(world, place, patientId)).to.deep.equal([]);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    const of = { patientId };
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, 'background.limits', 'yes', of)));
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, 'background.limits-say', 'No CPR', of)));
    valueOf(
      await clinician.socket.say('call:answer-sbard', answerOf(callId, 'decision.said-back', 'true', of)),
    );
    const running = await responsesOf(world, place, patientId);
    expect(running.map(({ response }) => response.status)).to.deep.equal(['in-progress']);
    expect(running[0]?.answers).to.deep.equal({
      [concern]: 'Fell',
      'background.limits': {
        system: 'https://bedside.example/CodeSystem/sbard',
        code: 'yes',
        display: 'Yes',
      },
      'background.limits-say': 'No CPR',
      'decision.said-back': true,
    });
    expect(running[0]?.response.author).to.deep.equal({ reference: `Practitioner/${clinician.personId}` });

    valueOf(await clinician.socket.say('visit:end', { visitId }));
    valueOf(
      await clinician.socket.say(
        'call:answer-sbard',
        answerOf(callId, 'decision.review', 'Tomorrow, GP', of),
      ),
    );
    const outcome = {
      disposition: 'gp-today' as const,
      advice: 'Do not let her walk',
      note: 'Not for the home',
    };
    valueOf(await clinician.socket.say('outcome:record', { visitId, ...outcome }));
    const [complete] = await responsesOf(world, place, patientId);
    expect(complete?.response.status).to.equal('completed');
    expect(complete?.answers).to.deep.include({
      'decision.disposition': 'GP: see today',
      'decision.advice': 'Do not let her walk',
      'decision.review': 'Tomorrow, GP',
    });
    expect(complete?.text).to.not.contain('Not for the home');

    valueOf(
      await socket.say('call:answer-sbard', answerOf(callId, 'background.limits', 'no', { ...of, basis: 1 })),
    );
    const [amended] = await responsesOf(world, place, patientId);
    expect(amended?.response).to.deep.include({
      status: 'amended',
      author: { reference: `Organization/${place.siteId}` },
    });
    expect(amended?.answers).to.have.property('background.limits');
    expect(amended?.answers).to.not.have.property('background.limits-say');

    const questionnaire = await world.deps.store.reads.findResource(
      { organisationIds: [place.organisationId] },
      { type: 'Questionnaire', id: `sbard-1-${place.organisationId}` },
    );
    const asked = objectOf(questionnaire?.body ?? '');
    const validator = await ResourceValidator.create();
    const faults = [running[0], complete, amended].flatMap((one) => {
      const given = objectOf(one?.text ?? '');
      return [...validator.validate(given, 'ours'), ...checkResponse(given, asked)];
    });
    faults.push(...validator.validate(asked, 'ours'));
    expect(faults.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
  });

  it('of one patient is never in another’s record: what was written of the first waits until somebody saves it again (HAZ-42)', async () => {
    const wrong = await edith();
    const right = await edith({ name: 'Mabel Example', dateOfBirth: '1931-11-12', nhsNumber: '9990000026' });
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell')));
    valueOf(await socket.say('call:describe', { callId, patientId: wrong.patientId }));
    const ofWrong = { patientId: wrong.patientId };
    valueOf(
      await socket.say('call:answer-sbard', answerOf(callId, 'background.medicines', 'Warfarin', ofWrong)),
    );
    valueOf(await socket.say('call:describe', { callId, patientId: right.patientId }));

    const statuses = async (patientId: typeof right.patientId) =>
      (await responsesOf(world, place, patientId)).map(({ response, answers }) => [response.status, answers]);
    expect(await statuses(wrong.patientId)).to.deep.equal([
      ['entered-in-error', { [concern]: 'Fell', 'background.medicines': 'Warfarin' }],
    ]);
    expect(await statuses(right.patientId)).to.deep.equal([['in-progress', { [concern]: 'Fell' }]]);
    const { call } = await stationReads(socket);
    expect(call?.sbard.map(({ linkId, ofAnother }) => [linkId, ofAnother])).to.deep.equal([
      ['background.medicines', true],
      [concern, false],
    ]);
    // A tab that still shows the first one is refused, and nothing is kept.
    const late = answerOf(callId, 'background.history', 'Two strokes', ofWrong);
    expect(await socket.say('call:answer-sbard', late)).to.deep.include({ ok: false, code: 'conflict' });

    const again = { patientId: right.patientId, basis: 1 };
    valueOf(
      await socket.say('call:answer-sbard', answerOf(callId, 'background.medicines', 'Warfarin', again)),
    );
    expect(await statuses(right.patientId)).to.deep.equal([
      ['in-progress', { [concern]: 'Fell', 'background.medicines': 'Warfarin' }],
    ]);
    expect((await stationReads(socket)).call?.sbard.map(({ ofAnother }) => ofAnother)).to.deep.equal([
      false,
      false,
    ]);
    expect(await world.trail(place)).to.include('sbard.reassigned');
  });

  it('takes what comes late of a call that is over, and stands after the service was started again', async () => {
    await using database = await createMigratedDatabase();
    const first = await World.create({ databaseUrl: database.url });
    const home = await first.addPlace();
    const { station, socket, callId } = await pressAt(first, home);
    valueOf(await socket.say('call:answer-sbard', answerOf(callId, concern, 'Fell')));
    valueOf(await socket.say('call:cancel', { callId }));
    await first[Symbol.asyncDispose]();

    await using second = await World.create({ databaseUrl: database.url });
    const { stationId, siteId, organisationId } = station;
    const { token } = second.deps.accessTokens.issue({ kind: 'station', stationId, siteId, organisationId });
    const again = await second.connect({ token });
    const { lastCall } = await stationReads(again);
    expect(lastCall?.sbard.map(({ value }) => value)).to.deep.equal(['Fell']);
    const late = answerOf(callId, 'assessment.done', 'Sat her up', { basis: 0 });
    expect(valueOf(await again.say('call:answer-sbard', late))).to.deep.equal({ kept: true, version: 1 });
    await second.deps.store.transact(async ({ calls }) => {
      const at = new Date(Date.now() - 13 * 3_600_000);
      await calls.setLife(callId, { phase: 'ended', at, reason: 'cancelled', visitId: null });
    });
    const tooLate = answerOf(callId, concern, 'Fell twice', { basis: 1 });
    expect(await again.say('call:answer-sbard', tooLate)).to.deep.include({ code: 'wrong-phase' });
  });
});
