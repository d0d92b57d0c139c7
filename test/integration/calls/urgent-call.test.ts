import { expect } from 'chai';
import type { VisitId } from '../../../domain/ids.ts';
import {
  callCardOf,
  clinicianHears,
  pressAt,
  ringOf,
  stationHears,
  trailHas,
  valueOf,
} from '../../support/hearing.ts';
import { World } from '../../support/world.ts';

describe('an urgent call', () => {
  it('goes from the press on one server to a clinician on the other, to an outcome and the audit trail', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    const clinician = await world.onCall(place, 1);
    const { socket, callId } = await pressAt(world, place, 0);

    const offerId = await ringOf(clinician.socket, callId);
    const ringing = await stationHears(socket, 'call:ringing');
    expect(ringing.call?.life).to.deep.include({
      phase: 'ringing',
      clinicianNames: [clinician.name],
      position: 1,
    });

    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    const answered = await stationHears(socket, 'call:answered');
    expect(answered.call?.life).to.deep.include({ phase: 'active', clinicianName: clinician.name });

    valueOf(await socket.say('visit:end', { visitId }));
    const ended = await clinicianHears(clinician.socket, 'call:ended');
    expect(ended.presence.state).to.equal('wrap-up');
    expect(ended.missingOutcomes.map((missing) => missing.visitId)).to.deep.equal([visitId]);

    const outcome = {
      disposition: 'gp-today',
      advice: 'Fluids, and the GP at ten.',
      note: 'Likely UTI.',
    } as const;
    valueOf(await clinician.socket.say('outcome:record', { visitId, ...outcome }));
    const recorded = await stationHears(socket, 'outcome:recorded');
    expect(recorded.call).to.equal(null);
    expect(recorded.lastCall?.life).to.deep.include({
      phase: 'ended',
      reason: 'completed',
      visitEnd: 'station-hung-up',
    });
    expect(JSON.stringify(recorded)).to.contain('the GP at ten').and.not.to.contain('UTI');

    const free = await clinicianHears(clinician.socket, 'outcome:recorded');
    expect(free.presence.state).to.equal('available');
    expect(free.missingOutcomes).to.deep.equal([]);
    await trailHas(
      world,
      place,
      'presence.set',
      'call.placed',
      'call.ringing',
      'call.answered',
      'visit.ended',
      'outcome.recorded',
    );
  });

  it('is one call for twenty presses at the same moment', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const station = await world.addStation(place);
    const tabs = await Promise.all([world.connect(station), world.connect(station)]);
    const presses = Array.from({ length: 10 }, () => tabs.map((tab) => tab.say('call:start', {})));
    const ids = (await Promise.all(presses.flat())).map((answer) => valueOf(answer).callId);
    expect(new Set(ids).size).to.equal(1);
    expect((await world.trail(place)).filter((action) => action === 'call.placed')).to.have.length(1);
  });

  it('goes to exactly one of two clinicians who accept at the same moment, and the other is told so', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    const first = await world.onCall(place, 0);
    const { socket, callId } = await pressAt(world, place);
    const firstOffer = await ringOf(first.socket, callId);
    const second = await world.onCall(place, 1);
    // The first one's offer moves on to the second just as both press accept.
    const declined = first.socket.say('offer:decline', { offerId: firstOffer, reason: 'other' });
    const secondOffer = await ringOf(second.socket, callId);
    valueOf(await declined);
    const answers = await Promise.all([
      first.socket.say('offer:accept', { offerId: firstOffer }),
      second.socket.say('offer:accept', { offerId: secondOffer }),
    ]);
    expect(answers.map(({ ok }) => ok)).to.deep.equal([false, true]);
    expect(answers[0].ok ? '' : answers[0].code).to.be.oneOf(['taken', 'expired']);
    const late = await first.socket.say('offer:accept', { offerId: firstOffer });
    expect(late).to.deep.include({ ok: false, code: 'taken' });
    const answered = await stationHears(socket, 'call:answered');
    expect(answered.call?.life).to.deep.include({ phase: 'active', clinicianName: second.name });
  });

  it('is answered once by a clinician who accepts in two tabs at the same moment', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    const clinician = await world.onCall(place);
    const otherTab = await world.connect(clinician, 1);
    const { callId } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    const answers = await Promise.all([
      clinician.socket.say('offer:accept', { offerId }),
      otherTab.say('offer:accept', { offerId }),
    ]);
    const visits = new Set(answers.map((answer) => valueOf(answer).visitId));
    expect(visits.size).to.equal(1);
    expect((await world.trail(place)).filter((action) => action === 'call.answered')).to.have.length(1);
  });

  it('moves on when a clinician declines, and when one does not answer', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    await world.changeQueue(place, { ringSeconds: 1 });
    const silent = await world.onCall(place);
    const declining = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    await ringOf(silent.socket, callId);
    const offerId = await ringOf(declining.socket, callId);
    await clinicianHears(silent.socket, 'call:requeued', ({ offer }) => offer === null);
    valueOf(await declining.socket.say('offer:decline', { offerId, reason: 'with-a-patient' }));
    await stationHears(socket, 'call:requeued', ({ call }) => call?.life.phase === 'waiting');
    const helper = await world.onCall(place);
    await ringOf(helper.socket, callId);
    expect(await world.trail(place)).to.include.members(['offer.missed', 'offer.declined']);
  });

  it('moves on at once when the clinician it rings at pauses', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const leaving = await world.onCall(place);
    const { callId } = await pressAt(world, place);
    await ringOf(leaving.socket, callId);
    const staying = await world.onCall(place);
    valueOf(await leaving.socket.say('presence:set', { to: 'paused', reason: 'break' }));
    await ringOf(staying.socket, callId);
    const paused = await clinicianHears(
      leaving.socket,
      'presence:changed',
      ({ presence }) => presence.state === 'paused',
    );
    expect(paused.offer).to.equal(null);
  });

  it('waits while nobody is on call, and rings the first who comes', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const { socket, callId } = await pressAt(world, place);
    const placed = await stationHears(socket, 'call:placed');
    expect(placed.cliniciansOnCall).to.equal(0);
    expect(placed.call?.life).to.deep.include({ phase: 'waiting', position: 1 });
    const clinician = await world.onCall(place);
    await ringOf(clinician.socket, callId);
  });

  it('can be cancelled while it rings, and the clinician is told', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    valueOf(await socket.say('call:cancel', { callId }));
    valueOf(await socket.say('call:cancel', { callId }));
    const heard = await clinicianHears(clinician.socket, 'call:ended');
    expect(heard.offer).to.equal(null);
    expect(heard.presence.state).to.equal('available');
    expect(await clinician.socket.say('offer:accept', { offerId })).to.deep.include({
      ok: false,
      code: 'expired',
    });
  });

  it('carries what staff say to the clinician it rings at, and a changed acuity to the board', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    await ringOf(clinician.socket, callId);
    const said = { patientName: 'Ada Synthetic', nhsNumber: '999 000 0018', concern: 'Breathless' };
    valueOf(await socket.say('call:describe', { callId, acuity: 'immediate', ...said }));
    const heard = await clinicianHears(clinician.socket, 'call:described');
    expect(callCardOf(heard.offer)?.details).to.deep.include({
      ...said,
      nhsNumber: '9990000018',
      staffName: null,
    });
    const board = valueOf(await clinician.socket.say('board:read', {}));
    expect(board.waiting).to.have.length(1);
    expect(board.waiting[0]).to.deep.include({ acuity: 'immediate', ringing: [clinician.name] });
    expect(JSON.stringify(board)).not.to.contain('Ada');
  });

  it('is the same call after the station comes back', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const { station, socket, callId } = await pressAt(world, place);
    socket.close();
    const again = await world.connect(station);
    const { state } = valueOf(await again.say('state:read', {}));
    expect(state.kind === 'station' ? state.call?.callId : undefined).to.equal(callId);
    expect(valueOf(await again.say('call:start', {})).callId).to.equal(callId);
  });

  it('goes back to the queue when its clinician is disabled mid-visit', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const removed = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    valueOf(await removed.socket.say('offer:accept', { offerId: await ringOf(removed.socket, callId) }));
    const administrator = await world.addPerson(place, ['administrator']);
    const response = await fetch(`${world.server(0).url}/api/people/${removed.clinicianId}/disablement`, {
      method: 'POST',
      headers: { authorization: `Bearer ${administrator.token}` },
    });
    expect(response.status).to.equal(200);
    await removed.socket.ended;
    await stationHears(socket, 'call:requeued', ({ call }) => call?.life.phase === 'waiting');
    const next = await world.onCall(place);
    await ringOf(next.socket, callId);
  });

  it('ends when its station is revoked mid-visit, and the clinician writes the outcome', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const clinician = await world.onCall(place);
    const { station, socket, callId } = await pressAt(world, place);
    valueOf(await clinician.socket.say('offer:accept', { offerId: await ringOf(clinician.socket, callId) }));
    const administrator = await world.addPerson(place, ['administrator']);
    const response = await fetch(`${world.server(0).url}/api/stations/${station.stationId}/revocation`, {
      method: 'POST',
      headers: { authorization: `Bearer ${administrator.token}` },
    });
    expect(response.status).to.equal(200);
    expect(await socket.hear('connection:ended')).to.deep.equal({ reason: 'station-revoked' });
    const heard = await clinicianHears(clinician.socket, 'call:ended');
    expect(heard.missingOutcomes[0]).to.include({ reason: 'station-revoked' });
  });

  it('returns the clinician to available at the limit of wrap-up, and keeps the missing outcome', async () => {
    await using world = await World.create({ env: { BEDSIDE_WRAP_UP_SECONDS: '1' } });
    const place = await world.addPlace();
    const clinician = await world.onCall(place);
    const { callId } = await pressAt(world, place);
    const accepted = await clinician.socket.say('offer:accept', {
      offerId: await ringOf(clinician.socket, callId),
    });
    const visitId: VisitId = valueOf(accepted).visitId;
    valueOf(await clinician.socket.say('visit:end', { visitId }));
    const free = await clinicianHears(
      clinician.socket,
      'presence:changed',
      ({ presence, missingOutcomes }) => presence.state === 'available' && missingOutcomes.length === 1,
    );
    expect(free.missingOutcomes[0]?.visitId).to.equal(visitId);
    valueOf(
      await clinician.socket.say('outcome:record', {
        visitId,
        disposition: 'pharmacy',
        advice: null,
        note: null,
      }),
    );
    const again = await clinician.socket.say('outcome:record', {
      visitId,
      disposition: 'gp-today',
      advice: null,
      note: null,
    });
    expect(again).to.deep.include({ ok: false, code: 'conflict' });
  });
});
