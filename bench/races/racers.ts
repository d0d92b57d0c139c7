import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createLog } from '../../process/log.ts';
import { telephones } from '../../process/telephones.ts';
import type { AccessTokens, Clock, Deps } from '../../domain/ports.ts';
import { openStore } from '../../store/open-store.ts';
import { type Place, Population } from '../../test/support/population.ts';

/** The use cases on a real store; nobody is told and nothing is queued, so that only the deciding is measured. */
export type Racers = AsyncDisposable & {
  readonly deps: Deps;
  readonly place: Place;
  /** How many statements have been sent to Postgres so far. */
  statements(): number;
};

export async function openRacers(options: {
  databaseUrl: string;
  poolSize: number;
  clock?: Clock;
}): Promise<Racers> {
  const { clock = { now: () => new Date() } } = options;
  const log = createLog({ level: 'error' });
  const store = openStore({ ...options, clock, log });
  const place = await new Population({ store, accessTokens: noTokens }).addPlace();
  const nothing = () => Promise.resolve();
  const deps: Deps = {
    store,
    jobs: {
      dispatchCall: nothing,
      add: nothing,
    },
    facts: {
      tell: () => Promise.resolve([]),
      boardChanged: () => undefined,
      endConnections: () => undefined,
    },
    rooms: { admit: nothing, closeRoom: nothing, expel: nothing, muteOthers: nothing },
    log,
    clock,
    newId: randomUUID,
    calls: { wrapUpSeconds: 180, graceWaitingSeconds: 120, graceVisitSeconds: 300 },
    channels: [],
    telephones,
  };
  return {
    deps,
    place,
    statements: countStatements(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

const noTokens: AccessTokens = {
  issue: () => {
    throw new Error('nobody signs in here');
  },
  verify: () => {
    throw new Error('nobody signs in here');
  },
};

/** Counts what the driver sends on the store's connections. */
function countStatements(): () => number {
  let count = 0;
  const { prototype } = pg.Client as unknown as { prototype: { query: (...args: unknown[]) => unknown } };
  const { query } = prototype;
  prototype.query = function counted(
    this: { connectionParameters?: { application_name?: string } },
    ...args
  ) {
    if (this.connectionParameters?.application_name === 'bedside') count += 1;
    return query.apply(this, args);
  };
  return () => count;
}
