import { useEffect, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { linesOfHead } from '../../../domain/clinics/letter-paper.ts';
import type { LetterDraftView } from '../../../domain/clinics/letter-wire.ts';
import {
  letterHeadings,
  type LetterSection,
  letterSectionNames,
  toBeWritten,
} from '../../../domain/clinics/letter.ts';
import { type BookingId, bookingId as bookingIdSchema } from '../../../domain/ids.ts';
import { faultIn } from '../service/field-words.ts';
import { messageOf, useAsk, useEndpoint, useObservable } from '../service/hooks.ts';
import { recallJson, remember } from '../service/remembered.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { clockAt } from './clinic-words.ts';
import { LetterSaver, type LetterShown, textFor, unsavedLetter } from './letter-saver.ts';
import { Facts, Screen } from './screen.tsx';

/** `/clinics/letters/draft/…`: the letter about a booking, which its clinician corrects and signs. */
export function LetterDraftPage() {
  const asked = bookingIdSchema.safeParse(useParams()['bookingId']);
  return asked.success ? (
    <OneDraft key={asked.data} bookingId={asked.data} />
  ) : (
    <p className="bedside-empty">There is no such booking.</p>
  );
}

function OneDraft({ bookingId }: { bookingId: BookingId }) {
  const { loaded, reload } = useEndpoint('readLetterDraft', { params: { bookingId } });
  if (loaded.state === 'loading') return <Loading what="the letter" />;
  if (loaded.state === 'failed') {
    return (
      <>
        <LoadFailed message={loaded.message} onRetry={reload} />
        <p>
          <Link to={`/clinics/bookings/${bookingId}`}>Open the booking</Link>
        </p>
      </>
    );
  }
  return <Writing draft={loaded.value} />;
}

const keyOf = (bookingId: BookingId) => `bedside:letter:${bookingId}`;

/** Keeps the letter for as long as its page is there. */
function useLetterSaver(draft: LetterDraftView): LetterSaver {
  const ask = useAsk();
  const { timers } = useServices();
  const { bookingId } = draft;
  const [saver] = useState(() => {
    const params = { bookingId };
    const recalled = unsavedLetter.safeParse(recallJson(sessionStorage, keyOf(bookingId)));
    return new LetterSaver(draft, recalled.success ? recalled.data : null, {
      save: (text, revision) => ask('saveLetter', { params, body: { revision, ...text } }),
      read: () => ask('readLetterDraft', { params }),
      remember: (unsaved) => {
        remember(sessionStorage, keyOf(bookingId), unsaved === null ? null : JSON.stringify(unsaved));
      },
      timers,
    });
  });
  useEffect(() => {
    const tryNow = () => {
      saver.flush().catch(reportError);
    };
    window.addEventListener('online', tryNow);
    return () => {
      window.removeEventListener('online', tryNow);
      saver.close();
    };
  }, [saver]);
  return saver;
}

/** The browser asks before a page is closed that has words which are nowhere else. */
function useAskBeforeClosing(hasUnsaved: boolean): void {
  useEffect(() => {
    if (!hasUnsaved) return;
    const askFirst = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', askFirst);
    return () => {
      window.removeEventListener('beforeunload', askFirst);
    };
  }, [hasUnsaved]);
}

function Writing({ draft }: { draft: LetterDraftView }) {
  const { bookingId } = draft;
  const saver = useLetterSaver(draft);
  const shown = useObservable(saver.shown);
  useAskBeforeClosing(shown.keeping.state !== 'saved');
  const { busy, problems, send, errorOf } = useSigning(bookingId, saver);
  const { text } = shown;
  const write = (name: LetterSection, value: string) => {
    saver.change({ ...text, sections: { ...text.sections, [name]: value } });
  };
  return (
    <Screen title="Letter to sign" testId="letter-draft" fresh>
      <ErrorSummary problems={problems} />
      <About draft={draft} shown={shown} />
      <Form className="bedside-letter" aria-label="Letter" send={send}>
        <Reader draft={draft} shown={shown} saver={saver} />
        <Sections shown={shown} errorOf={errorOf} onWrite={write} />
        <Note
          draft={draft}
          onUse={(note) => {
            write('summary', note);
          }}
        />
        <Conflict shown={shown} saver={saver} />
        <Keeping shown={shown} />
        <div className="bedside-actions">
          <Button
            type="submit"
            data-testid="sign-letter"
            disabled={busy || shown.keeping.state === 'conflict'}
          >
            {busy ? 'Signing…' : signWords(draft, shown)}
          </Button>
          <Link
            className="nhsuk-button nhsuk-button--secondary"
            to="/clinics/mine"
            data-testid="letter-later"
          >
            Later
          </Link>
          <NotNeeded bookingId={bookingId} />
        </div>
      </Form>
    </Screen>
  );
}

/** What is written under each heading. */
function Sections(props: {
  shown: LetterShown;
  errorOf: (field: string) => string | undefined;
  onWrite: (name: LetterSection, value: string) => void;
}) {
  const { shown, errorOf, onWrite } = props;
  const { sections } = shown.text;
  return letterSectionNames.map((name) => (
    <TextArea
      key={name}
      large
      id={`letter-${name}`}
      data-testid={`letter-${name}`}
      label={letterHeadings[name]}
      hint={hintOf(name, sections[name])}
      error={errorOf(`letter-${name}`)}
      maxLength={name === 'summary' ? 10_000 : 5000}
      rows={rowsOf(sections[name])}
      value={sections[name]}
      onChange={({ target }) => {
        onWrite(name, target.value);
      }}
    />
  ));
}

function useSigning(bookingId: BookingId, saver: LetterSaver) {
  const ask = useAsk();
  const navigate = useNavigate();
  return useSending(
    async () => {
      // What nobody has touched is signed as it stands, and has to be kept first.
      if (saver.revision === 0) saver.change({ ...saver.shown.get().text });
      if (!(await saver.flush())) return [{ message: notSaved(saver.shown.get()) }];
      const { letterId } = await ask('signLetter', {
        params: { bookingId },
        body: { revision: saver.revision },
      });
      await navigate(`/clinics/letters/${letterId}`);
      return [];
    },
    (error): Problem[] => {
      const fault = error instanceof Error ? faultIn(error.message) : null;
      const name = letterSectionNames.find((one) => one === fault?.field);
      if (fault === null || name === undefined) return [{ message: messageOf(error) }];
      return [{ message: `${letterHeadings[name]}: ${fault.words}`, field: `letter-${name}` }];
    },
  );
}

function notSaved({ keeping }: LetterShown): string {
  const why = keeping.state === 'unsaved' && keeping.trouble !== null ? ` ${keeping.trouble}` : '';
  return `The letter is not saved yet, so it was not signed.${why}`;
}

function signWords({ drafts }: LetterDraftView, { text }: LetterShown): string {
  const { posted } = drafts.find(({ reader }) => reader === text.reader) ?? { posted: true };
  return posted ? 'Sign and have it posted' : 'Sign and send to healthcare';
}

/** Of whom it is: two identifiers, and for whom. */
function About({ draft, shown }: { draft: LetterDraftView; shown: LetterShown }) {
  const to = draft.drafts.find(({ reader }) => reader === shown.text.reader)?.to ?? draft.head.to;
  return (
    <>
      {draft.correctsOf === null ? null : (
        <p className="bedside-note" data-testid="letter-corrects">
          This letter corrects one that is signed. That one holds until you sign this one.
        </p>
      )}
      <Facts facts={linesOfHead({ ...draft.head, to })} />
    </>
  );
}

const readerHints = {
  healthcare: 'The booking clerks post it.',
  gp: 'The booking clerks post it. The patient can ask the GP for it.',
  patient: 'The booking clerks post it to both.',
} as const;

function Reader({ draft, shown, saver }: { draft: LetterDraftView; shown: LetterShown; saver: LetterSaver }) {
  return (
    <>
      <Radios
        legend="Who is this letter for?"
        name="letter-reader"
        id="letter-reader"
        choices={draft.drafts.map(({ reader, to, posted }) => ({
          value: reader,
          label: to,
          hint: posted ? readerHints[reader] : 'They read it here. The patient is not given it.',
          testId: `reader-${reader}`,
        }))}
        value={shown.text.reader}
        onChoose={(reader) => {
          saver.change(textFor(reader, shown.text, draft.drafts));
        }}
      />
      {draft.hospitalKept && shown.text.reader !== 'healthcare' ? (
        <p className="bedside-note" data-testid="hospital-kept">
          The hospital appointment is left out of this letter: the patient may read it, and must not learn of
          the appointment before they are taken to it. Only a letter for healthcare says that there is one.
        </p>
      ) : null}
    </>
  );
}

function hintOf(name: LetterSection, value: string): string {
  if (value.includes(toBeWritten)) return `Write in place of ${toBeWritten}.`;
  const needed = name === 'attendance' || name === 'summary' || name === 'plan';
  return needed ? 'Needed' : 'Left out of the letter if it is empty';
}

function rowsOf(value: string): number {
  return Math.min(14, Math.max(2, value.split('\n').length + Math.floor(value.length / 90)));
}

/** The clinician's own note is not in the letter unless they put it there. */
function Note({ draft: { note }, onUse }: { draft: LetterDraftView; onUse: (note: string) => void }) {
  return note === null ? null : (
    <section className="bedside-panel" aria-label="Your clinical note" data-testid="letter-note">
      <h3 className="nhsuk-heading-s">Your clinical note, not in the letter</h3>
      <p className="bedside-clinics__written">{note}</p>
      <Button
        variant="secondary"
        small
        data-testid="use-note"
        onClick={() => {
          onUse(note);
        }}
      >
        Use it as the clinical summary
      </Button>
    </section>
  );
}

/** Both texts, and which of them holds. */
function Conflict({ shown, saver }: { shown: LetterShown; saver: LetterSaver }) {
  const { keeping, text } = shown;
  if (keeping.state !== 'conflict') return null;
  const { theirs } = keeping;
  const differing = letterSectionNames.filter((name) => theirs.sections[name] !== text.sections[name]);
  return (
    <section className="bedside-panel" role="alert" data-testid="letter-conflict">
      <h3 className="nhsuk-heading-s">This letter was changed in another window</h3>
      <p>Nothing is lost. Above is what you have typed here; this is what the other window has kept:</p>
      {differing.map((name) => (
        <div key={name}>
          <strong>{letterHeadings[name]}</strong>
          <p className="bedside-clinics__written">
            {theirs.sections[name] === '' ? 'Empty' : theirs.sections[name]}
          </p>
        </div>
      ))}
      <div className="bedside-actions">
        <Button
          variant="secondary"
          small
          data-testid="keep-mine"
          onClick={() => {
            saver.keepMine().catch(reportError);
          }}
        >
          Keep what I have typed here
        </Button>
        <Button
          variant="secondary"
          small
          data-testid="take-theirs"
          onClick={() => {
            saver.takeTheirs();
          }}
        >
          Take what the other window has
        </Button>
      </div>
    </section>
  );
}

/** Whether the service has what is on the screen. */
function Keeping({ shown: { keeping } }: { shown: LetterShown }) {
  return (
    <p role="status" className="bedside-clinics__read" data-testid="letter-saved">
      {keepingWords(keeping)}
    </p>
  );
}

function keepingWords(keeping: LetterShown['keeping']): string {
  switch (keeping.state) {
    case 'saved':
      return keeping.at === null
        ? 'Drafted from what is recorded. Saved as you type.'
        : `Saved at ${clockAt(keeping.at)}`;
    case 'unsaved':
      return keeping.trouble === null ? 'Not saved yet' : `Not saved yet. ${keeping.trouble}`;
    case 'conflict':
      return 'Not saved: choose which text holds';
  }
}

function NotNeeded({ bookingId }: { bookingId: BookingId }) {
  const ask = useAsk();
  const navigate = useNavigate();
  return (
    <ConfirmedButton
      testId="letter-not-needed"
      label="No letter is needed"
      question={{
        title: 'Is no letter needed about this visit?',
        text: 'It is taken off your letters to sign. What is written in it is kept.',
        yes: 'No letter is needed',
        yesTestId: 'confirm-not-needed',
        no: 'Go back',
      }}
      act={async () => {
        await ask('dropLetter', { params: { bookingId } });
        await navigate('/clinics/mine');
        return [];
      }}
    />
  );
}
