import { useRef, useState } from 'react';
import { type OrganisationId, personId, queueId as queueIdSchema } from '../../../domain/ids.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';
import {
  type ImportedEvent,
  type ImportedRota,
  largestCalendar,
  type Rota,
} from '../../../domain/rota/wire.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { FieldError, SelectField } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { leftOutWords } from './left-out-words.ts';

/** What a file has come to: how many of each, and every event that was left out, with the reason. */
export function ImportResult({ imported }: { imported: ImportedRota }) {
  const { events } = imported;
  const count = (result: ImportedEvent['result']) => events.filter((one) => one.result === result).length;
  const leftOut = events.filter(({ result }) => result === 'left-out');
  return (
    <div className="bedside-note" role="status" data-testid="imported">
      <strong>
        {count('added')} added, {count('changed')} changed, {count('unchanged')} as they were,{' '}
        {leftOut.length} left out
      </strong>
      {leftOut.length === 0 ? null : (
        <ul>
          {leftOut.map((event, place) => (
            <li key={`${String(place)} ${event.uid}`}>
              {whenOf(event)}: {event.why === null ? 'left out' : leftOutWords[event.why]}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function whenOf({ startsAt, uid }: ImportedEvent): string {
  if (startsAt === null) return `Event ${uid.slice(0, 40)}`;
  const at = new Date(startsAt);
  return `${dayInWords(at)}, ${clockOf(at)}`;
}

type CalendarFilesProps = {
  rota: Rota;
  organisationId: OrganisationId;
  mayImport: boolean;
  onImported: () => void;
};

/** The rota as calendar files, out and in. */
export function CalendarFiles({ mayImport, ...props }: CalendarFilesProps) {
  return (
    <section aria-labelledby="calendar-title">
      <h2 className="nhsuk-heading-m" id="calendar-title">
        Calendar files
      </h2>
      <div className="bedside-panels">
        <Download {...props} />
        {mayImport ? <Import {...props} /> : null}
      </div>
    </section>
  );
}

type PartProps = Omit<CalendarFilesProps, 'mayImport'>;

function Download({ rota, organisationId }: PartProps) {
  const ask = useAsk();
  const [whose, setWhose] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const download = async () => {
    const clinician = personId.safeParse(whose);
    const query = clinician.success ? { clinicianId: clinician.data } : {};
    const text = await ask('exportRota', { params: { organisationId }, query });
    saveFile({ name: 'rota.ics', type: 'text/calendar', text });
  };
  return (
    <div className="bedside-panel">
      <h3 className="nhsuk-heading-s">Download</h3>
      <p>An iCalendar file (.ics) that Outlook, Google and Apple calendars can open.</p>
      <SelectField
        label="Whose shifts"
        value={whose}
        onChange={({ target }) => {
          setWhose(target.value);
        }}
      >
        <option value="">Everybody’s</option>
        {rota.clinicians.map(({ clinicianId, name }) => (
          <option key={clinicianId} value={clinicianId}>
            {name}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {problem}
        </p>
      )}
      <Button
        variant="secondary"
        small
        data-testid="export-rota"
        onClick={() => {
          setProblem(null);
          download().catch((error: unknown) => {
            setProblem(messageOf(error));
          });
        }}
      >
        Download the calendar
      </Button>
    </div>
  );
}

function Import({ rota, organisationId, onImported }: PartProps) {
  const ask = useAsk();
  const file = useRef<HTMLInputElement>(null);
  const [queue, setQueue] = useState('');
  const [tier, setTier] = useState<'1' | '2'>('1');
  const [imported, setImported] = useState<ImportedRota | null>(null);
  const work = async (): Promise<Problem[]> => {
    setImported(null);
    const chosen = file.current?.files?.[0];
    const wrong = problemOf(chosen);
    if (chosen === undefined || wrong !== null) return [{ message: wrong ?? '', field: 'import-file' }];
    const queueId = queueIdSchema.safeParse(queue);
    const query = { tier, ...(queueId.success && { queueId: queueId.data }) };
    const body = await chosen.text();
    setImported(await ask('importRota', { params: { organisationId }, query, body }));
    onImported();
    return [];
  };
  const { busy, problems, send, errorOf } = useSending(work);
  return (
    <div className="bedside-panel">
      <h3 className="nhsuk-heading-s">Read in</h3>
      <p>
        Each event becomes the shift of the clinician whose email address attends it. Events that were read
        before change their shift.
      </p>
      <Form send={send} aria-label="Read a calendar file">
        <ErrorSummary problems={problems} />
        <FileField fileRef={file} error={errorOf('import-file')} />
        <Defaults {...{ rota, queue, setQueue, tier, setTier }} />
        <Button type="submit" variant="secondary" small disabled={busy} data-testid="import-rota">
          {busy ? 'Reading…' : 'Read the calendar'}
        </Button>
      </Form>
      {imported === null ? null : <ImportResult imported={imported} />}
    </div>
  );
}

function problemOf(chosen: File | undefined): string | null {
  if (chosen === undefined) return 'Choose a calendar file';
  if (chosen.size === 0) return 'The file is empty';
  return chosen.size > largestCalendar ? 'Choose a file of at most 256 KB' : null;
}

function FileField({
  fileRef,
  error,
}: {
  fileRef: React.RefObject<HTMLInputElement | null>;
  error: string | undefined;
}) {
  return (
    <div className={error === undefined ? 'nhsuk-form-group' : 'nhsuk-form-group nhsuk-form-group--error'}>
      <label className="nhsuk-label" htmlFor="import-file">
        Calendar file (.ics)
      </label>
      <FieldError id="import-file" error={error} />
      <input
        className="bedside-file"
        id="import-file"
        type="file"
        accept=".ics,text/calendar"
        ref={fileRef}
        aria-describedby={error === undefined ? undefined : 'import-file-error'}
      />
    </div>
  );
}

function Defaults(props: {
  rota: Rota;
  queue: string;
  setQueue: (queue: string) => void;
  tier: '1' | '2';
  setTier: (tier: '1' | '2') => void;
}) {
  const { rota, queue, setQueue, tier, setTier } = props;
  return (
    <>
      <SelectField
        label="Queue, where the event names none"
        value={queue}
        onChange={({ target }) => {
          setQueue(target.value);
        }}
      >
        <option value="">All queues</option>
        {rota.queues.map(({ queueId, name }) => (
          <option key={queueId} value={queueId}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Tier, where the event names none"
        value={tier}
        onChange={({ target }) => {
          setTier(target.value === '2' ? '2' : '1');
        }}
      >
        <option value="1">First</option>
        <option value="2">Second</option>
      </SelectField>
    </>
  );
}
