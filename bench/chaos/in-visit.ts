import type { VisitView } from '../../domain/states/wire.ts';
import type { Errands } from './errands.ts';
import type { Line } from './line.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a clinician means to do with a visit, and when; `giveUpAfterMs` is when they hang up if it has come to nothing. */
type Plan = {
  /** A second who takes the visit over plans anew. */
  of: string;
  since: number;
  what: 'hang-up' | 'hand-over' | 'consult' | 'pass-on' | 'leave' | 'stay';
  afterMs: number;
  giveUpAfterMs: number;
};

const calmAfterMs = 700;

/**
 * A clinician while in a visit. The one whose visit it is hangs up, asks a second in and hands it over, asks a second
 * for advice, or passes the call on to a queue; a second leaves, or stays to take over or for as long as it lasts.
 */
export class InVisit {
  readonly #line: Line;
  readonly #random: SeededRandom;
  readonly #errands: Errands;
  #plan: Plan | undefined;

  constructor(tools: { line: Line; random: SeededRandom; errands: Errands }) {
    this.#line = tools.line;
    this.#random = tools.random;
    this.#errands = tools.errands;
  }

  tick(visit: VisitView, { now, calm }: { now: number; calm: boolean }): void {
    const plan = this.#planFor(visit, now);
    const since = now - plan.since;
    if (calm) {
      if (since >= calmAfterMs) this.#end(visit);
    } else if (since >= plan.giveUpAfterMs) {
      this.#end(visit);
    } else if (since >= plan.afterMs) {
      this.#do(plan, visit);
    }
  }

  /** The lead ends it; a second only leaves. */
  #end({ visitId, role }: VisitView): void {
    this.#errands.run('end', () =>
      this.#line.say(role === 'lead' ? 'visit:end' : 'visit:leave', { visitId }),
    );
  }

  #do({ what }: Plan, visit: VisitView): void {
    if (what === 'hang-up' || what === 'leave') this.#end(visit);
    else if (what === 'hand-over') this.#askIn(visit, 'transfer');
    else if (what === 'consult') this.#askIn(visit, 'consult');
    else if (what === 'pass-on') this.#passOn(visit);
  }

  #askIn({ visitId, others }: VisitView, kind: 'transfer' | 'consult'): void {
    const joined = others.find(({ state }) => state === 'joined');
    if (joined !== undefined) {
      const { clinicianId } = joined;
      if (kind === 'transfer') {
        this.#errands.run('hand-over', () => this.#line.say('visit:hand-over', { visitId, clinicianId }));
      }
    } else if (others.length === 0) {
      this.#errands.run('ask-in', async () => {
        const board = await this.#line.say('board:read', {});
        const free = board.ok ? board.value.clinicians.filter(({ state }) => state === 'available') : [];
        const [first, ...rest] = free;
        if (first === undefined) return;
        const { clinicianId } = this.#random.pick([first, ...rest]);
        await this.#line.say('visit:invite', { visitId, clinicianId, kind });
      });
    }
  }

  #passOn({ visitId }: VisitView): void {
    this.#errands.run('pass-on', async () => {
      const board = await this.#line.say('board:read', {});
      const [first, ...rest] = board.ok ? board.value.queues : [];
      if (first === undefined) return;
      const { queueId } = this.#random.pick([first, ...rest]);
      await this.#line.say('visit:pass-on', { visitId, queueId, note: 'Synthetic.' });
    });
  }

  #planFor({ visitId, role }: VisitView, now: number): Plan {
    const of = `${visitId} ${role}`;
    if (this.#plan?.of === of) return this.#plan;
    const afterMs = this.#random.between(1000, 8000);
    this.#plan = {
      of,
      since: now,
      what: role === 'lead' ? this.#asLead() : this.#random.chance(0.3) ? 'leave' : 'stay',
      afterMs,
      giveUpAfterMs: afterMs + 12_000,
    };
    return this.#plan;
  }

  #asLead(): Plan['what'] {
    const of100 = this.#random.between(1, 100);
    if (of100 <= 64) return 'hang-up';
    if (of100 <= 80) return 'hand-over';
    return of100 <= 86 ? 'consult' : 'pass-on';
  }
}
