import { expect } from 'chai';
import type { Answer } from '../../../domain/contract/commands.ts';
import type { GuestId, VisitId } from '../../../domain/ids.ts';
import type { Connection } from '../../../web/src/service/connection.ts';
import type { Link } from '../../../web/src/service/link.ts';
import { Observable } from '../../../web/src/service/observable.ts';
import { type Exit, Leaving } from '../../../web/src/room/session/leaving.ts';

const visit = 'visit' as VisitId;
const ownVisit: Exit = { of: visit, command: 'visit:end' };
const ok: Answer<unknown> = { ok: true, value: {} };
const refusal = (code: 'unavailable' | 'forbidden'): Answer<unknown> => ({
  ok: false,
  code,
  message: `this is ${code}`,
});

/** A tab's own storage. */
function storageOf(kept = new Map<string, string>()): Storage {
  return {
    length: 0,
    key: () => null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      kept.set(key, value);
    },
    removeItem: (key) => {
      kept.delete(key);
    },
    clear: () => undefined,
  };
}

/** A page, whose commands wait until the test answers them. */
function page({ storage = storageOf() }: { storage?: Storage } = {}) {
  const happened: string[] = [];
  const answers: ((answer: Answer<unknown>) => void)[] = [];
  const retries: (() => void)[] = [];
  const link = new Observable<Link>({ status: 'connected' });
  const leaving = new Leaving({
    session: {
      aim: (roomId) => {
        happened.push(`aims at ${String(roomId)}`);
      },
    },
    connection: {
      link,
      command: ((name: string, payload: { visitId?: string }) => {
        happened.push(`${name} ${payload.visitId ?? ''}`.trim());
        return new Promise((resolve) => answers.push(resolve));
      }) as unknown as Connection['command'],
      refresh: () => {
        happened.push('reads the state');
        return Promise.resolve();
      },
    },
    timers: {
      after: (_, run) => {
        retries.push(run);
        return () => undefined;
      },
    },
    storage,
  });
  leaving.open();
  const answer = async (value: Answer<unknown>) => {
    answers.shift()?.(value);
    await new Promise(setImmediate);
  };
  return { leaving, happened, answer, retries, link, storage };
}

describe('leaving a visit', () => {
  it('puts the page out of the room before the service is asked, and until it is over', async () => {
    const { leaving, happened, answer } = page();
    leaving.follow(ownVisit);
    leaving.leave();
    expect(happened).to.deep.equal(['aims at null', 'visit:end visit']);
    expect(leaving.left.get()).to.deep.equal({ of: visit, state: 'asked' });
    await answer(ok);
    expect(happened.at(-1)).to.equal('reads the state');
    expect(leaving.left.get()).to.deep.equal({ of: visit, state: 'asked' });
    leaving.follow(null);
    expect(leaving.left.get()).to.equal(null);
  });

  it('is asked for again while there is no answer, and at once when the connection is back', async () => {
    const { leaving, happened, answer, retries, link } = page();
    leaving.follow(ownVisit);
    leaving.leave();
    await answer(refusal('unavailable'));
    expect(leaving.left.get()).to.deep.equal({ of: visit, state: 'unanswered' });
    retries[0]?.();
    await answer(refusal('unavailable'));
    link.set({ status: 'lost', since: 0, unread: false });
    await answer(refusal('unavailable'));
    link.set({ status: 'connected' });
    await answer(ok);
    expect(happened.filter((one) => one === 'visit:end visit')).to.have.length(4);
    expect(happened.filter((one) => one === 'reads the state')).to.have.length(1);
  });

  it('that is refused says why, and is asked for again only by the person, or when it is another command', async () => {
    const { leaving, happened, answer, retries, link } = page();
    leaving.follow(ownVisit);
    leaving.leave();
    await answer(refusal('forbidden'));
    const refused = { of: visit, state: 'refused', message: 'this is forbidden' };
    expect(leaving.left.get()).to.deep.equal(refused);
    expect(retries).to.deep.equal([]);
    link.set({ status: 'lost', since: 0, unread: false });
    leaving.follow({ ...ownVisit });
    expect(happened).to.deep.equal(['aims at null', 'visit:end visit']);
    leaving.askNow();
    expect(leaving.left.get()).to.deep.equal({ of: visit, state: 'asked' });
    await answer(refusal('forbidden'));
    leaving.follow({ of: visit, command: 'visit:leave' });
    expect(happened.slice(2)).to.deep.equal(['visit:end visit', 'visit:leave visit']);
  });

  it('is given up by whoever goes back, whatever is answered then', async () => {
    const { leaving, happened, answer } = page();
    leaving.follow(ownVisit);
    leaving.leave();
    leaving.goBack();
    expect(leaving.left.get()).to.equal(null);
    await answer(refusal('unavailable'));
    expect(leaving.left.get()).to.equal(null);
    expect(happened).to.deep.equal(['aims at null', 'visit:end visit']);
  });

  it('goes on after a reload, as soon as the page knows that the visit still runs', () => {
    const { leaving, storage } = page();
    leaving.follow(ownVisit);
    leaving.leave();
    const again = page({ storage });
    expect(again.leaving.left.get()).to.deep.equal({ of: visit, state: 'asked' });
    expect(again.happened).to.deep.equal([]);
    again.leaving.follow(ownVisit);
    expect(again.happened).to.deep.equal(['visit:end visit']);
  });

  it('is of one visit: the next one is entered as usual, also after a reload', () => {
    const { leaving, storage } = page();
    leaving.follow(ownVisit);
    leaving.leave();
    const again = page({ storage });
    again.leaving.follow({ of: 'guest' as GuestId, command: 'guest:leave' });
    expect(again.leaving.left.get()).to.equal(null);
    expect(again.happened).to.deep.equal([]);
    again.leaving.leave();
    expect(again.happened).to.deep.equal(['aims at null', 'guest:leave']);
  });
});
