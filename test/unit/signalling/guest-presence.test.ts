import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { GuestActor } from '../../../domain/actors.ts';
import { DomainError } from '../../../domain/errors.ts';
import { GuestPresence } from '../../../signalling/presence/guest-presence.ts';
import { collectingLog } from '../../support/collecting-log.ts';

const guest = {
  kind: 'guest',
  guestId: randomUUID(),
  visitId: randomUUID(),
  organisationId: randomUUID(),
  standing: 'lobby',
} as unknown as GuestActor;

/** A guest with sockets that the test opens and closes, and marks that it lets through. */
function attended({ mark = () => Promise.resolve() }: { mark?: () => Promise<void> } = {}) {
  const marked: boolean[] = [];
  const state = { isThere: true, answers: true, here: [] as GuestActor[] };
  const attendance = new GuestPresence({
    publisher: {
      isAnywhere: () =>
        state.answers ? Promise.resolve(state.isThere) : Promise.reject(new Error('no server answers')),
    },
    reads: { listGuestsHere: () => Promise.resolve(state.here) },
    useCases: {
      markGuest: async (_guest, { here }) => {
        await mark();
        marked.push(here);
      },
    },
    log: collectingLog().log,
  });
  return { attendance, marked, state };
}

describe('the attendance of guests', () => {
  it('ends with what is true, for somebody who goes while their coming is being marked', async () => {
    let letThrough: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    const { attendance, marked, state } = attended({ mark: () => blocked });
    const coming = attendance.changed(guest);
    state.isThere = false;
    const going = attendance.changed(guest);
    letThrough();
    await Promise.all([coming, going]);
    expect(marked).to.deep.equal([true, false]);
  });

  it('tries again in the next round where nobody answers', async () => {
    const { attendance, marked, state } = attended();
    state.answers = false;
    state.isThere = false;
    await attendance.changed(guest);
    await attendance.round();
    expect(marked).to.deep.equal([]);
    state.answers = true;
    await attendance.round();
    await attendance.round();
    expect(marked).to.deep.equal([false]);
  });

  it('marks as gone whom a server that died has left behind, and leaves alone who is there', async () => {
    const { attendance, marked, state } = attended();
    state.here = [guest];
    await attendance.round();
    state.isThere = false;
    state.answers = false;
    await attendance.round();
    expect(marked).to.deep.equal([]);
    state.answers = true;
    await attendance.round();
    expect(marked).to.deep.equal([false]);
  });

  it('asks no more about a visit that is over', async () => {
    let asked = 0;
    const { attendance } = attended({
      mark: () => {
        asked += 1;
        return Promise.reject(new DomainError('wrong-phase', 'the visit has ended'));
      },
    });
    await attendance.changed(guest);
    await attendance.round();
    expect(asked).to.equal(1);
  });
});
