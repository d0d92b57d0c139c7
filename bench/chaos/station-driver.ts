import type { StationCall, StationState } from '../../domain/states/wire.ts';
import type { VisitId } from '../../domain/ids.ts';
import { Errands } from './errands.ts';
import type { Line } from './line.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What staff at a station will do about the call they have just placed. */
type Intent = {
  callId: string;
  placedAt: number;
  describeAfterMs: number | null;
  cancelAfterMs: number | null;
  goneAfterMs: number | null;
  goneForMs: number;
  hangUpAfterMs: number | null;
  activeSince: number | undefined;
};

const skills = [[], [], [], ['palliative'], ['mental-health']] as const;

/** A station whose staff press, wait, describe, cancel, walk away and come back, hang up, and confirm advice. */
export class StationDriver {
  readonly line: Line;
  /** Every call that the service has said it has placed. */
  readonly acknowledged = new Set<string>();
  readonly #random: SeededRandom;
  readonly #errands = new Errands({ againAfterMs: 400 });
  #intent: Intent | undefined;
  #nextPressAt: number;
  #backAt: number | undefined;
  /** No new calls, and what has begun is seen through. */
  #calm = false;

  constructor(line: Line, random: SeededRandom) {
    this.line = line;
    this.#random = random;
    this.#nextPressAt = performance.now() + random.between(0, 5000);
  }

  calmDown(): void {
    this.#calm = true;
    this.#backAt = undefined;
    this.line.come();
  }

  /** Looks at the screen and does what is due. */
  tick(now: number): void {
    if (this.#backAt !== undefined && now >= this.#backAt) {
      this.#backAt = undefined;
      this.line.come();
    }
    const { state } = this.line;
    if (state?.kind !== 'station') return;
    if (state.call === null) this.#idle(state, now);
    else this.#calling(state.call, now);
  }

  #idle({ callBack }: StationState, now: number): void {
    if (this.#intent !== undefined) {
      this.#intent = undefined;
      this.#nextPressAt = now + this.#random.between(500, 6000);
    }
    if (this.#calm) return;
    if (callBack !== null && this.#random.chance(0.02)) {
      const { callBackId } = callBack;
      this.#errands.run('call-back', () => this.line.say('call-back:answer', { callBackId }));
    } else if (now >= this.#nextPressAt) {
      this.#errands.run('press', async () => {
        const answer = await this.line.say('call:start', {});
        if (answer.ok) this.acknowledged.add(answer.value.callId);
      });
    }
  }

  #calling(call: StationCall, now: number): void {
    const intent = this.#intentFor(call, now);
    const waited = now - intent.placedAt;
    const { callId, life } = call;
    const isDue = (afterMs: number | null) => afterMs !== null && !this.#calm && waited >= afterMs;
    if (call.advice !== null && call.advice.acknowledgedAt === null) {
      this.#errands.run('advice', () => this.line.say('call:acknowledge-advice', { callId }));
    }
    if (isDue(intent.goneAfterMs)) {
      intent.goneAfterMs = null;
      this.#backAt = now + intent.goneForMs;
      this.line.leave();
    } else if (life.phase === 'active') {
      this.#inVisit(life.visitId, intent, now);
    } else if (isDue(intent.cancelAfterMs)) {
      this.#errands.run('cancel', () => this.line.say('call:cancel', { callId }));
    } else if (isDue(intent.describeAfterMs)) {
      this.#errands.run('describe', () => this.#describe(call, intent));
    }
  }

  #inVisit(visitId: VisitId, intent: Intent, now: number): void {
    intent.activeSince ??= now;
    const after = this.#calm ? 1000 : intent.hangUpAfterMs;
    if (after !== null && now - intent.activeSince >= after) {
      this.#errands.run('hang-up', () => this.line.say('visit:end', { visitId }));
    }
  }

  async #describe(call: StationCall, intent: Intent): Promise<void> {
    const answer = await this.line.say('call:describe', {
      callId: call.callId,
      acuity: this.#random.pick(['immediate', 'immediate', 'urgent', 'soon']),
      wantedSkills: [...this.#random.pick(skills)],
      concern: 'Synthetic.',
    });
    if (answer.ok) intent.describeAfterMs = null;
  }

  #intentFor(call: StationCall, now: number): Intent {
    if (this.#intent?.callId === call.callId) return this.#intent;
    const maybe = (probability: number, least: number, most: number) => {
      const [happens, at] = [this.#random.chance(probability), this.#random.between(least, most)];
      return happens ? at : null;
    };
    this.#intent = {
      callId: call.callId,
      placedAt: now,
      describeAfterMs: maybe(0.7, 100, 5000),
      cancelAfterMs: maybe(0.2, 200, 20_000),
      goneAfterMs: maybe(0.15, 500, 10_000),
      // Now and then for longer than the grace, so that it is called back.
      goneForMs: this.#random.chance(0.3)
        ? this.#random.between(20_000, 35_000)
        : this.#random.between(500, 8000),
      hangUpAfterMs: maybe(0.5, 500, 6000),
      activeSince: undefined,
    };
    return this.#intent;
  }
}
