import { expect } from 'chai';
import type { Answer } from '../../../domain/contract/commands.ts';
import type { AudienceState } from '../../../domain/states/wire.ts';
import type { Connection } from '../../../web/src/service/connection.ts';
import type { Link } from '../../../web/src/service/link.ts';
import { Observable } from '../../../web/src/service/observable.ts';
import { unknownOffset } from '../../../web/src/service/clock.ts';
import { Press } from '../../../web/src/station/press.ts';

const unavailable: Answer<never> = {
  ok: false,
  code: 'unavailable',
  message: 'the database does not answer',
};

/** A storage that keeps nothing, as a browser's may be. */
const forgetful: Storage = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  clear: () => undefined,
};

/** A press at a station whose link stands like this; every command is answered with `unavailable`. */
function pressWhile(link: Link) {
  const asked: string[] = [];
  const retries: (() => void)[] = [];
  const connection = {
    link: new Observable<Link>(link),
    audience: new Observable<AudienceState | null>(null),
    clock: new Observable(unknownOffset),
    command: ((name: string) => {
      asked.push(name);
      return Promise.resolve(unavailable);
    }) as Connection['command'],
    refresh: () => Promise.resolve(),
  };
  const after = (_: number, run: () => void) => {
    retries.push(run);
    return () => undefined;
  };
  const press = new Press({ connection, timers: { after }, storage: forgetful });
  press.open();
  press.press();
  return { asked, retries, connection };
}

const settled = () => new Promise(setImmediate);

describe('a press of the button', () => {
  it('is sent, and sent again, although the service could not read the state', async () => {
    const { asked, retries } = pressWhile({ status: 'lost', since: 0, unread: true });
    await settled();
    expect(asked).to.deep.equal(['call:start']);
    retries[0]?.();
    await settled();
    expect(asked).to.deep.equal(['call:start', 'call:start']);
  });

  it('waits for a connection where there is none', async () => {
    const { asked, connection } = pressWhile({ status: 'lost', since: 0, unread: false });
    await settled();
    expect(asked).to.deep.equal([]);
    connection.link.set({ status: 'connected' });
    await settled();
    expect(asked).to.deep.equal(['call:start']);
  });
});
