import { z } from 'zod';
import type { Refusal } from '../../../domain/contract/commands.ts';
import { observationSetId, patientId } from '../../../domain/ids.ts';
import type { CallId } from '../../../domain/ids.ts';
import { type News2Observations, spo2Scale } from '../../../domain/record/news2.ts';
import {
  type ObservationSetView,
  type RecordedObservations,
  recordedObservations,
  totalOf,
} from '../../../domain/record/observation-set.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import { instant } from '../../../domain/wire.ts';
import { type Connection, mayPass } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import { recallJson, remember } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';
import {
  draftOf,
  emptyObservations,
  isEmpty,
  observationsDraft,
  type ObservationsDraft,
  type ObservationsField,
  readObservations,
  takenAtOf,
} from './observations-draft.ts';

/** Which saved set is corrected, in the version that was seen. After a refusal that says so, the newest one is. */
const corrected = z.strictObject({
  setId: observationSetId,
  version: z.int(),
  newest: z.boolean(),
});

const waiting = z.strictObject({
  /** Sent as it is, until the service has answered. */
  set: recordedObservations,
  /** Why the service does not take it, in words, and what it corrects when it is saved again; null while it is on its way. */
  refused: z.strictObject({ words: z.string(), corrects: corrected.nullable() }).nullable(),
});
export type WaitingSet = z.infer<typeof waiting>;

const kept = z.strictObject({
  draft: observationsDraft,
  /** When they were taken: of a set that was saved before. It stands until somebody says another time. */
  standingAt: instant.nullable(),
  /** When they were taken, by the minutes that are typed; reckoned when they were typed. */
  saidAt: instant.nullable(),
  corrects: corrected.nullable(),
  /** Why the service has not taken what is in the form again, in words. */
  refused: z.string().nullable(),
  /** Apart from the draft, so that the next set can be typed while one waits; the oldest first. */
  pending: z.array(waiting),
  /** Whom the call was about, and their scale, when it was last seen. */
  about: z.strictObject({ patientId: patientId.nullable(), scale: spo2Scale }).nullable(),
  /** When staff last did something here. */
  touchedAt: z.number(),
});

export type ObservationsView = z.infer<typeof kept> & {
  readonly saving: 'typing' | 'saving' | 'waiting' | 'saved';
};

/** What of a call a set is saved of. */
export type ShownCall = Pick<StationCall, 'oxygenScale' | 'observations'> & {
  details: Pick<StationCall['details'], 'patientId'>;
};

const emptyForm = {
  draft: emptyObservations,
  standingAt: null,
  saidAt: null,
  corrects: null,
  refused: null,
};
const againAfterMs = 3000;
/** As long as the service takes them after the end of a call. */
const forgottenAfterMs = 12 * 3_600_000;

/** Under which the observations of each call are kept in the tab. */
export const observationsPrefix = 'bedside:observations:';

/** The observations of one call as staff type them, kept through a reload; each set is sent under one id until it is saved. */
export class ObservationsSync {
  readonly view: Observable<ObservationsView>;
  readonly #connection: Pick<Connection, 'command' | 'now' | 'refresh'>;
  readonly #timers: Pick<Timers, 'after'>;
  readonly #storage: Storage;
  readonly #callId: CallId;
  #sending = false;
  #stopped = false;
  #stopPause: () => void = () => undefined;

  constructor(options: {
    connection: Pick<Connection, 'command' | 'now' | 'refresh'>;
    timers: Pick<Timers, 'after'>;
    storage: Storage;
    callId: CallId;
  }) {
    this.#connection = options.connection;
    this.#timers = options.timers;
    this.#storage = options.storage;
    this.#callId = options.callId;
    const before = kept.safeParse(recallJson(this.#storage, this.#key()));
    const found = before.success ? before.data : { ...emptyForm, pending: [], about: null, touchedAt: 0 };
    this.view = new Observable<ObservationsView>({ ...found, saving: savingOf(found.pending) });
  }

  type<F extends ObservationsField>(field: F, value: ObservationsDraft[F]): void {
    const view = this.view.get();
    const draft = { ...view.draft, [field]: value };
    const saidAt = field === 'minutesAgo' ? takenAtOf(draft, this.#connection.now()) : view.saidAt;
    this.#show({ draft, saidAt, refused: null, touchedAt: this.#connection.now() });
    this.#stopSayingSaved();
  }

  correct(set: ObservationSetView): void {
    if (this.isBeingCorrected(set)) return;
    const corrects = { setId: set.setId, version: set.version, newest: false };
    const form = { ...emptyForm, draft: draftOf(set.values), standingAt: set.takenAt, corrects };
    this.#show({ ...form, touchedAt: this.#connection.now() });
    this.#stopSayingSaved();
  }

  /** A correction is on its way: it can be neither made again nor taken back. */
  isBeingCorrected({ setId }: Pick<ObservationSetView, 'setId'>): boolean {
    return this.view.get().pending.some(({ set }) => set.corrects?.setId === setId);
  }

  /** What is typed is given up. What is on its way is not. */
  clear(): void {
    this.#show(emptyForm);
  }

  /** The call is seen to be about this person. */
  see({ details, oxygenScale }: Pick<ShownCall, 'details' | 'oxygenScale'>): void {
    const { about } = this.view.get();
    const seen = { patientId: details.patientId, scale: oxygenScale };
    if (about?.patientId !== seen.patientId || about.scale !== seen.scale) this.#show({ about: seen });
  }

  /** Sends what is typed, of the patient and by the scale that the screen shows. */
  save(call: ShownCall): void {
    const view = this.view.get();
    const { values, problems } = readObservations(view.draft);
    if (isEmpty(view.draft) || Object.keys(problems).length > 0) return;
    this.#add({
      patientId: call.details.patientId,
      scale: call.oxygenScale,
      takenAt: view.saidAt ?? view.standingAt ?? new Date(this.#connection.now()).toISOString(),
      values,
      corrects: correctedNow(view.corrects, call.observations),
    });
  }

  /** Sends what was typed of a call that is not on the screen any more, as having been taken when it was typed. */
  saveLeft(): void {
    const view = this.view.get();
    const values = leftToSave(view);
    if (values === null || view.about === null) return;
    this.#add({
      ...view.about,
      takenAt: view.saidAt ?? view.standingAt ?? new Date(view.touchedAt).toISOString(),
      values,
      corrects: correctedNow(view.corrects, null),
    });
  }

  /** A set that was refused goes back into the form, if nothing is typed there. */
  change(requestId: string): void {
    const { pending, draft, corrects } = this.view.get();
    const found = pending.find(({ set }) => set.requestId === requestId);
    if (found === undefined || found.refused === null || !isEmpty(draft) || corrects !== null) return;
    this.#show({ ...formOf(found.set, found.refused), pending: pending.filter((one) => one !== found) });
  }

  /** A set that was refused is given up. */
  drop(requestId: string): void {
    const { pending } = this.view.get();
    this.#show({
      pending: pending.filter(({ set, refused }) => set.requestId !== requestId || refused === null),
    });
  }

  /** Sends what waits, now. */
  send(): void {
    this.#stopped = false;
    this.#sendSoon(0);
  }

  /** What was left for so long is of no use any more; what is on its way still gets its answer. */
  forgetOld(): void {
    const { touchedAt, pending } = this.view.get();
    if (touchedAt === 0 || this.#connection.now() - touchedAt < forgottenAfterMs) return;
    this.#show({ ...emptyForm, pending: pending.filter(({ refused }) => refused === null) });
  }

  /** Nothing is sent again until `send`. */
  stop(): void {
    this.#stopped = true;
    this.#stopPause();
  }

  #add(said: Omit<RecordedObservations, 'requestId' | 'total'>): void {
    const set = { ...said, requestId: crypto.randomUUID(), total: totalOf(said) };
    const pending = [...this.view.get().pending, { set, refused: null }];
    this.#show({ ...emptyForm, pending, saving: 'saving', touchedAt: this.#connection.now() });
    this.#sendSoon(0);
  }

  #sendSoon(ms: number): void {
    this.#stopPause();
    if (this.#stopped) return;
    this.#stopPause = this.#timers.after(ms, () => {
      this.#send().catch(reportError);
    });
  }

  async #send(): Promise<void> {
    const next = this.view.get().pending.find(({ refused }) => refused === null);
    if (this.#sending || next === undefined) return;
    this.#sending = true;
    const answer = await this.#connection.command('call:record-observations', {
      ...next.set,
      callId: this.#callId,
    });
    this.#sending = false;
    // A token that has run out is renewed by the connection.
    if (!answer.ok && (mayPass(answer) || answer.code === 'unauthenticated')) {
      this.#show({ saving: 'waiting' });
      this.#sendSoon(againAfterMs);
      return;
    }
    if (answer.ok) this.#taken(next.set);
    else this.#refuse(next.set, answer);
    this.#sendSoon(0);
  }

  #taken({ requestId }: RecordedObservations): void {
    const pending = this.view.get().pending.filter(({ set }) => set.requestId !== requestId);
    const saving = savingOf(pending);
    this.#show({ pending, saving: saving === 'typing' ? 'saved' : saving });
  }

  /** Back into the form where nothing is typed meanwhile; else it waits beside it, with the reason. */
  #refuse(refusedSet: RecordedObservations, refusal: Refusal): void {
    const { pending, draft, corrects } = this.view.get();
    const refused = {
      words: refusalWords(refusal, refusedSet),
      corrects: correctsAfter(refusal, refusedSet),
    };
    const others = pending.filter(({ set }) => set.requestId !== refusedSet.requestId);
    if (isEmpty(draft) && corrects === null) {
      this.#show({ ...formOf(refusedSet, refused), pending: others, saving: savingOf(others) });
    } else {
      const marked = pending.map((one) =>
        one.set.requestId === refusedSet.requestId ? { ...one, refused } : one,
      );
      this.#show({ pending: marked, saving: savingOf(marked) });
    }
    // Whoever is asked to look must see what there is now.
    if (refusal.code === 'conflict' || refusal.code === 'not-found')
      this.#connection.refresh().catch(reportError);
  }

  #stopSayingSaved(): void {
    if (this.view.get().saving === 'saved') this.#show({ saving: 'typing' });
  }

  #show(change: Partial<ObservationsView>): void {
    const view = { ...this.view.get(), ...change };
    this.view.set(view);
    const isNothing = isEmpty(view.draft) && view.corrects === null && view.pending.length === 0;
    remember(this.#storage, this.#key(), isNothing ? null : JSON.stringify({ ...view, saving: undefined }));
  }

  #key(): string {
    return `${observationsPrefix}${this.#callId}`;
  }
}

function savingOf(pending: readonly WaitingSet[]): 'saving' | 'typing' {
  return pending.some(({ refused }) => refused === null) ? 'saving' : 'typing';
}

type Corrected = z.infer<typeof corrected> | null;

/** A set that was refused, as the form has it again: with the time at which it was taken. */
function formOf({ values, takenAt }: RecordedObservations, refused: { words: string; corrects: Corrected }) {
  const { words, corrects } = refused;
  return { ...emptyForm, draft: draftOf(values), standingAt: takenAt, corrects, refused: words };
}

/** Whether the form corrects a set that is not among those of the call any more, so that it is saved as a new one. */
export function isOfNothing(corrects: Corrected, { observations }: ShownCall): boolean {
  return corrects !== null && observations.every(({ setId }) => setId !== corrects.setId);
}

/** What a set is sent as a correction of; `sets` is null where those of the call are not known. */
function correctedNow(corrects: Corrected, sets: readonly ObservationSetView[] | null) {
  if (corrects === null) return null;
  const { setId, version, newest } = corrects;
  if (sets === null) return { setId, version };
  const standing = sets.find((one) => one.setId === setId);
  return standing === undefined ? null : { setId, version: newest ? standing.version : version };
}

/** What the set corrects when it is saved again. */
function correctsAfter({ code }: Refusal, { corrects }: RecordedObservations): Corrected {
  if (corrects === null || code === 'not-found') return null;
  return { ...corrects, newest: code === 'conflict' };
}

/** The values that can be saved of a call that is gone, without what cannot be read; null of none. */
export function leftToSave({ draft, corrects, about }: ObservationsView): News2Observations | null {
  const { values, problems } = readObservations(draft);
  const isNone = Object.values(values).every((value) => value === null);
  // Without what cannot be read a correction would take a right value back, and a time would be wrong.
  const isWrong =
    problems.minutesAgo !== undefined || (corrects !== null && Object.keys(problems).length > 0);
  return isNone || isWrong || about === null ? null : values;
}

/** Why a set was not taken, by the field that the answer names, and what can be done. */
function refusalWords({ code, message }: Refusal, { corrects }: RecordedObservations): string {
  if (code === 'invalid') return invalidWords(message);
  if (code === 'conflict')
    return 'Not saved: who the patient is, or what was recorded, has just changed. Look whether this is right, and save again.';
  if (code === 'not-found' && corrects !== null)
    return 'Not saved: the set that you correct is not there any more. Save again, and they are saved as a new set.';
  return code === 'wrong-phase'
    ? 'Not saved: the call is over. Tell the clinician, or write it in the notes.'
    : 'Not saved: the service does not take it. Tell the clinician, or write it in the notes.';
}

function invalidWords(message: string): string {
  if (message.startsWith('dateOfBirth'))
    return 'Not saved: NEWS2 is for people of 16 and over. Say what worries you and how urgent it is instead.';
  if (message.startsWith('takenAt'))
    return 'Not saved: none of more than a day ago, or of a time that is to come, is saved. Say how many minutes ago they were taken.';
  return 'Not saved: one of the values cannot be. Check each, and its unit, and save again.';
}
