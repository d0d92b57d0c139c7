import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { PatientId } from '../../../domain/ids.ts';
import { grantMinutes, grantReason, type GrantReason } from '../../../domain/record/grant.ts';
import type { OwnGrant, PatientAccess } from '../../../domain/record/grant-wire.ts';
import { ReadRecord } from '../clinician/record-panel.tsx';
import { messageOf, useAsk, useEndpoint, useNow } from '../service/hooks.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { leftWords, reasonWords, seenBecause } from './access-words.ts';

const readClock = () => Date.now();

/** The record of one patient, as far as the clinician may see it, or what it takes to. */
export function RecordAccess({ patientId }: { patientId: PatientId }) {
  const { loaded, reload } = useEndpoint('readPatientAccess', { params: { patientId } });
  if (loaded.state === 'loading') return <Loading what="the patient" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const access = loaded.value;
  return (
    <>
      <p>
        <Link to="/record">Find another patient</Link>
      </p>
      <h1 className="nhsuk-heading-l" data-testid="whose-record">
        {access.name}, born in {access.yearOfBirth}
      </h1>
      {access.relationships.length > 0 ? (
        <Opened access={access} onChanged={reload} />
      ) : (
        <OpenWithReason patientId={patientId} onOpened={reload} />
      )}
    </>
  );
}

function Opened({ access, onChanged }: { access: PatientAccess; onChanged: () => void }) {
  const { patientId, grant, relationships } = access;
  return (
    <div data-testid="record-open">
      {grant === null ? (
        <p>You can see this record: {seenBecause(relationships)}</p>
      ) : (
        <TimeLeft grant={grant} onChanged={onChanged} />
      )}
      <section className="bedside-record" aria-labelledby="record-title">
        <h2 className="nhsuk-heading-m" id="record-title">
          Record
        </h2>
        <ReadRecord patientId={patientId} />
      </section>
    </div>
  );
}

/** For how long it is open; when the time is up, the page asks again. */
function TimeLeft({ grant, onChanged }: { grant: OwnGrant; onChanged: () => void }) {
  const ask = useAsk();
  const now = useNow(readClock);
  const [trouble, setTrouble] = useState<string | null>(null);
  const isOver = Date.parse(grant.endsAt) <= now;
  useEffect(() => {
    if (isOver) onChanged();
  }, [isOver, onChanged]);
  const end = async () => {
    try {
      await ask('endRecordGrant', { params: { grantId: grant.grantId } });
      onChanged();
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  return (
    <div className="bedside-note" data-testid="grant">
      <p>
        <strong>You have opened this record without a relationship.</strong> {reasonWords[grant.reason]}. Your
        managers have been told, and somebody else reviews it.
      </p>
      <p>
        It is open until {clockTime(grant.endsAt)}.{' '}
        <span data-testid="time-left">{leftWords(grant.endsAt, now)}</span>.
      </p>
      <div role="alert">{trouble === null ? null : <p>{trouble}</p>}</div>
      <Button
        variant="secondary"
        small
        data-testid="end-grant"
        onClick={() => {
          end().catch(reportError);
        }}
      >
        I have finished: close the record
      </Button>
    </div>
  );
}

function OpenWithReason({ patientId, onOpened }: { patientId: PatientId; onOpened: () => void }) {
  const ask = useAsk();
  const [reason, setReason] = useState<GrantReason | null>(null);
  const [words, setWords] = useState('');
  const { busy, problems, send, errorOf } = useSending(async () => {
    const body = endpoints.openRecord.body.safeParse({ reason, words });
    if (!body.success) return problemsOf(body.error.issues.map(({ path }) => path[0]));
    await ask('openRecord', { params: { patientId }, body: body.data });
    onOpened();
    return [];
  });
  return (
    <div className="bedside-narrow" data-testid="record-shut">
      <p className="bedside-note">
        <strong>You cannot see this record.</strong> You are in no call or visit with this patient, and they
        are not booked into a clinic of yours.
      </p>
      <h2 className="nhsuk-heading-m">If you need it for their care now</h2>
      <p>
        Say why, and it is open to you for {grantMinutes} minutes. Your managers are told at once, somebody
        else reviews it, and the patient can be told.
      </p>
      <Form send={send} aria-label="Open the record with a reason">
        <ErrorSummary problems={problems} />
        <Why {...{ errorOf, reason, words }} onReason={setReason} onWords={setWords} />
        <Button type="submit" variant="warning" disabled={busy} data-testid="open-record">
          {busy ? 'Opening…' : 'Open the record'}
        </Button>
      </Form>
    </div>
  );
}

function Why(props: {
  errorOf: (field: string) => string | undefined;
  reason: GrantReason | null;
  words: string;
  onReason: (reason: GrantReason) => void;
  onWords: (words: string) => void;
}) {
  const { errorOf, reason, words, onReason, onWords } = props;
  return (
    <>
      <Radios
        id="open-reason"
        legend="Why do you need it?"
        large={false}
        name="open-reason"
        choices={grantReason.options.map((value) => ({
          value,
          label: reasonWords[value],
          testId: `reason-${value}`,
        }))}
        value={reason}
        error={errorOf('open-reason')}
        onChoose={onReason}
      />
      <TextArea
        id="open-words"
        label="What has happened?"
        hint="One or two sentences, for whoever reviews it"
        rows={4}
        maxLength={500}
        value={words}
        error={errorOf('open-words')}
        onChange={({ target }) => {
          onWords(target.value);
        }}
      />
    </>
  );
}

function problemsOf(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Choose why you need the record', field: 'open-reason' },
    { message: 'Say what has happened, in 10 to 500 characters', field: 'open-words' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('open-', '')));
}
