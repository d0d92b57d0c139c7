import { z } from 'zod';
import type { Answer, Refusal } from '../../../domain/contract/commands.ts';
import { patientId } from '../../../domain/ids.ts';
import type { CallId, PatientId } from '../../../domain/ids.ts';
import { faultOf } from '../../../domain/record/questionnaires/questionnaire.ts';
import { sbardQuestion } from '../../../domain/record/questionnaires/sbard.ts';
import { type AnswerReply, type SbardAnswerView, sbardAnswerView } from '../../../domain/record/sbard.ts';
import { type Connection, mayPass } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import { recallJson, remember } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';

const draft = z.strictObject({
  value: z.string(),
  /** The version that was on the screen when typing began. */
  basis: z.int(),
  /** Whom the call was about then. */
  patientId: patientId.nullable(),
  /** Sent as it is until the service has answered, so that nothing is kept twice. */
  sent: z.strictObject({ requestId: z.string(), value: z.string() }).nullable(),
  /** Another version stands: somebody chooses. Or the service does not take it, and why. */
  problem: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('conflict'), standing: sbardAnswerView.nullable() }),
      z.strictObject({ kind: z.literal('refused'), words: z.string() }),
    ])
    .nullable(),
});
export type AnswerDraft = z.infer<typeof draft>;

const kept = z.strictObject({ drafts: z.record(z.string(), draft), touchedAt: z.number() });

export type SbardView = z.infer<typeof kept> & {
  /** What this tab has saved and the state of the call may not show yet. */
  readonly saved: Readonly<Record<string, { value: string; version: number }>>;
  readonly saving: 'nothing-yet' | 'saving' | 'waiting' | 'saved';
};

/** The call as the screen shows it. */
export type ShownSbard = {
  readonly patientId: PatientId | null;
  readonly answers: readonly SbardAnswerView[];
};

/** Under which what is typed of each call is kept in the tab. */
export const sbardPrefix = 'bedside:sbard:';

const pauseInTypingMs = 1200;
const againAfterMs = 3000;
/** A little longer than the service takes anything after the end of a call. */
const forgottenAfterMs = 13 * 3_600_000;

/**
 * The SBARD of one call as it is typed in this tab: kept through a reload, sent in every pause, answer by answer, and sent again until
 * the service has it. What meets another version waits for somebody's choice.
 */
export class SbardSync {
  readonly view: Observable<SbardView>;
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
    const found = before.success ? before.data : { drafts: {}, touchedAt: 0 };
    const saving = Object.keys(found.drafts).length > 0 ? 'saving' : 'nothing-yet';
    this.view = new Observable<SbardView>({ ...found, saved: {}, saving });
  }

  /** Typing goes on from what the screen has shown; a choice or a yes or no is sent at once. */
  type(linkId: string, value: string, shown: ShownSbard): void {
    const before = this.view.get().drafts[linkId];
    const basis = before?.basis ?? versionShown(linkId, this.view.get(), shown);
    const standing = before?.problem?.kind === 'conflict' ? before.problem : null;
    this.#put(linkId, {
      ...{ value, basis, problem: standing, sent: before?.sent ?? null },
      patientId:
        before === undefined || before.problem?.kind === 'refused' ? shown.patientId : before.patientId,
    });
    const type = sbardQuestion(linkId)?.type;
    this.#sendSoon(type === 'choice' || type === 'boolean' ? 0 : pauseInTypingMs);
  }

  /** The field is left: what is typed goes out now. */
  leave(): void {
    this.#sendSoon(0);
  }

  /** Of two texts: the own one in place of what stands, or what somebody has made of both. */
  replace(linkId: string, value: string, shown: ShownSbard): void {
    const standing = versionShown(linkId, this.view.get(), shown);
    const problem = this.view.get().drafts[linkId]?.problem;
    const answered = problem?.kind === 'conflict' ? (problem.standing?.version ?? 0) : 0;
    this.#put(linkId, {
      ...{
        value,
        basis: Math.max(standing, answered),
        patientId: shown.patientId,
        sent: null,
        problem: null,
      },
    });
    this.#sendSoon(0);
  }

  /** What is typed here is given up, and what stands is shown. */
  giveUp(linkId: string): void {
    this.#show({ drafts: without(this.view.get().drafts, linkId) });
  }

  /** Sends what waits, now. */
  send(): void {
    this.#stopped = false;
    this.#sendSoon(0);
  }

  /** Nothing is sent again until `send`. */
  stop(): void {
    this.#stopped = true;
    this.#stopPause();
  }

  /** Of a call so long ago nothing is taken any more. */
  forgetOld(): void {
    const { touchedAt } = this.view.get();
    if (touchedAt !== 0 && this.#connection.now() - touchedAt > forgottenAfterMs) this.#show({ drafts: {} });
  }

  #put(linkId: string, one: AnswerDraft): void {
    const drafts = { ...this.view.get().drafts, [linkId]: one };
    this.#show({ drafts, saving: 'saving', touchedAt: this.#connection.now() });
  }

  #sendSoon(ms: number): void {
    this.#stopPause();
    if (this.#stopped) return;
    this.#stopPause = this.#timers.after(ms, () => {
      this.#send().catch(reportError);
    });
  }

  async #send(): Promise<void> {
    const next = Object.entries(this.view.get().drafts).find(([linkId, one]) => canGo(linkId, one));
    if (this.#sending) return;
    if (next === undefined) {
      this.#settle();
      return;
    }
    const [linkId, one] = next;
    const sent = one.sent ?? { requestId: crypto.randomUUID(), value: one.value };
    this.#put(linkId, { ...one, sent });
    this.#sending = true;
    const answer = await this.#connection.command('call:answer-sbard', {
      ...{ callId: this.#callId, linkId, requestId: sent.requestId, patientId: one.patientId },
      ...{ value: sent.value.trim() === '' ? null : sent.value, basis: one.basis },
    });
    this.#sending = false;
    // A token that has run out is renewed by the connection.
    if (!answer.ok && (mayPass(answer) || answer.code === 'unauthenticated')) {
      this.#show({ saving: 'waiting' });
      this.#sendSoon(againAfterMs);
      return;
    }
    this.#answered(linkId, sent.value, answer);
    this.#sendSoon(0);
  }

  #answered(linkId: string, value: string, answer: Answer<AnswerReply>): void {
    const { drafts, saved } = this.view.get();
    const now = drafts[linkId];
    if (now === undefined) return;
    const others = without(drafts, linkId);
    if (!answer.ok) {
      const problem = { kind: 'refused' as const, words: refusalWords(answer) };
      this.#show({ drafts: { ...others, [linkId]: { ...now, sent: null, problem } } });
      // Whoever is asked to look must see what there is now.
      if (answer.code === 'conflict') this.#connection.refresh().catch(reportError);
      return;
    }
    const reply = answer.value;
    const standing = reply.kept ? null : reply.standing;
    const isSame = standing !== null && (standing.value ?? '') === now.value;
    if (!reply.kept && !isSame) {
      const problem = { kind: 'conflict' as const, standing };
      this.#show({ drafts: { ...others, [linkId]: { ...now, sent: null, problem } } });
      return;
    }
    const version = reply.kept ? reply.version : (standing?.version ?? 0);
    const isOver = isSame || now.value === value;
    this.#show({
      drafts: isOver ? others : { ...others, [linkId]: { ...now, basis: version, sent: null } },
      saved: { ...saved, [linkId]: { value: isSame ? now.value : value, version } },
    });
  }

  #settle(): void {
    const { drafts, saving } = this.view.get();
    if (saving === 'nothing-yet') return;
    this.#show({ saving: Object.keys(drafts).length === 0 ? 'saved' : 'nothing-yet' });
  }

  #show(change: Partial<SbardView>): void {
    const view = { ...this.view.get(), ...change };
    this.view.set(view);
    const { drafts, touchedAt } = view;
    const isNothing = Object.keys(drafts).length === 0;
    remember(this.#storage, this.#key(), isNothing ? null : JSON.stringify({ drafts, touchedAt }));
  }

  #key(): string {
    return `${sbardPrefix}${this.#callId}`;
  }
}

function without(drafts: SbardView['drafts'], linkId: string): SbardView['drafts'] {
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => key !== linkId));
}

/** What nobody has to look at first; an answer that cannot be is not sent, and its field says why. */
function canGo(linkId: string, { value, problem, sent }: AnswerDraft): boolean {
  if (problem !== null) return false;
  return sent !== null || typedFault(linkId, value) === undefined;
}

/** Why an answer cannot be sent as it is typed, in words that go after the name of its field. */
export function typedFault(linkId: string, value: string): string | undefined {
  const question = sbardQuestion(linkId);
  return question === undefined || value.trim() === '' ? undefined : faultOf(question, value);
}

function versionShown(linkId: string, { saved }: SbardView, { answers }: ShownSbard): number {
  const standing = answers.find((one) => one.linkId === linkId)?.version ?? 0;
  return Math.max(standing, saved[linkId]?.version ?? 0);
}

/** What the field of an answer shows: what is typed here, else the newer of what was saved here and what the call has. */
export function valueShown(linkId: string, view: SbardView, answers: readonly SbardAnswerView[]): string {
  const typed = view.drafts[linkId];
  if (typed !== undefined) return typed.value;
  const standing = answers.find((one) => one.linkId === linkId);
  const saved = view.saved[linkId];
  if (saved !== undefined && saved.version > (standing?.version ?? 0)) return saved.value;
  return standing?.value ?? '';
}

function refusalWords({ code, message }: Refusal): string {
  if (code === 'conflict')
    return 'Not saved: the call is about somebody else now. Look whether this is right for them, and save it again.';
  if (code === 'wrong-phase') return 'Not saved: the call was over too long ago.';
  if (code === 'invalid' && message.startsWith('value'))
    return 'Not saved: the service does not take this answer. Change it.';
  return 'Not saved: the service does not take it from here. Copy it, and tell the other side.';
}
