import { useState } from 'react';
import type { PatientId } from '../../../domain/ids.ts';
import type { ReaderView } from '../../../domain/record/reader-wire.ts';
import { momentWords } from '../clinician/record-words.ts';
import { useEndpoint } from '../service/hooks.ts';
import { asSentence } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';

/** Who has read about a patient: to be read on the screen, or printed and handed over. */
export function Readers({ patientId }: { patientId: PatientId }) {
  /** Where each page visited so far begins; the first one has no mark. */
  const [marks, setMarks] = useState<readonly (string | null)[]>([null]);
  const before = marks.at(-1) ?? null;
  const { loaded, reload } = useEndpoint('listReaders', {
    params: { patientId },
    query: before === null ? {} : { before },
  });
  if (loaded.state === 'loading') return <Loading what="who has looked" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { name, readers, next } = loaded.value;
  return (
    <section aria-labelledby="readers-title" data-testid="readers">
      <h1 className="nhsuk-heading-l" id="readers-title">
        Who has looked at the record of {name}
      </h1>
      <p>
        Newest first. It says who looked, when and why they could, and not what they read. Lists of everybody
        who lives at a place, which staff there read each day, are not in it.
      </p>
      <ReaderTable readers={readers} />
      <Pages
        onNewer={
          marks.length > 1
            ? () => {
                setMarks(marks.slice(0, -1));
              }
            : null
        }
        onOlder={
          next === null
            ? null
            : () => {
                setMarks([...marks, next]);
              }
        }
      />
    </section>
  );
}

function Pages({ onNewer, onOlder }: { onNewer: (() => void) | null; onOlder: (() => void) | null }) {
  return (
    <nav className="bedside-actions bedside-no-print" aria-label="Pages">
      {onNewer === null ? null : (
        <Button variant="secondary" small onClick={onNewer}>
          Newer
        </Button>
      )}
      {onOlder === null ? null : (
        <Button variant="secondary" small data-testid="readers-older" onClick={onOlder}>
          Older
        </Button>
      )}
      <Button
        variant="secondary"
        small
        onClick={() => {
          window.print();
        }}
      >
        Print this page
      </Button>
    </nav>
  );
}

const kindWords: Readonly<Record<ReaderView['kind'], string>> = {
  person: 'A member of staff',
  station: 'A station',
  guest: 'A guest in a visit',
  'record-client': 'A partner’s system',
};

function ReaderTable({ readers }: { readers: readonly ReaderView[] }) {
  if (readers.length === 0) return <p className="bedside-empty">Nobody has looked at it yet.</p>;
  return (
    <table className="bedside-table bedside-readers">
      <caption className="nhsuk-u-visually-hidden">Who has looked, newest first, up to 50</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Of</th>
          <th scope="col">What</th>
          <th scope="col">Why they could</th>
        </tr>
      </thead>
      <tbody>
        {readers.map(({ id, at, kind, name, organisation, what, by }) => (
          <tr key={id}>
            <td data-name="When">{momentWords(at)}</td>
            <td data-name="Who">{name ?? kindWords[kind]}</td>
            <td data-name="Of">{organisation ?? '–'}</td>
            <td data-name="What">{what}</td>
            <td data-name="Why they could">
              {by === null
                ? kind === 'record-client'
                  ? 'A system that was let in'
                  : 'Their role'
                : asSentence(by)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
