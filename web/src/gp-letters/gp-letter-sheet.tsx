import { useState } from 'react';
import { Link } from 'react-router';
import {
  gpLetterTitle,
  gpSignedWords,
  linesOfGpHead,
  notSentWords,
} from '../../../domain/gp-letters/gp-letter-paper.ts';
import { gpLetterHeadings, gpLetterSectionNames } from '../../../domain/gp-letters/gp-letter.ts';
import type { GpLetterView } from '../../../domain/gp-letters/wire.ts';
import { Facts, ProblemNote, Screen } from '../clinics/screen.tsx';
import { messageOf, useAsk } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';

type Signed = Extract<GpLetterView, { state: 'signed' }>;

/** A signed letter, to be read, printed or saved. */
export function GpLetterSheet({ letter }: { letter: Signed }) {
  return (
    <Screen title={gpLetterTitle} testId="gp-letter-signed" fresh>
      <div className="bedside-no-print">
        <p className="bedside-note" data-testid="gp-letter-not-sent">
          {notSentWords(letter.head)}
        </p>
        <Actions letter={letter} />
      </div>
      <Sheet letter={letter} />
      <p className="bedside-no-print">
        <Link to="/gp-letters">All letters</Link>
      </p>
    </Screen>
  );
}

function Actions({ letter: { visitId } }: { letter: Signed }) {
  const ask = useAsk();
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = async () => {
    try {
      const content = await ask('writeGpLetter', { params: { visitId } });
      saveFile({ name: 'letter-to-gp.pdf', type: 'application/pdf', content });
      setTrouble(null);
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  return (
    <>
      <div className="bedside-actions">
        <Button
          data-testid="print-gp-letter"
          onClick={() => {
            window.print();
          }}
        >
          Print this letter
        </Button>
        <Button
          variant="secondary"
          data-testid="save-gp-letter"
          onClick={() => {
            save().catch(reportError);
          }}
        >
          Save it as a PDF
        </Button>
      </div>
      <ProblemNote>{trouble}</ProblemNote>
    </>
  );
}

/** The same words as in the PDF. */
function Sheet({ letter: { head, sections, signedAt } }: { letter: Signed }) {
  return (
    <article
      className="bedside-sheet bedside-sheet--letter"
      aria-label={gpLetterTitle}
      data-testid="gp-letter"
    >
      <p>
        <strong>{head.organisationName}</strong>
      </p>
      <Facts facts={linesOfGpHead(head)} />
      {gpLetterSectionNames
        .filter((name) => sections[name].trim() !== '')
        .map((name) => (
          <section key={name} aria-labelledby={`gp-letter-${name}`}>
            <h3 className="nhsuk-heading-s" id={`gp-letter-${name}`}>
              {gpLetterHeadings[name]}
            </h3>
            <p className="bedside-clinics__written">{sections[name].trim()}</p>
          </section>
        ))}
      <p>
        <strong>{gpSignedWords(head, new Date(signedAt))}</strong>
      </p>
    </article>
  );
}
