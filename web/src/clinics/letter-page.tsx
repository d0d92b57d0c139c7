import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { letterTitle, linesOfHead, signedWords } from '../../../domain/clinics/letter-paper.ts';
import type { SignedLetterView } from '../../../domain/clinics/letter-wire.ts';
import { letterHeadings, letterSectionNames } from '../../../domain/clinics/letter.ts';
import { type LetterId, letterId as letterIdSchema } from '../../../domain/ids.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Facts, ProblemNote, Screen } from './screen.tsx';

/** `/clinics/letters/…`: a signed letter, to be read, printed or saved. */
export function LetterPage() {
  const asked = letterIdSchema.safeParse(useParams()['letterId']);
  return asked.success ? (
    <OneLetter key={asked.data} letterId={asked.data} />
  ) : (
    <p className="bedside-empty">There is no such letter.</p>
  );
}

function OneLetter({ letterId }: { letterId: LetterId }) {
  const { loaded, reload } = useEndpoint('readLetter', { params: { letterId } });
  if (loaded.state === 'loading') return <Loading what="the letter" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const letter = loaded.value;
  return (
    <Screen title={letterTitle} testId="screen-letter" fresh>
      <LetterActions letter={letter} />
      <LetterSheet letter={letter} />
      <p className="bedside-no-print">
        <Link to={`/clinics/bookings/${letter.bookingId}`}>Back to the booking</Link>
      </p>
    </Screen>
  );
}

function LetterActions({ letter }: { letter: SignedLetterView }) {
  const ask = useAsk();
  const [state, setState] = useState<{ busy: boolean; trouble: string | null }>({
    busy: false,
    trouble: null,
  });
  const save = async () => {
    setState({ busy: true, trouble: null });
    try {
      const file = await ask('writeLetter', { params: { letterId: letter.letterId } });
      saveFile({ name: 'letter.pdf', type: 'application/pdf', content: file });
      setState({ busy: false, trouble: null });
    } catch (error) {
      setState({ busy: false, trouble: messageOf(error) });
    }
  };
  return (
    <div className="bedside-no-print">
      <div className="bedside-actions">
        <Button
          data-testid="print-letter"
          onClick={() => {
            window.print();
          }}
        >
          Print this letter
        </Button>
        <Button
          variant="secondary"
          data-testid="save-letter"
          disabled={state.busy}
          onClick={() => {
            save().catch(reportError);
          }}
        >
          Save it as a PDF
        </Button>
        {letter.own && letter.replacedAt === null ? <Correct letter={letter} /> : null}
      </div>
      <ProblemNote>{state.trouble}</ProblemNote>
    </div>
  );
}

/** A signed letter stays as it is: another one takes its place. */
function Correct({ letter: { letterId, bookingId } }: { letter: SignedLetterView }) {
  const ask = useAsk();
  const navigate = useNavigate();
  return (
    <ConfirmedButton
      testId="correct-letter"
      label="Correct this letter"
      question={{
        title: 'Do you want to correct this letter?',
        text: 'You write another letter, which begins with the words of this one. This one stays as it is, and holds until you have signed the other.',
        yes: 'Correct it',
        yesTestId: 'confirm-correct-letter',
        no: 'Go back',
      }}
      act={async () => {
        await ask('correctLetter', { params: { letterId } });
        await navigate(`/clinics/letters/draft/${bookingId}`);
        return [];
      }}
    />
  );
}

/** The same words as in the PDF. */
function LetterSheet({ letter }: { letter: SignedLetterView }) {
  const { head, sections } = letter;
  const at = (instant: string | null) => (instant === null ? null : new Date(instant));
  const { signed, corrects, replaced } = signedWords({
    head,
    signedAt: new Date(letter.signedAt),
    correctsOf: at(letter.correctsOf),
    replacedAt: at(letter.replacedAt),
  });
  return (
    <article className="bedside-sheet bedside-sheet--letter" aria-label={letterTitle} data-testid="letter">
      <p>
        <strong>{head.organisationName}</strong>
      </p>
      {[head.warning, replaced].map((notice) =>
        notice === null ? null : (
          <p key={notice} className="bedside-sheet__warning">
            <strong>{notice}</strong>
          </p>
        ),
      )}
      <Facts facts={linesOfHead(head)} />
      {letterSectionNames
        .filter((name) => sections[name].trim() !== '')
        .map((name) => (
          <section key={name} aria-labelledby={`letter-${name}`}>
            <h3 className="nhsuk-heading-s" id={`letter-${name}`}>
              {letterHeadings[name]}
            </h3>
            <p className="bedside-clinics__written">{sections[name].trim()}</p>
          </section>
        ))}
      <p>
        <strong>{signed}</strong>
        {corrects === null ? null : (
          <>
            <br />
            {corrects}
          </>
        )}
      </p>
    </article>
  );
}
