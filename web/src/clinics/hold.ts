import type { BodyInput } from '../../../domain/contract/rest.ts';
import type { BookingView, FreeTime } from '../../../domain/clinics/wire.ts';
import { type BookingId, bookingId as bookingIdSchema, type ReferralId } from '../../../domain/ids.ts';
import { ApiError } from '../service/api.ts';
import type { Ask } from '../service/hooks.ts';
import { recall, remember } from '../service/remembered.ts';

/** A time that is kept for us; `endsAt` is by this browser's own clock. */
export type Held = {
  booking: BookingView;
  endsAt: number;
  /** Of an interpreter who was asked for with the time. */
  language?: string | undefined;
};

type HoldInput = BodyInput<'holdTime'>;

/** How long a hold lasts at most. */
const longestMs = 600_000;
/** How long to wait before a request without an answer is sent again. */
const pausesMs = [1000, 3000];
const heldKey = 'bedside:clinic-hold';

/** When a hold ends by a clock that may be wrong: never later than ten minutes from now. */
export function holdEndsAt(heldUntil: string | null, now: number): number {
  const left = heldUntil === null ? longestMs : Date.parse(heldUntil) - now;
  return now + (left > 0 ? Math.min(left, longestMs) : longestMs);
}

/** Whether the service may have done what was asked all the same: its answer did not arrive. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ApiError && ['offline', 'unavailable', 'internal'].includes(error.code);
}

/**
 * Holds times for one referral. A request that got no answer is sent again under the same id, also when the person
 * presses once more: the service makes one hold of it (A03).
 */
export class HoldRequests {
  readonly #ask: Ask;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #unanswered = new Map<string, HoldInput>();

  constructor({ ask, pause }: { ask: Ask; pause: (ms: number) => Promise<void> }) {
    this.#ask = ask;
    this.#pause = pause;
  }

  /** The reason is why, where the patient has something else on at that time. */
  async hold(
    referralId: ReferralId,
    { sessionId, stationId, startsAt }: FreeTime,
    { clashReason, language }: { clashReason?: string | undefined; language?: string | undefined } = {},
  ): Promise<Held> {
    const key = [referralId, sessionId, stationId, startsAt, language].join(' ');
    await this.#giveUpOthers(key);
    const body = this.#unanswered.get(key) ?? {
      referralId,
      sessionId,
      stationId,
      startsAt,
      requestId: crypto.randomUUID(),
      clashReason,
      language,
    };
    const booking = await this.#send(key, body);
    if (booking.state !== 'held') {
      // The answer took so long to be had that the ten minutes are over.
      throw new ApiError('expired', 'that time is not held any more; choose it again');
    }
    return { booking, language, endsAt: holdEndsAt(booking.heldUntil, Date.now()) };
  }

  async #send(key: string, body: HoldInput): Promise<BookingView> {
    this.#unanswered.set(key, body);
    try {
      const booking = await this.#sendAgain(body);
      this.#unanswered.delete(key);
      return booking;
    } catch (error) {
      if (!isUnanswered(error)) this.#unanswered.delete(key);
      throw error;
    }
  }

  async #sendAgain(body: HoldInput): Promise<BookingView> {
    for (const pauseMs of pausesMs) {
      try {
        return await this.#ask('holdTime', { body });
      } catch (error) {
        if (!isUnanswered(error)) throw error;
        await this.#pause(pauseMs);
      }
    }
    return await this.#ask('holdTime', { body });
  }

  /** A time that may be held without our knowing it would stand in the way of another one for the same patient. */
  async #giveUpOthers(wanted: string): Promise<void> {
    for (const [key, body] of this.#unanswered) {
      if (key === wanted) continue;
      try {
        const { bookingId } = await this.#ask('holdTime', { body });
        await release(this.#ask, bookingId);
      } catch (error) {
        if (isUnanswered(error)) throw error;
      }
      this.#unanswered.delete(key);
    }
  }
}

async function release(ask: Ask, bookingId: BookingId): Promise<void> {
  try {
    await ask('releaseHold', { params: { bookingId } });
  } catch (error) {
    // Every other answer says that there is nothing to give up any more.
    if (isUnanswered(error)) throw error;
  }
}

/** Keeps in this tab what it holds, so that it can be given up after a reload too. */
export function rememberHold({ bookingId }: Pick<BookingView, 'bookingId'>): void {
  remember(sessionStorage, heldKey, bookingId);
}

/** Gives up the time that this tab holds, if it does: also one that a reload or another page has left behind. */
export async function giveUpHold(ask: Ask): Promise<void> {
  const known = bookingIdSchema.safeParse(recall(sessionStorage, heldKey));
  if (known.success) await release(ask, known.data);
  forgetHold();
}

/** The hold has become a booking, or is over. */
export function forgetHold(): void {
  remember(sessionStorage, heldKey, null);
}
