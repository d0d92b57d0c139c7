import { expect } from 'chai';
import type { Store } from '../../../domain/ports.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { World } from '../../support/world.ts';
import { gate } from '../../support/store-waiting.ts';
import { ask } from '../../support/rest-client.ts';

/** Notes which pool each audited change, and each ring that is said to be heard, has gone by. */
function recordPools(store: Store): string[] {
  const noted: string[] = [];
  for (const [pool, of] of [
    ['normal', store],
    ['priority', store.priority],
  ] as const) {
    const transact = of.transact.bind(of);
    of.transact = (work) =>
      transact((tx) =>
        work({
          ...tx,
          audit: (entries) => {
            noted.push(...entries.map(({ action }) => `${action} by ${pool}`));
            return tx.audit(entries);
          },
        }),
      );
    const markHeard = of.reads.markHeard.bind(of.reads);
    of.reads.markHeard = (offerId, clinicianId) => {
      noted.push(`heard by ${pool}`);
      return markHeard(offerId, clinicianId);
    };
  }
  return noted;
}

/** Of what was noted, what these tests are about. */
function answersIn(noted: readonly string[]): string[] {
  return noted.filter((one) => /^(call\.(described|answered)|offer\.declined|heard) /.test(one));
}

describe('a press', () => {
  it('is written, answered and withdrawn while ordinary work holds all that it may of the database', async () => {
    await using world = await World.create({ workers: 0 });
    const place = await world.addPlace();
    const station = await world.addStation(place);
    const blocked = gate();
    const holders = Array.from({ length: 12 }, () => world.deps.store.transact(() => blocked.opened));
    try {
      const socket = await world.connect(station);
      const { callId } = valueOf(await socket.say('call:start', {}));
      valueOf(await socket.say('call:cancel', { callId }));
      await ask(world.server(0), 'startCall', { token: station.token, body: {} });
    } finally {
      blocked.open();
      await Promise.all(holders);
    }
  });
});

describe('what somebody’s ring waits for goes by the priority pool', () => {
  it('over sockets', async () => {
    await using world = await World.create({ workers: 0 });
    const place = await world.addPlace();
    const { socket, callId } = await pressAt(world, place);
    const noted = recordPools(world.deps.store);
    valueOf(await socket.say('call:describe', { callId, concern: 'Short of breath' }));
    valueOf(await socket.say('call:describe', { callId, acuity: 'immediate' }));
    const first = await world.onCall(place, 0, { hears: false });
    const declined = await ringOf(first.socket, callId);
    valueOf(await first.socket.say('offer:hear', { offerId: declined }));
    valueOf(await first.socket.say('offer:decline', { offerId: declined, reason: 'other' }));
    const second = await world.onCall(place, 0, { hears: false });
    valueOf(await second.socket.say('offer:accept', { offerId: await ringOf(second.socket, callId) }));
    expect(answersIn(noted)).to.deep.equal([
      'call.described by normal',
      'call.described by priority',
      'heard by priority',
      'offer.declined by priority',
      'call.answered by priority',
    ]);
  });

  it('over REST', async () => {
    await using world = await World.create({ workers: 0 });
    const server = world.server(0);
    const place = await world.addPlace();
    const { station, callId } = await pressAt(world, place);
    const { token } = station;
    const noted = recordPools(world.deps.store);
    await ask(server, 'describeCall', { token, params: { callId }, body: { concern: 'Short of breath' } });
    await ask(server, 'describeCall', { token, params: { callId }, body: { acuity: 'immediate' } });
    const first = await world.onCall(place, 0, { hears: false });
    const declined = { token: first.token, params: { offerId: await ringOf(first.socket, callId) } };
    await ask(server, 'hearOffer', declined);
    await ask(server, 'declineOffer', { ...declined, body: { reason: 'other' } });
    const second = await world.onCall(place, 0, { hears: false });
    const offerId = await ringOf(second.socket, callId);
    await ask(server, 'acceptOffer', { token: second.token, params: { offerId } });
    expect(answersIn(noted)).to.deep.equal([
      'call.described by normal',
      'call.described by priority',
      'heard by priority',
      'offer.declined by priority',
      'call.answered by priority',
    ]);
  });
});
