import { useEffect, useId, useRef, useState } from 'react';
import type { ResidentView } from '../../../domain/residents/wire.ts';
import { birthWords, nhsNumberWords } from '../clinician/clinician-words.ts';
import type { Connection } from '../service/connection.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { withSameName, wanted } from './resident-search.ts';

type PickedResident = Pick<ResidentView, 'name' | 'dateOfBirth' | 'nhsNumber'>;

/** Who the resident is: picked from the list of the home, so that nothing has to be typed. */
export function ResidentChoice(props: {
  connection: Connection;
  picked: PickedResident | null;
  problem: string | undefined;
  onPick: (resident: ResidentView | null) => void;
}) {
  const { connection, picked, problem, onPick } = props;
  const [open, setOpen] = useState(false);
  if (picked !== null) {
    return (
      <Picked
        {...{ picked, connection }}
        onOther={() => {
          onPick(null);
          setOpen(true);
        }}
      />
    );
  }
  return (
    <div className="bedside-resident">
      {problem === undefined ? null : <p role="alert">{problem}.</p>}
      {open ? (
        <ResidentList
          connection={connection}
          onPick={(resident) => {
            setOpen(false);
            onPick(resident);
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : (
        <Button
          variant="secondary"
          data-testid="pick-resident"
          onClick={() => {
            setOpen(true);
          }}
        >
          Pick the resident from the list
        </Button>
      )}
    </div>
  );
}

function Picked(props: { picked: PickedResident; connection: Connection; onOther: () => void }) {
  const { picked, connection, onOther } = props;
  return (
    <div className="bedside-resident" data-testid="picked-resident">
      <p className="bedside-resident__name">{picked.name}</p>
      <p>
        Born {birthWords(picked.dateOfBirth, connection.now())}
        {picked.nhsNumber === null ? '' : `, NHS ${nhsNumberWords(picked.nhsNumber)}`}
      </p>
      <Button variant="secondary" small data-testid="not-this-resident" onClick={onOther}>
        This is not the patient
      </Button>
    </div>
  );
}

type Read = { residents: readonly ResidentView[] } | 'reading' | 'failed';

function ResidentList(props: {
  connection: Connection;
  onPick: (resident: ResidentView) => void;
  onClose: () => void;
}) {
  const { connection, onPick, onClose } = props;
  const read = useResidents(connection);
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  useEffect(() => {
    field.current?.focus();
  }, []);
  const found = typeof read === 'string' ? [] : wanted(read.residents, search);
  return (
    <div className="bedside-resident__list" data-testid="resident-list">
      <TextField
        label="Find the resident"
        hint="Part of the name, the room, or the date of birth"
        ref={field}
        autoComplete="off"
        value={search}
        aria-controls={listId}
        data-testid="find-resident"
        onChange={({ target }) => {
          setSearch(target.value);
        }}
      />
      <p role="status">{statusOf(read, { found: found.length, search })}</p>
      <ul id={listId}>
        {found.slice(0, mostShown).map((resident) => (
          <li key={resident.patientId}>
            <ResidentButton
              resident={resident}
              sameName={typeof read !== 'string' && withSameName(read.residents, resident)}
              now={connection.now()}
              onPick={onPick}
            />
          </li>
        ))}
      </ul>
      <Button variant="secondary" small onClick={onClose}>
        Not on the list: type who it is
      </Button>
    </div>
  );
}

function ResidentButton(props: {
  resident: ResidentView;
  sameName: boolean;
  now: number;
  onPick: (resident: ResidentView) => void;
}) {
  const { resident, sameName, now, onPick } = props;
  return (
    <button
      type="button"
      className="bedside-resident__one"
      data-testid="resident"
      onClick={() => {
        onPick(resident);
      }}
    >
      <strong>{resident.name}</strong>
      <span>
        {resident.place === null ? '' : `${resident.place}. `}Born {birthWords(resident.dateOfBirth, now)}
      </span>
      {sameName ? <span>There is another resident of this name: check the date of birth.</span> : null}
    </button>
  );
}

/** More are found by typing. */
const mostShown = 8;

function statusOf(read: Read, { found, search }: { found: number; search: string }): string {
  if (read === 'reading') return 'Reading the list…';
  if (read === 'failed') return 'The list cannot be read now. Type who it is instead.';
  if (read.residents.length === 0) return 'Nobody is on the list of this site yet. Type who it is instead.';
  if (found === 0) return 'Nobody on the list fits. Type who it is instead, or search for something else.';
  if (found > mostShown)
    return `${String(found)} residents: the first ${String(mostShown)} are shown. Type to find one.`;
  return search.trim() === '' ? 'All residents on the list.' : `${String(found)} found.`;
}

function useResidents(connection: Connection): Read {
  const [read, setRead] = useState<Read>('reading');
  useEffect(() => {
    let wantedStill = true;
    connection.command('resident:list', {}).then(
      (answer) => {
        if (wantedStill) setRead(answer.ok ? answer.value : 'failed');
      },
      (error: unknown) => {
        reportError(error);
      },
    );
    return () => {
      wantedStill = false;
    };
  }, [connection]);
  return read;
}
