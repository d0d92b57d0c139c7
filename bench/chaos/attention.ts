import { CallHistories } from './call-histories.ts';
import type { CallHistory } from './call-history.ts';
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
 * They are suitable for the call when they have every skill that the queue of its site requires, and every one that the
 * queue in which it waits does; are in the first tier, or the
 * queue's steps of relaxation have passed; and are not resting after having refused this very call (30 s after a
 * decline or a miss, or after having had it and handed it over, passed it on or been lost; 5 s after not being
 * reached). A call that goes back to a queue begins its search anew there.
 *
 * A fault's window is left out: from its start until 5 s after its repair for what takes the whole service away
 * (Postgres or Redis killed, stopped or paused), and the first 5 s for everything else, however long it lasts.
 */
export type Unattended = { ms: number; callId: string; at: Interval };

export const heardAgainAfterMs = 6000;
const restMs = { declined: 30_000, missed: 30_000, withdrawn: 5000, 'had-it': 30_000 };

export type AttentionInput = {
  entries: readonly TrailEntry[];
  setting: Setting;
  /** When each clinician was at their desk, as the driver knows. */
  attending: ReadonlyMap<string, Intervals>;
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

function neglected(call: NotedCall, book: Book, input: AttentionInput): Interval[] {
  return union(
    ...call.searches.map((search, n) =>
      neglectedIn(call, book, input, { ...search, to: call.searches[n + 1]?.from ?? input.until }),
    ),
  );
}

function neglectedIn(
  call: NotedCall,
  book: Book,
  { setting, attending }: AttentionInput,
  search: Search & Interval,
): Interval[] {
  const queue = setting.queues.get(search.queueId);
  const ofSite = setting.queues.get(call.searches[0]?.queueId ?? '');
  const required = [ofSite, queue].flatMap((one) => one?.requiredSkills ?? []);
  const able = [...setting.clinicians].filter(([, { skills }]) =>
    required.every((skill) => skills.includes(skill)),
  );
  const chances = able.map(([clinicianId, { tier }]) => {
    const from = search.from + (tier === 1 ? 0 : (queue?.anyoneAfterMs ?? 0));
    const available = intersection(
      intersection(book.free(clinicianId), attending.get(clinicianId) ?? []),
      intersection(call.alone, [{ from, to: search.to }]),
    );
    return difference(available, call.rests.get(clinicianId) ?? []);
  });
  return union(...chances);
}

/** The search for a clinician begins when the call is placed, and anew when it goes back to a queue. */
type Search = { queueId: string; from: number };

type NotedCall = {
  id: string;
  searches: Search[];
  alone: Interval[];
  rests: Map<string, Interval[]>;
  aloneSince: number | undefined;
};

/** Whose visit it was has it no more, and the call goes on. */
const lettingGo: ReadonlySet<string> = new Set(['visit.handed-over', 'call.passed-on', 'call.requeued']);

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
    const wasIn =
      before?.phase === 'active' ? { clinicianId: before.owner, visitId: before.visitId } : undefined;
    this.#histories.follow(entry);
    const call = this.#histories.calls.get(callOf(entry));
    if (call !== undefined) this.#noteCall(call, entry);
    if (wasIn !== undefined && lettingGo.has(entry.action)) {
      const noted = this.calls.get(callOf(entry));
      if (noted !== undefined) noteRest(noted, { ...wasIn, how: 'had-it', at: entry.seenAt });
    }
    this.#noteDuty(entry, wasIn);
    for (const [clinicianId, person] of this.#people) {
      person.change({ engaged: this.#histories.openOffersOf(clinicianId).size > 0 }, entry.seenAt);
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
      searches: [{ queueId: call.queueId, from: at }],
      alone: [],
      rests: new Map<string, Interval[]>(),
      aloneSince: undefined,
    };
    this.calls.set(call.id, noted);
    if (entry.action === 'call.passed-on' || entry.action === 'call.requeued') {
      noted.searches.push({ queueId: call.queueId, from: at });
    }
    // Who says no to an invitation into a visit has not refused the call.
    if (call.phase !== 'active') noteRefusal(noted, entry);
    if (call.phase === 'unanswered' && call.open.size === 0) noted.aloneSince ??= at;
    else endAlone(noted, at);
  }

  #noteDuty(entry: TrailEntry, wasIn: { clinicianId: string; visitId: string } | undefined): void {
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
        if (wasIn !== undefined) this.#people.get(wasIn.clinicianId)?.change({ wrapUp: wasIn.visitId }, at);
        break;
      case 'outcome.recorded':
        this.#people.get(entry.actorId ?? '')?.wrappedUp(entry.subjectId, at);
        break;
      case 'wrap-up.ended':
        this.#people.get(said(entry, 'clinicianId'))?.wrappedUp(entry.subjectId, at);
        break;
      default:
    }
  }
}

function noteRefusal(call: NotedCall, entry: TrailEntry): void {
  const how = /^offer[.](declined|missed|withdrawn)$/.exec(entry.action)?.[1] as
    'declined' | 'missed' | 'withdrawn' | undefined;
  if (how === undefined || (how === 'withdrawn' && said(entry, 'reason') !== 'not-reached')) return;
  noteRest(call, { clinicianId: said(entry, 'clinicianId'), how, at: entry.seenAt });
}

function noteRest(
  call: NotedCall,
  { clinicianId, how, at }: { clinicianId: string; how: keyof typeof restMs; at: number },
): void {
  const rest = { from: at, to: at + restMs[how] };
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
  /** `wrapUp` is the visit that is being written up, or empty. */
  #state = { available: false, engaged: false, wrapUp: '' };
  #freeSince: number | undefined;

  get free(): Intervals {
    return difference(union(this.#free), union(this.#away));
  }

  change(to: Partial<{ available: boolean; engaged: boolean; wrapUp: string }>, at: number): void {
    this.#state = { ...this.#state, ...to };
    const { available, engaged, wrapUp } = this.#state;
    if (available && !engaged && wrapUp === '') this.#freeSince ??= at;
    else this.close(at);
  }

  /** Writing up an earlier visit does not end the wrap-up of a later one. */
  wrappedUp(visitId: string, at: number): void {
    if (this.#state.wrapUp === visitId) this.change({ wrapUp: '' }, at);
  }

  unreachable(at: number): void {
    this.#away.push({ from: at, to: at + heardAgainAfterMs });
  }

  close(at: number): void {
    if (this.#freeSince !== undefined) this.#free.push({ from: this.#freeSince, to: at });
    this.#freeSince = undefined;
  }
}
