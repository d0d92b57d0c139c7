import type { PatientId } from '../../../domain/ids.ts';
import type { RecordEntry, RecordView } from '../../../domain/shared-record/record-view.ts';
import type { VisitCard } from '../../../domain/states/wire.ts';
import { Button } from '../ui/button.tsx';
import { cannotRead, contactWords, momentWords, nothingRecorded, whoseRecord } from './record-words.ts';
import { useRecord } from './use-record.ts';

/** What is read of a record in seconds, while it rings. It stands below the answers and holds nobody up. */
export function RecordInShort({ card }: { card: VisitCard }) {
  const whose = whoseRecord(card);
  return (
    <section className="bedside-ringing__record" aria-label="Record" data-testid="record-in-short">
      {'none' in whose ? (
        <p>{whose.none}</p>
      ) : (
        <ReadInShort key={whose.patientId} patientId={whose.patientId} />
      )}
    </section>
  );
}

function ReadInShort({ patientId }: { patientId: PatientId }) {
  const { loaded, reload } = useRecord(patientId);
  if (loaded.state === 'loading') return <p>Reading the record…</p>;
  if (loaded.state === 'failed') {
    return (
      <>
        <p role="alert">{cannotRead}</p>
        <Button variant="reverse" small onClick={reload}>
          Try again
        </Button>
      </>
    );
  }
  return <InShort record={loaded.value} />;
}

function InShort({ record }: { record: RecordView }) {
  const { allergies, flags, plans, contacts, more } = record;
  const [last] = contacts;
  const cut = more.some((part) => part === 'allergies' || part === 'flags' || part === 'plans');
  return (
    <>
      <p>
        Record of <strong>{record.patient.name}</strong>
      </p>
      <dl>
        <Row name="Allergies" words={allergyWords(allergies)} />
        <Row name="Alerts and plans" words={nowWords([...flags, ...plans])} />
        <Row
          name="Last contact"
          words={last === undefined ? 'None before with this service.' : lastWords(last)}
        />
      </dl>
      {cut ? <p>There is more in the record than is shown here.</p> : null}
    </>
  );
}

function Row({ name, words }: { name: string; words: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{words}</dd>
    </div>
  );
}

/** Also those that are said to be over: whether they are is for the reader to judge. */
function allergyWords(entries: readonly RecordEntry[]): string {
  if (entries.length === 0) return nothingRecorded;
  return `${entries
    .map(({ text, current, state }) =>
      current || state === null ? text : `${text} (${state.toLowerCase()})`,
    )
    .join('; ')}.`;
}

function nowWords(entries: readonly RecordEntry[]): string {
  const now = entries.filter(({ current }) => current);
  return now.length === 0 ? nothingRecorded : `${now.map(({ text }) => text).join('; ')}.`;
}

function lastWords(contact: RecordView['contacts'][number]): string {
  const { title, lines } = contactWords(contact);
  return `${title}, ${momentWords(contact.at)}. ${lines.join('. ')}`;
}
