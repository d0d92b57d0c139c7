import { z } from 'zod';
import type { LetterDraftView } from '../../../domain/clinics/letter-wire.ts';
import { letterReader, letterSectionNames, letterSections } from '../../../domain/clinics/letter.ts';
import { ApiError } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';
import { Observable } from '../service/observable.ts';
import type { Timers } from '../service/timers.ts';

const letterText = z.strictObject({ reader: letterReader, sections: letterSections });
export type LetterText = z.infer<typeof letterText>;

/** What was typed and not kept by the service yet, with the state of the letter that it was typed into. */
export const unsavedLetter = z.strictObject({ revision: z.int(), text: letterText });
type UnsavedLetter = z.infer<typeof unsavedLetter>;

/** Whether the service has what is on the screen. */
export type LetterKeeping =
  | { state: 'saved'; at: string | null }
  /** `trouble` says why the last try failed. */
  | { state: 'unsaved'; trouble: string | null }
  /** Another window has written meanwhile: what it wrote. */
  | { state: 'conflict'; theirs: LetterDraftView };

export type LetterShown = { text: LetterText; keeping: LetterKeeping };

type Ports = {
  save: (text: LetterText, revision: number) => Promise<{ revision: number; savedAt: string }>;
  read: () => Promise<LetterDraftView>;
  /** Keeps in this browser what the service does not have yet; null forgets it. */
  remember: (unsaved: UnsavedLetter | null) => void;
  timers: Pick<Timers, 'after'>;
};

const typingMs = 800;
const againMs = 5000;

/** Has the service keep a letter as it is typed. Nothing that was typed is dropped before the service has it. */
export class LetterSaver {
  readonly shown: Observable<LetterShown>;
  readonly #ports: Ports;
  #revision: number;
  /** What the service was last asked to keep: the answer may be lost, and the text be there. */
  #sent: LetterText | null = null;
  #stopTimer: () => void = () => undefined;
  #saving: Promise<boolean> | null = null;
  #closed = false;

  constructor(draft: LetterDraftView, recalled: UnsavedLetter | null, ports: Ports) {
    this.#ports = ports;
    this.#revision = draft.revision;
    this.shown = new Observable<LetterShown>(firstShown(draft, recalled));
    if (this.shown.get().keeping.state === 'unsaved') this.#saveIn(typingMs);
  }

  get revision(): number {
    return this.#revision;
  }

  /** Somebody has typed. */
  change(text: LetterText): void {
    const { keeping } = this.shown.get();
    if (keeping.state === 'conflict') {
      this.#show({ text, keeping });
      return;
    }
    this.#show({ text, keeping: { state: 'unsaved', trouble: null } });
    this.#saveIn(typingMs);
  }

  /** Whether the service has all of it now. */
  flush(): Promise<boolean> {
    this.#stopTimer();
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  /** Of two texts that of this window holds. */
  keepMine(): Promise<boolean> {
    const { text, keeping } = this.shown.get();
    if (keeping.state !== 'conflict') return this.flush();
    this.#revision = keeping.theirs.revision;
    this.#show({ text, keeping: { state: 'unsaved', trouble: null } });
    return this.flush();
  }

  /** Of two texts that of the other window holds. */
  takeTheirs(): void {
    const { keeping } = this.shown.get();
    if (keeping.state === 'conflict') this.#take(keeping.theirs);
  }

  /** The page is left: what is not kept yet is sent once more, and stays in this browser until it is. */
  close(): void {
    this.#closed = true;
    this.#stopTimer();
    if (this.shown.get().keeping.state === 'unsaved') this.flush().catch(reportError);
  }

  async #saveAll(): Promise<boolean> {
    for (;;) {
      const { text, keeping } = this.shown.get();
      if (keeping.state !== 'unsaved') return keeping.state === 'saved';
      try {
        const before = this.#sent;
        this.#sent = text;
        const kept = await this.#save(text, before);
        if (kept === null) return false;
        if (this.shown.get().text === text)
          this.#show({ text, keeping: { state: 'saved', at: kept.savedAt } });
      } catch (error) {
        this.#show({ ...this.shown.get(), keeping: { state: 'unsaved', trouble: messageOf(error) } });
        // What the service has refused it would refuse again; only what it did not hear is sent once more.
        if (!this.#closed && isUnheard(error)) this.#saveIn(againMs);
        return false;
      }
    }
  }

  /** Null where another window has written: then both texts are shown. */
  async #save(text: LetterText, before: LetterText | null): Promise<{ savedAt: string | null } | null> {
    try {
      const { revision, savedAt } = await this.#ports.save(text, this.#revision);
      this.#revision = revision;
      return { savedAt };
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'conflict') throw error;
    }
    const theirs = await this.#ports.read();
    if (isSame(theirs, text)) {
      this.#revision = theirs.revision;
      return { savedAt: theirs.savedAt };
    }
    if (before !== null && isSame(theirs, before)) {
      // It was ours: only the answer was lost.
      this.#revision = theirs.revision;
      return this.#save(text, null);
    }
    this.#show({ ...this.shown.get(), keeping: { state: 'conflict', theirs } });
    return null;
  }

  #take({ reader, sections, revision, savedAt }: LetterDraftView): void {
    this.#revision = revision;
    this.#show({ text: { reader, sections }, keeping: { state: 'saved', at: savedAt } });
  }

  #show(shown: LetterShown): void {
    const { text, keeping } = shown;
    this.#ports.remember(keeping.state === 'saved' ? null : { revision: this.#revision, text });
    this.shown.set(shown);
  }

  #saveIn(ms: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#ports.timers.after(ms, () => {
      this.flush().catch(reportError);
    });
  }
}

function isUnheard(error: unknown): boolean {
  return error instanceof ApiError && ['offline', 'unavailable', 'internal', 'too-many'].includes(error.code);
}

function firstShown(draft: LetterDraftView, recalled: UnsavedLetter | null): LetterShown {
  const { reader, sections, savedAt } = draft;
  const kept: LetterShown = { text: { reader, sections }, keeping: { state: 'saved', at: savedAt } };
  if (recalled === null || isSame(draft, recalled.text)) return kept;
  return recalled.revision === draft.revision
    ? { text: recalled.text, keeping: { state: 'unsaved', trouble: null } }
    : { text: recalled.text, keeping: { state: 'conflict', theirs: draft } };
}

function isSame(one: LetterText, other: LetterText): boolean {
  return (
    one.reader === other.reader &&
    letterSectionNames.every((name) => one.sections[name] === other.sections[name])
  );
}

/** The letter for other readers: what nobody has touched becomes what is said to these, and what was typed stays. */
export function textFor(
  reader: LetterText['reader'],
  text: LetterText,
  drafts: LetterDraftView['drafts'],
): LetterText {
  const before = drafts.find((draft) => draft.reader === text.reader)?.sections;
  const after = drafts.find((draft) => draft.reader === reader)?.sections;
  if (before === undefined || after === undefined) return { ...text, reader };
  const sections = { ...text.sections };
  for (const name of letterSectionNames) {
    if (sections[name] === before[name]) sections[name] = after[name];
  }
  return { reader, sections };
}
