import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { inTime } from '../../process/timeout.ts';
import type { RedisClient } from '../../process/redis.ts';
import { DomainError } from '../../domain/errors.ts';
import { TooManyAttempts } from './problems.ts';

/** Wrong guesses allowed to one key within a number of seconds. */
export type Allowance = { points: number; seconds: number };

/** How many wrong guesses are allowed; a success costs nothing. */
export type Allowances = {
  /** Attempts from one address, whoever they are about: a whole hospital may share one. */
  address: Allowance;
  /** Attempts at one account from one address. */
  account: Allowance;
  /** Attempts at one account from anywhere; wide, so that a stranger cannot easily lock a clinician out. */
  accountAnywhere: Allowance;
};

export const defaultAllowances: Allowances = {
  address: { points: 100, seconds: 600 },
  account: { points: 10, seconds: 600 },
  accountAnywhere: { points: 100, seconds: 3600 },
};

/** How long Redis may take before a server counts in its own memory. */
const answerWithinMs = 500;

type Limiter = {
  get(key: string): Promise<RateLimiterRes | null>;
  consume(key: string): Promise<unknown>;
  reward(key: string): Promise<unknown>;
};
/** `points` are those that may be spent. */
type Counter = { limiter: Limiter; key: string; points: number };
type AttemptBy = { what: string; address: string; account?: string; isGuess?: (error: unknown) => boolean };

/** How many attempts of one network run at once in one server; the others wait for their turn. */
const atOnce = 20;
/** How many may wait: everybody of a large hospital at a change of shift. */
const mayWait = 2000;

/**
 * Limits on sign-in, enrolment and refresh, counted in Redis over all servers. When Redis is away each server counts
 * in its own memory. Nothing else is limited here: above all not the urgent press.
 *
 * Only what was a wrong guess counts: neither a success nor an outage costs anything, and nor does an attempt that was refused
 * by a limit, so that whoever waits as they were asked to gets in. A network is slowed down before it is refused.
 */
export class AttemptLimits {
  readonly #allowances: Allowances;
  readonly #limiters: Readonly<Record<keyof Allowances, Limiter>>;
  readonly #turns = new Map<string, BulkheadPolicy>();

  constructor({ redis, prefix, allowances }: { redis: RedisClient; prefix: string; allowances: Allowances }) {
    const limiter = (name: keyof Allowances): Limiter => {
      const { points, seconds: duration } = allowances[name];
      const settings = { points, duration, keyPrefix: `${prefix}:attempts:${name}` };
      return insured({
        shared: new RateLimiterRedis({
          ...settings,
          storeClient: redis,
          useRedisPackage: true,
          rejectIfRedisNotReady: true,
        }),
        own: new RateLimiterMemory(settings),
      });
    };
    this.#allowances = allowances;
    this.#limiters = {
      address: limiter('address'),
      account: limiter('account'),
      accountAnywhere: limiter('accountAnywhere'),
    };
  }

  /**
   * Runs one attempt; throws `too-many` without running it when too many guesses were wrong. What a wrong guess is says
   * `isGuess`; where it is left out, every refusal is one.
   */
  attempt<T>(by: AttemptBy, work: () => Promise<T>): Promise<T> {
    return this.#inTurn(`${by.what}:${networkOf(by.address)}`, () => this.#attempt(by, work));
  }

  async #attempt<T>(
    { what, address, account, isGuess = isRefusal }: AttemptBy,
    work: () => Promise<T>,
  ): Promise<T> {
    const from = networkOf(address);
    const network = this.#counter('address', `${what}:${from}`);
    const accounts = account === undefined ? [] : this.#accountCounters({ what, account, from });
    await Promise.all([network, ...accounts].map(refuseSpent));
    // Of an account the point is taken before: many attempts at once must not try more passwords than a few.
    const taken = await Promise.allSettled(accounts.map((counter) => spend(counter)));
    const giveBack = () => Promise.all(accounts.map(({ limiter, key }) => limiter.reward(key)));
    const refused = taken.find((one) => one.status === 'rejected');
    if (refused !== undefined) {
      await giveBack();
      throw refused.reason;
    }
    try {
      const result = await work();
      await giveBack();
      return result;
    } catch (error) {
      if (isGuess(error)) await spend(network).catch(ignoreSpent);
      else await giveBack();
      throw error;
    }
  }

  /** Runs it when it is its turn among the attempts of its network. */
  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(key) ?? bulkhead(atOnce, mayWait);
    this.#turns.set(key, turns);
    try {
      return await turns.execute(work);
    } catch (error) {
      throw error instanceof BulkheadRejectedError ? new TooManyAttempts(1) : error;
    } finally {
      if (turns.executionSlots === atOnce && turns.queueSlots === mayWait) this.#turns.delete(key);
    }
  }

  #accountCounters({ what, account, from }: { what: string; account: string; from: string }): Counter[] {
    // No e-mail address stands in Redis.
    const whose = createHash('sha256').update(account).digest('base64url');
    return [
      this.#counter('account', `${what}:${whose}:${from}`),
      this.#counter('accountAnywhere', `${what}:${whose}`),
    ];
  }

  #counter(name: keyof Allowances, key: string): Counter {
    return { limiter: this.#limiters[name], key, points: this.#allowances[name].points };
  }
}

/** The service has answered, and the answer was no. An outage is no answer. */
function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && error.code !== 'unavailable';
}

/**
 * The package's own insurance waits for an answer without end, so it does not help against a Redis that accepts
 * commands and does not reply (measured with one that was stopped by SIGSTOP).
 */
function insured({ shared, own }: { shared: Limiter; own: Limiter }): Limiter {
  const either = async <T>(count: (limiter: Limiter) => Promise<T>): Promise<T> => {
    try {
      return await inTime(answerWithinMs, () => count(shared));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) {
        throw refusal;
      }
      return count(own);
    }
  };
  return {
    get: (key) => either((limiter) => limiter.get(key)),
    consume: (key) => either((limiter) => limiter.consume(key)),
    reward: (key) => either((limiter) => limiter.reward(key)),
  };
}

async function refuseSpent({ limiter, key, points }: Counter): Promise<void> {
  const spent = await limiter.get(key);
  if (spent !== null && spent.consumedPoints >= points) throw tooMany(spent);
}

/** Throws `too-many` where there was no point left; it counts all the same until it is given back. */
async function spend({ limiter, key }: Counter): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
  }
}

function ignoreSpent(error: unknown): void {
  if (!(error instanceof TooManyAttempts)) throw error;
}

function tooMany({ msBeforeNext }: RateLimiterRes): TooManyAttempts {
  return new TooManyAttempts(Math.max(1, Math.ceil(msBeforeNext / 1000)));
}

/** One customer holds a whole IPv6 /64, so that is what counts as an address. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) {
    return address;
  }
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  return [...groups, ...Array<string>(missing).fill('0'), ...after].slice(0, 4).join(':');
}
