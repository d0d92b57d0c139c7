import { CallHistories, type CallHistory } from './call-histories.ts';
import { difference, type Interval, type Intervals, intersection, longest, union } from './intervals.ts';
import { callOf, said, type Setting, type TrailEntry } from './trail.ts';

/**
 * How long calls were left unattended.
 *
 * A call is unattended while it has been placed, has not been answered or ended, and rings at nobody, although
 * somebody suitable was available. A clinician is available while all of this is so:
 *
 * - the driver has them at their desk: their browser is connected or tries to be, and is not connected to a server
 *   that is paused at that moment;
 * - the trail has them on call and neither paused nor held by an offer or a visit nor in wrap-up;
 * - they are not marked unreachable; that mark ends when their browser is heard again, for which the service has one
 *   round of its heartbeat, so it counts until `heardAgainAfterMs` after it was made.
 *
 * They are suitable for the call when they have every skill that its queue requires; are in the first tier, or the
 * queue's steps of relaxation have passed; and are not resting after having refused this very call (30 s after a
 * decline or a miss, 5 s after not being reached).
 *
 * A fault's window is left out: from its start until 5 s after its repair for what takes the whole service away
 * (Postgres or Redis killed, stopped or paused), and the first 5 s for everything else, however long it lasts.
 */
export type Unattended = { ms: number; callId: string; at: Interval };

export const heardAgainAfterMs = 6000;
const restMs = { declined: 30_000, missed: 30_000, withdrawn: 5000 };

export type AttentionInput = {
  entries: readonly TrailEntry[];
  setting: Setting;
  /** When each clinician was at their desk, as the driver knows. */
  atDesk: ReadonlyMap<string, Intervals>;
  /** What is left out: see above. */
  windows: Intervals;
  until: number;
};

/** The longest stretch of each call that was unattended at all, the longest first. */
export function unattended(input: AttentionInput): Unattended[] {
  const book = new Book(input.setting);
  for (const entry of input.entries) book.note(entry);
  book.close(input.until);
  return [...book.calls.values()]
    .flatMap((call) => {
      const found = longest(difference(neglected(call, book, input), input.windows));
      return found === undefined
        ? []
        : [{ ms: Math.round(found.to - found.from), callId: call.id, at: found }];
    })
    .toSorted((a, b) => b.ms - a.ms);
}

function neglected(call: NotedCall, book: Book, { setting, atDesk, until }: AttentionInput): Interval[] {
  const queue = setting.queues.get(setting.stations.get(call.stationId) ?? '');
  const able = [...setting.clinicians].filter(([, { skills }]) =>
    (queue?.requiredSkills ?? []).every((skill) => skills.includes(skill)),
  );
  const chances = able.map(([clinicianId, { tier }]) => {
    const from = tier === 1 ? -Infinity : call.queuedAt + (queue?.anyoneAfterMs ?? 0);
    const available = intersection(
      intersection(book.free(clinicianId), atDesk.get(clinicianId) ?? []),
      intersection(call.alone, [{ from, to: until }]),
    );
    return difference(available, call.rests.get(clinicianId) ?? []);
  });
  return union(...chances);
}

type NotedCall = {
  id: string;
  stationId: string;
  queuedAt: number;
  alone: Interval[];
  rests: Map<string, Interval[]>;
  aloneSince: number | undefined;
};

/** Written while the trail goes by: when each call was alone, and when each clinician was free. */
class Book {
  readonly calls = new Map<string, NotedCall>();
  readonly #histories: CallHistories;
  readonly #people = new Map<string, Person>();

  constructor(setting: Setting) {
    this.#histories = new CallHistories(setting);
    for (const clinicianId of setting.clinicians.keys()) this.#people.set(clinicianId, new Person());
  }

  note(entry: TrailEntry): void {
    const before = this.#histories.calls.get(callOf(entry));
    const wasActive = before?.phase === 'active' ? before.owner : undefined;
    this.#histories.follow(entry);
    const call = this.#histories.calls.get(callOf(entry));
    if (call !== undefined) this.#noteCall(call, entry);
    this.#noteDuty(entry, wasActive);
    for (const [clinicianId, person] of this.#people) {
      person.change({ held: this.#histories.holdsOn(clinicianId).size > 0 }, entry.seenAt);
    }
  }

  close(at: number): void {
    for (const call of this.calls.values()) endAlone(call, at);
    for (const person of this.#people.values()) person.close(at);
  }

  free(clinicianId: string): Intervals {
    return this.#people.get(clinicianId)?.free ?? [];
  }

  #noteCall(call: CallHistory, entry: TrailEntry): void {
    const at = entry.seenAt;
    const noted = this.calls.get(call.id) ?? {
      id: call.id,
      stationId: call.stationId,
      queuedAt: at,
      alone: [],
      rests: new Map<string, Interval[]>(),
      aloneSince: undefined,
    };
    this.calls.set(call.id, noted);
    if (entry.action === 'call.passed-on') noted.queuedAt = at;
    noteRest(noted, entry);
    if (call.phase === 'unanswered' && call.open.size === 0) noted.aloneSince ??= at;
    else endAlone(noted, at);
  }

  #noteDuty(entry: TrailEntry, wasActive: string | undefined): void {
    const at = entry.seenAt;
    switch (entry.action) {
      case 'presence.set':
        this.#people.get(entry.subjectId)?.change({ available: said(entry, 'to') === 'available' }, at);
        break;
      case 'clinician.paused':
        this.#people.get(said(entry, 'clinicianId') || entry.subjectId)?.change({ available: false }, at);
        break;
      case 'clinician.unreachable':
        this.#people.get(entry.subjectId)?.unreachable(at);
        break;
      case 'visit.ended':
      case 'call.ended':
        if (wasActive !== undefined) this.#people.get(wasActive)?.change({ wrapUp: true }, at);
        break;
      case 'outcome.recorded':
        this.#people.get(entry.actorId ?? '')?.change({ wrapUp: false }, at);
        break;
      case 'wrap-up.ended':
        this.#people.get(said(entry, 'clinicianId'))?.change({ wrapUp: false }, at);
        break;
      default:
    }
  }
}

function noteRest(call: NotedCall, entry: TrailEntry): void {
  const how = /^offer[.](declined|missed|withdrawn)$/.exec(entry.action)?.[1] as
    keyof typeof restMs | undefined;
  if (how === undefined || (how === 'withdrawn' && said(entry, 'reason') !== 'not-reached')) return;
  const clinicianId = said(entry, 'clinicianId');
  const rest = { from: entry.seenAt, to: entry.seenAt + restMs[how] };
  call.rests.set(clinicianId, union(call.rests.get(clinicianId) ?? [], [rest]));
}

function endAlone(call: NotedCall, at: number): void {
  if (call.aloneSince !== undefined) call.alone.push({ from: call.aloneSince, to: at });
  call.aloneSince = undefined;
}

/** One clinician: free while on call and held by nothing. */
class Person {
  readonly #free: Interval[] = [];
  readonly #away: Interval[] = [];
  #state = { available: false, held: false, wrapUp: false };
  #freeSince: number | undefined;

  get free(): Intervals {
    return difference(union(this.#free), union(this.#away));
  }

  change(to: Partial<{ available: boolean; held: boolean; wrapUp: boolean }>, at: number): void {
    this.#state = { ...this.#state, ...to };
    const { available, held, wrapUp } = this.#state;
    if (available && !held && !wrapUp) this.#freeSince ??= at;
    else this.close(at);
  }

  unreachable(at: number): void {
    this.#away.push({ from: at, to: at + heardAgainAfterMs });
  }

  close(at: number): void {
    if (this.#freeSince !== undefined) this.#free.push({ from: this.#freeSince, to: at });
    this.#freeSince = undefined;
  }
}
