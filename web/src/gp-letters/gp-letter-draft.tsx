import { useState } from 'react';
import { Link } from 'react-router';
import { linesOfGpHead } from '../../../domain/gp-letters/gp-letter-paper.ts';
import {
  gpLetterHeadings,
  type GpLetterSection,
  gpLetterSectionNames,
} from '../../../domain/gp-letters/gp-letter.ts';
import type { GpLetterView } from '../../../domain/gp-letters/wire.ts';
import { Facts, Screen } from '../clinics/screen.tsx';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';

type Draft = Extract<GpLetterView, { state: 'draft' }>;

const needed: ReadonlySet<GpLetterSection> = new Set(['reason', 'decision', 'plan']);

/** What is drafted from the write-up, for its clinician to correct and to sign. */
export function GpLetterDraft({ letter, onSigned }: { letter: Draft; onSigned: () => void }) {
  const ask = useAsk();
  const [sections, setSections] = useState(letter.sections);
  const { head, visitId, note } = letter;
  const { busy, problems, send, errorOf } = useSending(async () => {
    const missing = gpLetterSectionNames.filter((name) => needed.has(name) && sections[name].trim() === '');
    if (missing.length > 0) return missing.map(missingWords);
    await ask('signGpLetter', {
      params: { visitId },
      body: { patientId: head.patient.patientId, odsCode: head.practice?.odsCode ?? null, sections },
    });
    onSigned();
    return [];
  });
  return (
    <Screen title="Letter to the GP, to sign" testId="gp-letter-draft" fresh>
      <ErrorSummary problems={problems} />
      <Facts facts={linesOfGpHead(head)} />
      <p className="bedside-note">
        This service does not send the letter. When it is signed you can print it or save it. What you change
        here is kept only when you sign.
      </p>
      <Form className="bedside-letter" aria-label="Letter" send={send}>
        {gpLetterSectionNames.map((name) => (
          <TextArea
            key={name}
            large
            id={`gp-letter-${name}`}
            data-testid={`gp-letter-${name}`}
            label={gpLetterHeadings[name]}
            hint={needed.has(name) ? hints[name] : 'Left out of the letter if it is empty'}
            error={errorOf(`gp-letter-${name}`)}
            maxLength={name === 'summary' ? 10_000 : 5000}
            rows={rowsOf(sections[name])}
            value={sections[name]}
            onChange={({ target }) => {
              setSections({ ...sections, [name]: target.value });
            }}
          />
        ))}
        <Note note={note} />
        <Actions busy={busy} />
      </Form>
    </Screen>
  );
}

function Actions({ busy }: { busy: boolean }) {
  return (
    <div className="bedside-actions">
      <Button type="submit" data-testid="sign-gp-letter" disabled={busy}>
        {busy ? 'Signing…' : 'Sign the letter'}
      </Button>
      <Link className="nhsuk-button nhsuk-button--secondary" to="/gp-letters">
        Later
      </Link>
    </div>
  );
}

const hints: Readonly<Partial<Record<GpLetterSection, string>>> = {
  reason: 'Needed',
  decision: 'Needed',
  plan: 'Needed. Say what the GP is asked to do, or that nothing is asked.',
};

function missingWords(name: GpLetterSection): Problem {
  return { message: `${gpLetterHeadings[name]}: write something here`, field: `gp-letter-${name}` };
}

function rowsOf(value: string): number {
  return Math.min(14, Math.max(2, value.split('\n').length + Math.floor(value.length / 90)));
}

/** The clinician's own note is not in the letter unless they put it there. */
function Note({ note }: { note: string | null }) {
  return note === null ? null : (
    <section className="bedside-panel" aria-label="Your clinical note">
      <h3 className="nhsuk-heading-s">Your clinical note, not in the letter</h3>
      <p className="bedside-clinics__written">{note}</p>
    </section>
  );
}
