import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { inTime } from '../../process/timeout.ts';
import type { RedisClient } from '../../process/redis.ts';
import { TooManyAttempts } from './problems.ts';

/** Failed attempts allowed to one key within a number of seconds. */
export type Allowance = { points: number; seconds: number };

/** How many failures are allowed; a success gives its attempt back. */
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

type Limiter = { consume(key: string): Promise<unknown>; reward(key: string): Promise<unknown> };
type Counted = { limiter: Limiter; key: string };
type AttemptBy = { what: string; address: string; account?: string; isGuess?: (error: unknown) => boolean };

/**
 * Limits on sign-in, enrolment and refresh, counted in Redis over all servers. When Redis is away each server counts
 * in its own memory. Nothing else is limited here: above all not the urgent press.
 */
export class AttemptLimits {
  readonly #limiters: Readonly<Record<keyof Allowances, Limiter>>;

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
    this.#limiters = {
      address: limiter('address'),
      account: limiter('account'),
      accountAnywhere: limiter('accountAnywhere'),
    };
  }

  /**
   * Runs one attempt; throws `too-many` without running it when too many have failed. Where `isGuess` is given, only what it
   * says counts as failed: an outage does not.
   */
  async attempt<T>(by: AttemptBy, work: () => Promise<T>): Promise<T> {
    const { isGuess = () => true } = by;
    const counted = this.#countedBy(by);
    await Promise.all(counted.map(({ limiter, key }) => consume(limiter, key)));
    const giveBack = () => Promise.all(counted.map(({ limiter, key }) => limiter.reward(key)));
    let result: T;
    try {
      result = await work();
    } catch (error) {
      if (!isGuess(error)) await giveBack();
      throw error;
    }
    await giveBack();
    return result;
  }

  #countedBy({ what, address, account }: AttemptBy): Counted[] {
    const from = networkOf(address);
    const counted: Counted[] = [{ limiter: this.#limiters.address, key: `${what}:${from}` }];
    if (account !== undefined) {
      // No e-mail address stands in Redis.
      const whose = createHash('sha256').update(account).digest('base64url');
      counted.push(
        { limiter: this.#limiters.account, key: `${what}:${whose}:${from}` },
        { limiter: this.#limiters.accountAnywhere, key: `${what}:${whose}` },
      );
    }
    return counted;
  }
}

/**
 * The package's own insurance waits for an answer without end, so it does not help against a Redis that accepts
 * commands and does not reply (measured with one that was stopped by SIGSTOP).
 */
function insured({ shared, own }: { shared: Limiter; own: Limiter }): Limiter {
  const either = async (count: (limiter: Limiter) => Promise<unknown>): Promise<unknown> => {
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
    consume: (key) => either((limiter) => limiter.consume(key)),
    reward: (key) => either((limiter) => limiter.reward(key)),
  };
}

async function consume(limiter: Limiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      throw new TooManyAttempts(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    }
    throw refusal;
  }
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
