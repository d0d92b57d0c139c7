import { z } from 'zod';
import type { ResidentView } from '../../../domain/residents/wire.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import type { CallId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import { recallJson, remember } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';
import {
  type Draft,
  type DraftField,
  draftOf,
  type DraftProblems,
  type DraftState,
  parts,
  pick,
  saved,
  takeIn,
  toSend,
  type,
} from './draft.ts';

export type DraftView = {
  readonly state: DraftState;
  readonly focused: DraftField | null;
  readonly saving: 'nothing-yet' | 'saving' | 'saved' | 'waiting';
  readonly problems: DraftProblems;
};

const text = z.string().max(5000);
const keptDraft = z.strictObject({
  draft: z.strictObject({
    // One that was kept before residents could be picked.
    patientId: text.default(''),
    staffName: text,
    patientName: text,
    day: text,
    month: text,
    year: text,
    nhsNumber: text,
    concern: text,
    acuity: text,
    wantedSkills: text,
  }),
  touched: z.array(z.enum(parts)),
});

const pauseInTypingMs = 600;

/** The details of one call as staff type them: saved in every pause, kept through a reload until they are saved. */
export class DraftSync {
  readonly view: Observable<DraftView>;
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #callId: CallId;
  #sending = false;
  #stops: (() => void)[] = [];
  #stopPause: () => void = () => undefined;

  constructor(options: { connection: Connection; timers: Timers; call: StationCall }) {
    this.#connection = options.connection;
    this.#timers = options.timers;
    this.#callId = options.call.callId;
    const kept = keptDraft.safeParse(recallJson(sessionStorage, this.#key()));
    const empty: DraftState = { draft: draftOf(options.call), touched: [] };
    this.view = new Observable<DraftView>({
      state: kept.success ? takeIn(kept.data, options.call, null) : empty,
      focused: null,
      saving: kept.success ? 'saving' : 'nothing-yet',
      problems: {},
    });
  }

  open(): void {
    this.#stops = [
      this.#connection.audience.subscribe(() => {
        this.#takeIn();
      }),
      this.#connection.link.subscribe(() => {
        this.#saveSoon(0);
      }),
    ];
    if (this.view.get().state.touched.length > 0) this.#saveSoon(0);
  }

  type(field: DraftField, value: string): void {
    this.#show({ state: type(this.view.get().state, field, value), saving: 'saving' });
    this.#keep();
    this.#saveSoon(field === 'acuity' || field === 'wantedSkills' ? 0 : pauseInTypingMs);
  }

  /** Somebody from the list, or nobody on it. */
  pick(resident: ResidentView | null): void {
    this.#show({ state: pick(this.view.get().state, resident), saving: 'saving', focused: null });
    this.#keep();
    this.#saveSoon(0);
  }

  focus(field: DraftField): void {
    this.#show({ focused: field });
  }

  blur(): void {
    this.#show({ focused: null });
    if (this.view.get().state.touched.length > 0) this.#saveSoon(0);
  }

  close(): void {
    this.#stopPause();
    for (const stop of this.#stops) stop();
    // Left in the middle of a word: what there is goes out now.
    this.#save().catch(reportError);
  }

  #takeIn(): void {
    const state = this.#connection.audience.get()?.state;
    if (state?.kind !== 'station' || state.call?.callId !== this.#callId) return;
    const { state: draft, focused } = this.view.get();
    this.#show({ state: takeIn(draft, state.call, focused) });
  }

  #saveSoon(ms: number): void {
    this.#stopPause();
    this.#stopPause = this.#timers.after(ms, () => {
      this.#save().catch(reportError);
    });
  }

  async #save(): Promise<void> {
    if (this.#sending) return;
    const from: Draft = this.view.get().state.draft;
    const { description, sent, problems } = toSend(this.view.get().state, new Date());
    this.#show({ problems });
    if (sent.length === 0) {
      this.#showSaved();
      return;
    }
    this.#sending = true;
    const answer = await this.#connection.command('call:describe', { ...description, callId: this.#callId });
    this.#sending = false;
    if (!answer.ok) {
      if (answer.code === 'not-found' && sent.includes('patientId')) {
        this.#unpick();
        return;
      }
      this.#show({ saving: 'waiting' });
      // Not connected: the next connect sends it. Anything else may pass by itself.
      if (answer.code !== 'unavailable') this.#saveSoon(3000);
      return;
    }
    this.#show({ state: saved(this.view.get().state, sent, from) });
    this.#keep();
    this.#showSaved();
    if (toSend(this.view.get().state, new Date()).sent.length > 0) this.#saveSoon(pauseInTypingMs);
  }

  /** Whoever was picked is not on the list any more: what the service has stands, and staff are told. */
  #unpick(): void {
    const { state } = this.view.get();
    const rest = { ...state, touched: state.touched.filter((part) => part !== 'patientId') };
    this.#show({ state: rest, saving: 'waiting' });
    this.#takeIn();
    this.#keep();
    this.#show({ problems: { patientId: 'That resident is not on the list any more. Pick again' } });
  }

  #showSaved(): void {
    const { state, saving } = this.view.get();
    if (toSend(state, new Date()).sent.length === 0 && saving !== 'nothing-yet')
      this.#show({ saving: 'saved' });
  }

  #keep(): void {
    const { state } = this.view.get();
    remember(sessionStorage, this.#key(), state.touched.length === 0 ? null : JSON.stringify(state));
  }

  #key(): string {
    return `bedside:draft:${this.#callId}`;
  }

  #show(change: Partial<DraftView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}
