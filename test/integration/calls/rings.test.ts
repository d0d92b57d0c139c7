import { expect } from 'chai';
import { clinicianHears, pressAt, ringOf, stationHears, trailHas, valueOf } from '../../support/hearing.ts';
import { World } from '../../support/world.ts';

describe('rings', () => {
  it('of an immediate call go to several at once; one wins, and the others are told who', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    await world.changeQueue(place, { ringTogether: { immediate: 3, urgent: 1, soon: 1 } });
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, acuity: 'immediate' }));
    const three = await Promise.all([world.onCall(place, 0), world.onCall(place, 1), world.onCall(place, 0)]);
    const offers = await Promise.all(three.map((one) => ringOf(one.socket, callId)));
    expect(new Set(offers).size).to.equal(3);
    const answers = await Promise.all(
      three.map(async (one, n) => one.socket.say('offer:accept', { offerId: offers[n] ?? '' })),
    );
    expect(answers.filter(({ ok }) => ok)).to.have.length(1);
    for (const answer of answers) {
      expect(answer.ok ? 'taken' : answer.code).to.equal('taken');
    }
    const winner = three[answers.findIndex(({ ok }) => ok)];
    for (const loser of three.filter((one) => one !== winner)) {
      const heard = await clinicianHears(loser.socket, 'call:answered', ({ offer }) => offer === null);
      expect(heard.presence.state).to.equal('available');
      expect(heard.lastRing).to.include({ callId, how: 'taken', byName: winner?.name });
    }
    const answered = await stationHears(socket, 'call:answered');
    expect(answered.call?.life).to.deep.include({ phase: 'active', clinicianName: winner?.name });
  });

  it('move on within seconds from a browser that does not say that it rings, which is not rung until heard', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const deaf = await world.onCall(place, 0, { hears: false });
    const { callId } = await pressAt(world, place);
    await ringOf(deaf.socket, callId);
    const next = await world.onCall(place);
    await ringOf(next.socket, callId);
    const heard = await clinicianHears(deaf.socket, 'call:requeued', ({ offer }) => offer === null);
    expect(heard.lastRing).to.include({ how: 'not-reached' });
    expect(await world.trail(place)).to.include.members(['offer.withdrawn', 'clinician.unreachable']);
  });

  it('move on within seconds from a browser that falls silent while it rings', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    const leaving = await world.onCall(place);
    const { callId } = await pressAt(world, place);
    const offerId = await ringOf(leaving.socket, callId);
    valueOf(await leaving.socket.say('offer:hear', { offerId }));
    leaving.socket.close();
    const next = await world.onCall(place, 1);
    await ringOf(next.socket, callId);
  });

  it('that nobody answers pause the clinician until one press, without costing their place in line', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    await world.changeQueue(place, { ringSeconds: 1 });
    const missing = await world.onCall(place);
    const before = valueOf(await missing.socket.say('state:read', {}));
    const { callId } = await pressAt(world, place);
    await ringOf(missing.socket, callId);
    const paused = await clinicianHears(
      missing.socket,
      'call:requeued',
      ({ presence }) => presence.state === 'paused',
    );
    expect(paused.presence).to.include({ state: 'paused', reason: 'missed-a-call' });
    expect(paused.lastRing).to.include({ how: 'missed', callId });
    valueOf(await missing.socket.say('presence:set', { to: 'available' }));
    const after = valueOf(await missing.socket.say('state:read', {}));
    const idleOf = ({ state }: typeof before) =>
      state.kind === 'clinician' && state.presence.state === 'available' ? state.presence.since : undefined;
    expect(idleOf(after)).to.equal(idleOf(before));
  });

  it('missed twice in a shift warn the managers, once', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    await world.changeQueue(place, { ringSeconds: 1 });
    const missing = await world.onCall(place);
    await pressAt(world, place);
    await trailHas(world, place, 'clinician.paused');
    // Another call, because the first one leaves them in peace for half a minute.
    await pressAt(world, place);
    valueOf(await missing.socket.say('presence:set', { to: 'available' }));
    await trailHas(world, place, 'clinician.paused', 'clinician.paused', 'notice.raised');
  });

  it('of a prison never go to a clinician without clearance, however long it waits', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const none = { preferredSeconds: 0, tierOneSeconds: 0, tierTwoSeconds: 0 };
    await world.changeQueue(place, {
      requiredSkills: ['prison-clearance'],
      relaxation: { immediate: none, urgent: none, soon: none },
    });
    await world.onCall(place);
    const { callId } = await pressAt(world, place);
    const cleared = await world.addPerson(place);
    await world.deps.store.transact(({ queues }) =>
      queues.setProfile(cleared.personId, { skills: ['prison-clearance'], phone: null }),
    );
    const socket = await world.connect(cleared);
    valueOf(await socket.say('presence:set', { to: 'available' }));
    await ringOf(socket, callId);
    const rang = (await world.trail(place)).filter((action) => action === 'call.ringing');
    expect(rang).to.have.length(1);
  });

  it('go first to the clinician who saw the same patient lately', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const known = await world.onCall(place);
    const first = await pressAt(world, place);
    valueOf(await first.socket.say('call:describe', { callId: first.callId, nhsNumber: '999 000 0018' }));
    const accepted = await known.socket.say('offer:accept', {
      offerId: await ringOf(known.socket, first.callId),
    });
    const { visitId } = valueOf(accepted);
    valueOf(await known.socket.say('visit:end', { visitId }));
    const outcome = { disposition: 'pharmacy', advice: null, note: null } as const;
    valueOf(await known.socket.say('outcome:record', { visitId, ...outcome }));
    const other = await world.onCall(place);
    for (const { socket } of [known, other]) {
      valueOf(await socket.say('presence:set', { to: 'paused', reason: 'break' }));
    }
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, nhsNumber: '999 000 0018' }));
    valueOf(await other.socket.say('presence:set', { to: 'available' }));
    valueOf(await known.socket.say('presence:set', { to: 'available' }));
    await ringOf(known.socket, callId);
    const waiting = valueOf(await other.socket.say('board:read', {})).waiting;
    expect(waiting.map(({ stage, ringing }) => ({ stage, ringing }))).to.deep.equal([
      { stage: 'preferred', ringing: [known.name] },
    ]);
  });

  it('are taken over by a clinician who takes the call out of its order', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    const rang = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    await ringOf(rang.socket, callId);
    const taking = await world.onCall(place, 1);
    valueOf(await taking.socket.say('call:take', { callId, reason: 'knows-the-patient' }));
    const answered = await stationHears(socket, 'call:answered');
    expect(answered.call?.life).to.deep.include({ phase: 'active', clinicianName: taking.name });
    const heard = await clinicianHears(rang.socket, 'call:answered', ({ offer }) => offer === null);
    expect(heard.lastRing).to.include({ how: 'taken', byName: taking.name });
    const late = await rang.socket.say('call:take', { callId, reason: 'other' });
    expect(late).to.deep.include({ ok: false, code: 'taken' });
  });
});

describe('a call that waits', () => {
  it('becomes more urgent by itself after the time of its queue, and goes first', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    await world.changeQueue(place, { raiseAfterSeconds: { urgent: 1, soon: null } });
    const { socket } = await pressAt(world, place);
    await stationHears(socket, 'call:described', ({ call }) => call?.acuity === 'immediate');
    await trailHas(world, place, 'call.placed', 'call.raised');
  });

  it('shows a message from the hub', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const { socket, callId } = await pressAt(world, place);
    const clinician = await world.onCall(place);
    const text = 'I will be with you in 3 minutes';
    valueOf(await clinician.socket.say('call:message', { callId, text }));
    const heard = await stationHears(socket, 'call:message');
    expect(heard.call?.message).to.include({ text, fromName: clinician.name });
    const trail = await world.deps.store.reads.listAudit(place.organisationId, null);
    expect(JSON.stringify(trail)).not.to.contain(text);
  });
});

describe('going on and off call', () => {
  it('outside a shift needs a reason, which is on record', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const clinician = await world.addPerson(place, ['clinician'], { onRota: false });
    const socket = await world.connect(clinician);
    const refused = await socket.say('presence:set', { to: 'available' });
    expect(refused).to.deep.include({ ok: false, code: 'reason-needed' });
    valueOf(await socket.say('presence:set', { to: 'available', outsideShiftReason: 'covering-absence' }));
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    expect(events.find(({ action }) => action === 'presence.set')?.detail).to.include({
      outsideShift: 'covering-absence',
    });
  });

  it('asks to whom waiting calls are handed over, when nobody else is free', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const leaving = await world.onCall(place);
    valueOf(await leaving.socket.say('presence:set', { to: 'paused', reason: 'break' }));
    await pressAt(world, place);
    const refused = await leaving.socket.say('presence:set', { to: 'away' });
    expect(refused).to.deep.include({ ok: false, code: 'reason-needed' });
    valueOf(await leaving.socket.say('presence:set', { to: 'away', handover: 'manager' }));
  });
});
