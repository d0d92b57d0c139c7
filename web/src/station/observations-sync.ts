import { z } from 'zod';
import { observationSetId } from '../../../domain/ids.ts';
import type { CallId } from '../../../domain/ids.ts';
import {
  type ObservationSetView,
  type RecordedObservations,
  recordedObservations,
  totalOf,
} from '../../../domain/record/observation-set.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import { recallJson, remember } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';
import {
  draftOfSet,
  emptyObservations,
  isEmpty,
  observationsDraft,
  type ObservationsDraft,
  type ObservationsField,
  readObservations,
} from './observations-draft.ts';

const kept = z.strictObject({
  draft: observationsDraft,
  corrects: z.strictObject({ setId: observationSetId, version: z.int() }).nullable(),
  /** What is on its way: sent again as it is, until the service has answered. */
  pending: recordedObservations.nullable(),
});

export type ObservationsView = z.infer<typeof kept> & {
  readonly saving: 'typing' | 'saving' | 'waiting' | 'saved';
  /** Why the service has not taken it, in words. */
  readonly refused: string | null;
};

const nothing = { draft: emptyObservations, corrects: null, pending: null };
const againAfterMs = 3000;

/** One set of observations as staff type it, kept through a reload, and sent under one id until it is saved. */
export class ObservationsSync {
  readonly view: Observable<ObservationsView>;
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #callId: CallId;
  #sending = false;
  #stops: (() => void)[] = [];
  #stopPause: () => void = () => undefined;

  constructor(options: { connection: Connection; timers: Timers; callId: CallId }) {
    this.#connection = options.connection;
    this.#timers = options.timers;
    this.#callId = options.callId;
    const before = kept.safeParse(recallJson(sessionStorage, this.#key()));
    const found = before.success ? before.data : nothing;
    const saving = found.pending === null ? 'typing' : 'saving';
    this.view = new Observable<ObservationsView>({ ...found, saving, refused: null });
  }

  open(): void {
    this.#stops = [
      this.#connection.link.subscribe(() => {
        this.#sendSoon(0);
      }),
    ];
    this.#sendSoon(0);
  }

  close(): void {
    this.#stopPause();
    for (const stop of this.#stops) stop();
  }

  type<F extends ObservationsField>(field: F, value: ObservationsDraft[F]): void {
    // What is on its way is not changed under it.
    if (this.view.get().pending !== null) return;
    this.#show({ draft: { ...this.view.get().draft, [field]: value }, saving: 'typing', refused: null });
  }

  correct(set: ObservationSetView): void {
    if (this.view.get().pending !== null) return;
    const draft = draftOfSet(set, this.#connection.now());
    const corrects = { setId: set.setId, version: set.version };
    this.#show({ draft, corrects, saving: 'typing', refused: null });
  }

  /** What is typed is given up. */
  clear(): void {
    this.#show({ ...nothing, saving: 'typing', refused: null });
  }

  /** Sends the set, of the patient and by the scale that the screen shows. */
  save({ details, oxygenScale }: Pick<StationCall, 'details' | 'oxygenScale'>): void {
    const { draft, corrects, pending } = this.view.get();
    const { values, minutesAgo, problems } = readObservations(draft);
    if (pending !== null || isEmpty(draft) || Object.keys(problems).length > 0) return;
    const made: RecordedObservations = {
      requestId: crypto.randomUUID(),
      patientId: details.patientId,
      scale: oxygenScale,
      takenAt: new Date(this.#connection.now() - minutesAgo * 60_000).toISOString(),
      values,
      total: totalOf({ values, scale: oxygenScale }),
      corrects,
    };
    this.#show({ pending: made, saving: 'saving', refused: null });
    this.#sendSoon(0);
  }

  #sendSoon(ms: number): void {
    this.#stopPause();
    this.#stopPause = this.#timers.after(ms, () => {
      this.#send().catch(reportError);
    });
  }

  async #send(): Promise<void> {
    const { pending } = this.view.get();
    if (this.#sending || pending === null) return;
    this.#sending = true;
    const answer = await this.#connection.command('call:record-observations', {
      ...pending,
      callId: this.#callId,
    });
    this.#sending = false;
    if (answer.ok) {
      this.#show({ ...nothing, saving: 'saved' });
      return;
    }
    if (answer.code === 'unavailable' || answer.code === 'internal' || answer.code === 'too-many') {
      this.#show({ saving: 'waiting' });
      this.#sendSoon(againAfterMs);
      return;
    }
    this.#show({ pending: null, saving: 'typing', refused: refusalOf(answer.code) });
  }

  #show(change: Partial<ObservationsView>): void {
    this.view.set({ ...this.view.get(), ...change });
    const { draft, corrects, pending } = this.view.get();
    const isNothing = isEmpty(draft) && corrects === null && pending === null;
    remember(sessionStorage, this.#key(), isNothing ? null : JSON.stringify({ draft, corrects, pending }));
  }

  #key(): string {
    return `bedside:observations:${this.#callId}`;
  }
}

function refusalOf(code: string): string {
  switch (code) {
    case 'conflict':
      return 'Not saved: who the patient is, or what was recorded, has just changed. Look whether this is right, and save again.';
    case 'invalid':
      return 'Not saved: NEWS2 is for people of 16 and over. Say what worries you and how urgent it is instead.';
    default:
      return 'Not saved: the call is over. Tell the clinician, or write it in the notes.';
  }
}
