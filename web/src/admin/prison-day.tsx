import { useState } from 'react';
import type { Site, Station } from '../../../domain/contract/rest.ts';
import type { StationId } from '../../../domain/ids.ts';
import { weekdays } from '../service/weekdays.ts';
import { ApiError } from '../service/api.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes } from '../ui/choices.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import {
  type PrisonDayDraft,
  prisonDayDraft,
  readPrisonDay,
  type WindowDraft,
  withMondayToFriday,
} from './prison-day-draft.ts';

type PrisonSite = Site & { stations: Station[] };

/** When and how patients of a prison are brought to a clinic; read when it is opened. */
export function PrisonDaySettings({ site }: { site: PrisonSite }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="nhsuk-details"
      data-testid="prison-day"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">Clinics at {site.name}: when patients can come</span>
      </summary>
      <div className="nhsuk-details__text">{open ? <Read site={site} /> : null}</div>
    </details>
  );
}

function Read({ site }: { site: PrisonSite }) {
  const { siteId } = site;
  const ask = useAsk();
  const { loaded, reload } = useLoaded(['prison day', siteId], async () => {
    try {
      return await ask('readPrisonDay', { params: { siteId } });
    } catch (error) {
      // Nobody has said it yet.
      if (error instanceof ApiError && error.code === 'not-found') return null;
      throw error;
    }
  });
  if (loaded.state === 'loading') return <Loading what="the times" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  return (
    <>
      {loaded.value === null ? (
        <p className="bedside-empty">Nobody has said it yet, so no clinic can be booked for this prison.</p>
      ) : null}
      <PrisonDayForm
        site={site}
        initial={prisonDayDraft(
          loaded.value,
          able(site).map(({ stationId }) => stationId),
        )}
      />
    </>
  );
}

/** The stations of the prison that are not revoked. */
function able({ stations }: PrisonSite): Station[] {
  return stations.filter(({ revokedAt }) => revokedAt === null);
}

type Fields = {
  prefix: string;
  draft: PrisonDayDraft;
  setDraft: (draft: PrisonDayDraft) => void;
  errorOf: (field: string) => string | undefined;
};

function PrisonDayForm({ site, initial }: { site: PrisonSite; initial: PrisonDayDraft }) {
  const ask = useAsk();
  const [draft, change] = useState(initial);
  const [said, setSaid] = useState('');
  const prefix = `prison-${site.siteId}`;
  const { busy, problems, send, errorOf } = useSending(async (): Promise<Problem[]> => {
    const read = readPrisonDay(draft, prefix);
    if ('problems' in read) return read.problems;
    await ask('setPrisonDay', { params: { siteId: site.siteId }, body: read.body });
    setSaid('Saved. It holds from the next booking on.');
    return [];
  });
  const setDraft = (next: PrisonDayDraft) => {
    setSaid('');
    change(next);
  };
  const fields = { prefix, draft, setDraft, errorOf };
  return (
    <Form send={send} aria-label={`Clinics at ${site.name}`}>
      <ErrorSummary problems={problems} />
      <Minutes {...fields} />
      <Windows {...fields} />
      <Stations {...fields} stations={able(site)} />
      <InterpreterLine {...fields} />
      <Button type="submit" small disabled={busy} data-testid="save-prison-day">
        {busy ? 'Saving…' : 'Save'}
      </Button>
      <p role="status">{said}</p>
    </Form>
  );
}

function Minutes({ prefix, draft, setDraft, errorOf }: Fields) {
  const fields = [
    { name: 'lead', id: `${prefix}-lead`, label: 'Minutes to bring a patient to the room', hint: undefined },
    {
      name: 'moveBack',
      id: `${prefix}-move-back`,
      label: 'Minutes to bring a patient back',
      hint: undefined,
    },
    {
      name: 'escorts',
      id: `${prefix}-escorts`,
      label: 'Patients that can be moved at one time (optional)',
      hint: 'Leave it empty where nobody counts.',
    },
  ] as const;
  return fields.map(({ name, id, label, hint }) => (
    <TextField
      key={name}
      id={id}
      label={label}
      hint={hint}
      inputMode="numeric"
      autoComplete="off"
      className="nhsuk-input--width-3"
      value={draft[name]}
      error={errorOf(id)}
      onChange={({ target }) => {
        setDraft({ ...draft, [name]: target.value });
      }}
    />
  ));
}

function InterpreterLine({ prefix, draft, setDraft, errorOf }: Fields) {
  const id = `${prefix}-interpreter`;
  return (
    <TextField
      id={id}
      label="Telephone of an on-demand interpreter (optional)"
      hint="Shown where an interpreter has not been confirmed two hours before."
      type="tel"
      autoComplete="off"
      className="nhsuk-input--width-20"
      value={draft.interpreterPhone ?? ''}
      error={errorOf(id)}
      onChange={({ target }) => {
        setDraft({ ...draft, interpreterPhone: target.value });
      }}
    />
  );
}

function Windows({ prefix, draft, setDraft, errorOf }: Fields) {
  const { windows } = draft;
  const set = (next: readonly WindowDraft[]) => {
    setDraft({ ...draft, windows: next });
  };
  return (
    <fieldset className="nhsuk-fieldset">
      <legend className="nhsuk-fieldset__legend">When patients may be out of their cells</legend>
      {windows.length === 0 ? <p className="bedside-empty">No time yet: nobody can be booked.</p> : null}
      <ul className="bedside-regime">
        {windows.map((window, place) => (
          <WindowRow
            // A line has no name of its own; lines are only added at the end and removed.
            key={place}
            {...{ prefix, place, window, errorOf }}
            onChange={(changed) => {
              set(windows.with(place, changed));
            }}
            onRemove={() => {
              set(windows.toSpliced(place, 1));
            }}
          />
        ))}
      </ul>
      <div className="bedside-actions">
        <Button
          variant="secondary"
          small
          data-testid="add-window"
          onClick={() => {
            set([...windows, { weekday: windows.at(-1)?.weekday ?? 1, from: '', to: '' }]);
          }}
        >
          Add a time
        </Button>
        {windows.some(({ weekday }) => weekday === 1) ? (
          <Button
            variant="secondary"
            small
            data-testid="monday-to-friday"
            onClick={() => {
              set(withMondayToFriday(windows));
            }}
          >
            Use Monday’s times until Friday
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}

function WindowRow(props: {
  prefix: string;
  place: number;
  window: WindowDraft;
  errorOf: (field: string) => string | undefined;
  onChange: (window: WindowDraft) => void;
  onRemove: () => void;
}) {
  const { prefix, place, window, errorOf, onChange, onRemove } = props;
  const line = <span className="nhsuk-u-visually-hidden"> in line {place + 1}</span>;
  return (
    <li data-testid="window">
      <SelectField
        label={<>Day{line}</>}
        value={String(window.weekday)}
        onChange={({ target }) => {
          const day = weekdays.find(({ value }) => String(value) === target.value);
          if (day !== undefined) onChange({ ...window, weekday: day.value });
        }}
      >
        {weekdays.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        label={<>From{line}</>}
        type="time"
        value={window.from}
        onChange={({ target }) => {
          onChange({ ...window, from: target.value });
        }}
      />
      <TextField
        id={`${prefix}-to-${String(place)}`}
        label={<>To{line}</>}
        type="time"
        value={window.to}
        error={errorOf(`${prefix}-to-${String(place)}`)}
        onChange={({ target }) => {
          onChange({ ...window, to: target.value });
        }}
      />
      <Button variant="secondary" small onClick={onRemove}>
        Remove<span className="nhsuk-u-visually-hidden"> line {place + 1}</span>
      </Button>
    </li>
  );
}

function Stations({ draft, setDraft, stations }: Fields & { stations: readonly Station[] }) {
  const choices = stations.map(({ stationId, name }) => ({ value: stationId, label: name }));
  if (choices.length === 0) {
    return <p className="bedside-empty">This prison has no station yet. Add one first.</p>;
  }
  return (
    <Checkboxes<StationId>
      legend="Stations for clinics"
      hint="Only these are offered when a clinic is booked."
      large={false}
      name="clinic-stations"
      choices={choices}
      values={draft.stationIds}
      onChange={(stationIds) => {
        setDraft({ ...draft, stationIds });
      }}
    />
  );
}
