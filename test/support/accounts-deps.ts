import type { PersonActor, Role } from '../../domain/actors.ts';
import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import type { Person } from '../../domain/contract/rest.ts';
import type { FamilyId, OrganisationId, PersonId } from '../../domain/ids.ts';
import type { AccountWrites, AuditEntry, Facts, Reads, Store, Transaction } from '../../domain/ports.ts';
import { telephones } from '../../process/telephones.ts';

export const own = 'own-organisation' as OrganisationId;
export const other = 'other-organisation' as OrganisationId;

export function actor(roles: readonly Role[], given: Partial<PersonActor> = {}): PersonActor {
  return {
    kind: 'person',
    personId: 'the-actor' as PersonId,
    organisationId: own,
    familyId: 'family-of-the-actor' as FamilyId,
    roles,
    ...given,
  };
}

export function person(given: Partial<Person> = {}): Person {
  return {
    personId: 'somebody' as PersonId,
    organisationId: own,
    name: 'Somebody',
    email: 'somebody@example.org',
    roles: ['administrator'],
    disabledAt: null,
    ...given,
  };
}

/** What a use case has done to the world, as far as it was committed. */
export type Done = {
  audited: AuditEntry[];
  ended: { whose: Parameters<Facts['endConnections']>[0]; reason: string }[];
  hashed: string[];
  verified: string[];
};

/** The ports with only what a test gives them: whatever else a use case asks fails the test. */
export function fakeDeps(given: { reads?: Partial<Reads>; accounts?: Partial<AccountWrites> }): {
  deps: AccountDeps;
  done: Done;
} {
  const done: Done = { audited: [], ended: [], hashed: [], verified: [] };
  const now = new Date('2027-01-01T12:00:00Z');
  let ids = 0;
  const deps: AccountDeps = {
    clock: { now: () => now },
    newId: () => `id-${String((ids += 1))}`,
    calls: { wrapUpSeconds: 180, graceWaitingSeconds: 120, graceVisitSeconds: 300 },
    channels: [],
    telephones,
    relays: { available: false },
    jobs: nothingElse<AccountDeps['jobs']>('jobs', {}),
    rooms: nothingElse<AccountDeps['rooms']>('rooms', {}),
    store: {
      priority: nothingElse<Store>('store', {}),
      presses: nothingElse<Store>('store', {}),
      reads: nothingElse<Reads>('reads', given.reads ?? {}),
      transact: async (work) => {
        const pending: AuditEntry[] = [];
        const tx = nothingElse<Transaction>('transaction', {
          now,
          accounts: nothingElse<AccountWrites>('accounts', {
            countRefusal: () => Promise.resolve(1),
            ...given.accounts,
          }),
          audit: (entries) => {
            pending.push(...entries);
            return Promise.resolve();
          },
        });
        const result = await work(tx);
        done.audited.push(...pending);
        return result;
      },
    },
    facts: nothingElse<Facts>('facts', {
      endConnections: (whose, reason) => {
        done.ended.push({ whose, reason });
      },
    }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, child: () => deps.log },
    passwords: {
      hash: (password) => {
        done.hashed.push(password);
        return Promise.resolve(`hash of ${password}`);
      },
      verify: (hash, password) => {
        done.verified.push(password);
        return Promise.resolve(hash === `hash of ${password}`);
      },
    },
    secrets: {
      token: () => 'a-token',
      enrolmentCode: () => 'ACDE-FGHJ',
      password: () => 'a-temporary-password',
      digest: (secret) => `digest of ${secret}`,
    },
    accessTokens: nothingElse<AccountDeps['accessTokens']>('accessTokens', {
      issue: () => ({ token: 'an-access-token', expiresAt: now }),
    }),
  };
  return { deps, done };
}

function nothingElse<T extends object>(what: string, methods: Partial<T>): T {
  return new Proxy(methods as T, {
    get(target, key) {
      if (!(key in target)) {
        throw new Error(`${what}.${String(key)} was not expected to be used`);
      }
      return Reflect.get(target, key) as unknown;
    },
  });
}
