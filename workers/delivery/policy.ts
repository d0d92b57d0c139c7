import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { Sent } from '../../domain/escalation/escalation-port.ts';

/** Why a provider has not taken a message; `code` is short, ours, and quotes nothing from the provider. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  readonly code: string;
  /** A retry cannot help: a bad address, a refusal. */
  readonly permanent: boolean;

  constructor(code: string, { permanent, cause }: { permanent: boolean; cause?: unknown }) {
    super(`not sent: ${code}`, { cause });
    this.code = code;
    this.permanent = permanent;
  }
}

export type PolicyTimes = {
  /** After this time a provider that has not replied has failed. */
  timeoutMs: number;
  /** How long the circuit stays open. */
  openForMs: number;
};

export const defaultTimes: PolicyTimes = { timeoutMs: 5000, openForMs: 10_000 };

/** Failures in a row that open the circuit of a channel. */
const failuresInARow = 5;

/** Runs one sending under the policy of its channel; a failure is a result, not an error. */
export type Guarded = (send: (signal: AbortSignal) => Promise<void>) => Promise<Sent>;

/**
 * The policy of one channel: a provider has five seconds; one that fails at once is retried a moment later; after
 * five consecutive failures the circuit is open for ten seconds, so that messages fail at once and the escalation
 * goes on to the next step. A refusal of a single message counts as no failure. Attempts that outlast this process
 * are in Postgres: see `deliver`.
 */
export function guarded({ timeoutMs, openForMs }: PolicyTimes): Guarded {
  const passing = handleWhen((error) => !(error instanceof NotSent && error.permanent) && !isBroken(error));
  const quick = handleWhen((error) => error instanceof NotSent && !error.permanent);
  const policy = wrap(
    retry(quick, { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 1000 }) }),
    circuitBreaker(passing, { halfOpenAfter: openForMs, breaker: new ConsecutiveBreaker(failuresInARow) }),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
  return async (send) => {
    try {
      await policy.execute(({ signal }) => send(signal));
      return { result: 'delivered' };
    } catch (error) {
      return answerTo(error);
    }
  };
}

function isBroken(error: unknown): boolean {
  return error instanceof BrokenCircuitError;
}

function answerTo(error: unknown): Sent {
  if (error instanceof NotSent) {
    return { result: 'failed', permanent: error.permanent, code: error.code };
  }
  if (isBroken(error)) {
    return { result: 'failed', permanent: false, code: 'circuit-open' };
  }
  if (error instanceof TaskCancelledError) {
    return { result: 'failed', permanent: false, code: 'timed-out' };
  }
  throw error;
}
