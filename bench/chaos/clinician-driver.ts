import type { ClinicianState, OfferView } from '../../domain/states/wire.ts';
import { Errands } from './errands.ts';
import { InVisit } from './in-visit.ts';
import type { Line } from './line.ts';
import type { SeededRandom } from './seeded-random.ts';

const hearEveryMs = 1500;

type Answering = {
  offerId: string;
  since: number;
  /** A browser that does not say that it rings was not reached. */
  hears: boolean;
  heardAt: number;
  what: 'accept' | 'decline' | 'silence' | 'disconnect';
  afterMs: number;
};

/**
 * A clinician who is rung and accepts, declines, is silent or drops off, takes a call out of its order, sees the visit
 * to its end, writes up, and comes back.
 */
export class ClinicianDriver {
  readonly line: Line;
  readonly #random: SeededRandom;
  readonly #errands = new Errands({ againAfterMs: 300 });
  readonly #sees = new Map<string, number>();
  /** This one also looks after the call-backs. */
  readonly #closesCallBacks: boolean;
  readonly #inVisit: InVisit;
  #answering: Answering | undefined;
  #backAt: number | undefined;
  #boardAt = 0;
  #calm = false;

  constructor(line: Line, random: SeededRandom, options: { closesCallBacks: boolean }) {
    this.line = line;
    this.#random = random;
    this.#closesCallBacks = options.closesCallBacks;
    this.#inVisit = new InVisit({ line, random, errands: this.#errands });
  }

  /** From now on everything is answered. */
  calmDown(): void {
    this.#calm = true;
    this.#backAt = undefined;
    this.line.come();
  }

  tick(now: number): void {
    if (this.#backAt !== undefined && now >= this.#backAt) {
      this.#backAt = undefined;
      this.line.come();
    }
    const { state } = this.line;
    if (state?.kind !== 'clinician') return;
    this.#beOnCall(state, now);
    if (state.offer !== null) this.#ring(state.offer, now);
    if (state.visit !== null) this.#inVisit.tick(state.visit, { now, calm: this.#calm });
    else if (state.offer === null) this.#takeNowAndThen(state);
    this.#writeUp(state, now);
    if (this.#closesCallBacks && now >= this.#boardAt) {
      this.#boardAt = now + 2000;
      this.#errands.run('board', () => this.#closeCallBacks());
    }
  }

  #beOnCall({ presence }: ClinicianState, now: number): void {
    if (presence.state === 'away' && this.#seenFor('away', now) >= 300) {
      this.#goAvailable();
    } else if (presence.state === 'paused') {
      const afterMs = this.#calm ? 0 : 1500;
      if (this.#seenFor(`paused ${presence.since}`, now) >= afterMs) this.#goAvailable();
    } else if (presence.state === 'available' && !this.#calm && this.#random.chance(0.001)) {
      this.#errands.run('presence', () => this.line.say('presence:set', { to: 'paused', reason: 'break' }));
    }
  }

  /** Out of its order, whoever it rings at: while waiting for a ring, on a break, or still writing up. */
  #takeNowAndThen({ presence: { state } }: ClinicianState): void {
    if (this.#calm || state === 'away' || !this.#random.chance(0.01)) return;
    this.#errands.run('take', async () => {
      const board = await this.line.say('board:read', {});
      const [first, ...others] = board.ok ? board.value.waiting : [];
      if (first === undefined) return;
      const { callId } = this.#random.pick([first, ...others]);
      await this.line.say('call:take', { callId, reason: 'sounds-worse' });
    });
  }

  #goAvailable(): void {
    this.#errands.run('presence', () =>
      this.line.say('presence:set', { to: 'available', outsideShiftReason: 'other' }),
    );
  }

  #ring({ offerId }: OfferView, now: number): void {
    const answering = this.#answeringFor(offerId, now);
    if (answering.hears && now - answering.heardAt >= hearEveryMs) {
      answering.heardAt = now;
      this.line.say('offer:hear', { offerId }).catch(() => undefined);
    }
    const what = this.#calm ? 'accept' : answering.what;
    if (now - answering.since < (this.#calm ? 300 : answering.afterMs)) return;
    if (what === 'accept') {
      this.#errands.run('accept', () => this.line.say('offer:accept', { offerId }));
    } else if (what === 'decline') {
      const reason = this.#random.chance(0.5) ? 'with-a-patient' : 'technical-problem';
      this.#errands.run('decline', () => this.line.say('offer:decline', { offerId, reason }));
    } else if (what === 'disconnect') {
      this.#backAt = now + this.#random.between(500, 9000);
      this.line.leave();
    }
  }

  #answeringFor(offerId: string, now: number): Answering {
    if (this.#answering?.offerId === offerId) return this.#answering;
    this.#answering = {
      offerId,
      since: now,
      hears: this.#calm || !this.#random.chance(0.05),
      heardAt: -Infinity,
      what: this.#whatToDo(),
      afterMs: this.#random.between(0, 6000),
    };
    return this.#answering;
  }

  #whatToDo(): Answering['what'] {
    const of100 = this.#random.between(1, 100);
    if (of100 <= 68) return 'accept';
    if (of100 <= 84) return 'decline';
    return of100 <= 93 ? 'silence' : 'disconnect';
  }

  #writeUp({ missingOutcomes: [first] }: ClinicianState, now: number): void {
    if (first === undefined) return;
    const { visitId } = first;
    if (this.#seenFor(`outcome of ${visitId}`, now) >= (this.#calm ? 100 : 1000)) {
      const outcome = { disposition: 'home-with-advice', advice: 'Synthetic.', note: null } as const;
      this.#errands.run('outcome', () => this.line.say('outcome:record', { visitId, ...outcome }));
    }
  }

  async #closeCallBacks(): Promise<void> {
    const board = await this.line.say('board:read', {});
    if (!board.ok) return;
    for (const { callBackId, answered } of board.value.callBacks) {
      if (!this.#calm && !this.#random.chance(answered ? 0.9 : 0.3)) continue;
      const reason = answered ? 'reached-by-video' : 'reached-by-telephone';
      await this.line.say('call-back:close', { callBackId, reason, note: null });
    }
  }

  /** For how long this has been on the screen. */
  #seenFor(what: string, now: number): number {
    const since = this.#sees.get(what) ?? now;
    this.#sees.set(what, since);
    return now - since;
  }
}
