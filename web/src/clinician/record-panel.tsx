import { useState } from 'react';
import type { PatientId } from '../../../domain/ids.ts';
import type { RecordView } from '../../../domain/shared-record/record-view.ts';
import type { VisitCard } from '../../../domain/states/wire.ts';
import { birthWords, nhsNumberWords } from './clinician-words.ts';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Contacts, Entries, More } from './record-entries.tsx';
import {
  cannotRead,
  momentWords,
  nothingRecorded,
  partWords,
  seenBecause,
  whoseRecord,
} from './record-words.ts';
import { Trend } from './record-trend.tsx';
import { useRecord } from './use-record.ts';

/** The record of whoever a call or a booking is about, in its own place, which can be folded away. It is read while it is open. */
export function RecordPanel({ card }: { card: VisitCard }) {
  const [open, setOpen] = useState(true);
  const whose = whoseRecord(card);
  return (
    <details
      className="nhsuk-details bedside-record"
      open={open}
      data-testid="record"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">Record</span>
      </summary>
      <div className="nhsuk-details__text" role="region" aria-label="Record of the patient" tabIndex={0}>
        {'none' in whose ? <p data-testid="no-record">{whose.none}</p> : null}
        {'patientId' in whose && open ? (
          <ReadRecord key={whose.patientId} patientId={whose.patientId} />
        ) : null}
      </div>
    </details>
  );
}

/** The record of one patient, read now. */
export function ReadRecord({ patientId }: { patientId: PatientId }) {
  const { loaded, reload } = useRecord(patientId);
  if (loaded.state === 'loading') return <Loading what="the record" />;
  if (loaded.state === 'failed') return <LoadFailed message={cannotRead} onRetry={reload} />;
  return <WholeRecord record={loaded.value} onAgain={reload} />;
}

function WholeRecord({ record, onAgain }: { record: RecordView; onAgain: () => void }) {
  const { more } = record;
  return (
    <>
      <Identity record={record} />
      <Entries part="allergies" entries={record.allergies} more={more} />
      <Entries part="problems" entries={record.problems} more={more} />
      <Entries part="medicines" entries={record.medicines} more={more} />
      <Entries part="flags" entries={record.flags} more={more} />
      <Entries part="plans" entries={record.plans} more={more} />
      <section data-testid="record-observations">
        <h3 className="nhsuk-heading-s">{partWords.observations}</h3>
        {record.observations.length === 0 ? <p>{nothingRecorded}</p> : null}
        {record.observations.map((series, n) => (
          <Trend key={n} series={series} />
        ))}
        <More part="observations" more={more} />
      </section>
      <Contacts contacts={record.contacts} more={more} />
      <p className="bedside-record__aside" data-testid="record-because">
        {seenBecause(record)} What other organisations keep is not here. Read at {momentWords(record.readAt)}.{' '}
        <button type="button" className="bedside-link-button" onClick={onAgain}>
          Read it again
        </button>
      </p>
    </>
  );
}

function Identity({ record: { patient, readAt } }: { record: RecordView }) {
  const { name, dateOfBirth, nhsNumber, place } = patient;
  return (
    <p data-testid="record-identity">
      <strong>{name}</strong>, {birthWords(dateOfBirth, Date.parse(readAt))}
      <span className="bedside-record__line">
        {nhsNumber === null ? 'No NHS number is known' : `NHS number ${nhsNumberWords(nhsNumber)}`}. {place}
      </span>
    </p>
  );
}
