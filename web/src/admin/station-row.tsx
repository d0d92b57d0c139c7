import { useState } from 'react';
import type { Station } from '../../../domain/contract/rest.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Tag } from '../ui/tag.tsx';
import { type Code, OneTimeCode } from './one-time-code.tsx';
import { whenWords } from './admin-words.ts';

/** One station: whether it is enrolled, a one-time code for it, and how to revoke it. */
export function StationRow({ station, onChanged }: { station: Station; onChanged: () => void }) {
  const ask = useAsk();
  const [code, setCode] = useState<Code | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const params = { stationId: station.stationId };
  const run = (work: Promise<void>) => {
    setProblem(null);
    work.catch((error: unknown) => {
      setProblem(messageOf(error));
    });
  };
  const issue = async () => {
    setCode(await ask('issueEnrolmentCode', { params }));
  };
  const revoke = async () => {
    setCode(null);
    await ask('revokeStation', { params });
    onChanged();
  };
  const putAway = () => {
    setCode(null);
    onChanged();
  };
  return (
    <li data-testid="station">
      <Standing station={station} />
      {station.revokedAt === null ? (
        <Actions
          name={station.name}
          onIssue={() => {
            run(issue());
          }}
          onRevoke={() => {
            run(revoke());
          }}
        />
      ) : null}
      {problem === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {problem}
        </p>
      )}
      {code === null ? null : <OneTimeCode code={code} name={station.name} onClose={putAway} />}
    </li>
  );
}

function Standing({ station }: { station: Station }) {
  return (
    <span className="bedside-rows__main">
      <strong>{station.name}</strong> <StandingTag station={station} />
      <span className="bedside-rows__more">
        {station.lastSeenAt === null ? 'Never seen' : `Last seen ${whenWords(station.lastSeenAt)}`}
      </span>
    </span>
  );
}

function StandingTag({ station }: { station: Station }) {
  if (station.revokedAt !== null) return <Tag colour="red">Revoked</Tag>;
  return station.enrolledAt === null ? (
    <Tag colour="grey">Not enrolled</Tag>
  ) : (
    <Tag colour="green">Enrolled</Tag>
  );
}

function Actions({ name, onIssue, onRevoke }: { name: string; onIssue: () => void; onRevoke: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <span className="bedside-rows__actions">
      <Button variant="secondary" small data-testid="issue-code" onClick={onIssue}>
        New one-time code<span className="nhsuk-u-visually-hidden"> for {name}</span>
      </Button>
      <Button
        variant="secondary"
        small
        data-testid="revoke"
        onClick={() => {
          setAsking(true);
        }}
      >
        Revoke<span className="nhsuk-u-visually-hidden"> {name}</span>
      </Button>
      {asking ? (
        <ConfirmDialog
          title={`Revoke ${name}?`}
          confirm={{ label: 'Yes, revoke it', testId: 'confirm-revoke' }}
          refuse="No, keep it"
          onConfirm={() => {
            setAsking(false);
            onRevoke();
          }}
          onRefuse={() => {
            setAsking(false);
          }}
        >
          <p>Nobody can call a clinician from it any more, and a call that is open there ends at once.</p>
        </ConfirmDialog>
      ) : null}
    </span>
  );
}
