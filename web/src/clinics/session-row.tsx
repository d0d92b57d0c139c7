import { useState } from 'react';
import { Link } from 'react-router';
import { type CancelCode, cancelCodes, mayEndSession } from '../../../domain/clinics/cancel-codes.ts';
import type { SessionView } from '../../../domain/clinics/wire.ts';
import { longDayWords } from '../rota/week.ts';
import { useAsk } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { Tag } from '../ui/tag.tsx';
import { clashWords, keptWords, sessionStateWords } from './clinic-words.ts';
import { MoveSession } from './move-session.tsx';
import { type ReasonDraft, readReason, ReasonFields } from './reason-fields.tsx';

type Props = { session: SessionView; mayManage: boolean; onChanged: (said: string) => void };

/** One clinic of a day: how full it is, what else its clinician has, and what can be done about it. */
export function SessionRow({ session, mayManage, onChanged }: Props) {
  const { service, clinicianName, startsAtClock, endsAtClock, state, places, booked } = session;
  return (
    <li data-testid="session">
      <span className="bedside-rows__main">
        <strong>
          {startsAtClock} to {endsAtClock}, {service}
        </strong>{' '}
        <Tag colour={sessionStateWords[state].colour}>{sessionStateWords[state].words}</Tag>
        <span className="bedside-rows__more">
          {clinicianName}. {booked} of {counted(places, 'place')} booked.
        </span>
        {session.shares.length === 0 ? null : (
          <span className="bedside-rows__more" data-testid="kept-places">
            {keptWords(session)}
          </span>
        )}
        {session.clashes.map((clash) => (
          <span
            key={`${clash.kind} ${clash.startsAt}`}
            className="bedside-rows__more bedside-clinics__clash"
            data-testid="clash"
          >
            {clashWords(clash, session.date)}
          </span>
        ))}
      </span>
      {mayManage && state !== 'cancelled' ? <Actions {...{ session, onChanged }} /> : null}
    </li>
  );
}

function Actions({ session, onChanged }: Omit<Props, 'mayManage'>) {
  const [doing, setDoing] = useState<'move' | 'cancel' | null>(null);
  const what = `${session.service}, ${longDayWords(session.date)}`;
  const dialog = {
    ...{ session, what, onChanged },
    onClose: () => {
      setDoing(null);
    },
  };
  return (
    <>
      <span className="bedside-rows__actions">
        {session.state === 'planned' ? (
          <Publish {...{ session, what, onChanged }} />
        ) : (
          <Link
            className="nhsuk-button nhsuk-button--small"
            to={`/clinics/sessions/${session.sessionId}`}
            data-testid="propose-patients"
          >
            Propose patients<span className="nhsuk-u-visually-hidden"> for {what}</span>
          </Link>
        )}
        {actions.map((action) => (
          <Button
            key={action.doing}
            variant="secondary"
            small
            data-testid={action.testId}
            onClick={() => {
              setDoing(action.doing);
            }}
          >
            {action.label}
            <span className="nhsuk-u-visually-hidden"> {what}</span>
          </Button>
        ))}
      </span>
      {doing === 'move' ? <MoveSession {...dialog} /> : null}
      {doing === 'cancel' ? <CancelSession {...dialog} /> : null}
    </>
  );
}

const actions = [
  { doing: 'move', label: 'Move the clinic', testId: 'move-session' },
  { doing: 'cancel', label: 'Cancel the clinic', testId: 'cancel-session' },
] as const;

function Publish({ session, what, onChanged }: Omit<Props, 'mayManage'> & { what: string }) {
  const ask = useAsk();
  const { busy, problems, send } = useSending(async () => {
    await ask('publishClinicSession', { params: { sessionId: session.sessionId } });
    onChanged(`${what}, is open: it can be booked.`);
    return [];
  });
  return (
    <>
      <ErrorSummary problems={problems} />
      <Button
        small
        data-testid="publish"
        disabled={busy}
        onClick={() => {
          send().catch(reportError);
        }}
      >
        Publish<span className="nhsuk-u-visually-hidden"> {what}</span>
      </Button>
    </>
  );
}

const notForAll = (Object.keys(cancelCodes) as CancelCode[]).filter((code) => !mayEndSession(code));

function CancelSession(props: Omit<Props, 'mayManage'> & { what: string; onClose: () => void }) {
  const { session, what, onChanged, onClose } = props;
  const { booked, sessionId } = session;
  const ask = useAsk();
  const [draft, setDraft] = useState<ReasonDraft>({ code: 'session-cancelled', text: '' });
  const send = async (): Promise<Problem[]> => {
    const read = readReason(draft);
    if ('problems' in read) return read.problems;
    const { toRebook } = await ask('cancelClinicSession', { params: { sessionId }, body: read.reason });
    onChanged(
      toRebook === 0
        ? `${what}, is cancelled. Nobody has to be booked again.`
        : `${what}, is cancelled. ${counted(toRebook, 'patient')} to be booked again: see “Who is waiting”.`,
    );
    return [];
  };
  return (
    <FormDialog
      title="Cancel this clinic?"
      confirm={{ label: 'Yes, cancel the clinic', testId: 'confirm-cancel-session' }}
      refuse="No, keep it"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {what}, {session.startsAtClock} to {session.endsAtClock}, {session.clinicianName}
          </p>
          <p data-testid="to-rebook">
            {booked === 0
              ? 'Nobody is booked in it.'
              : `${counted(booked, 'patient')} booked in it: each is to be booked again, at the old place in the list. Whoever has begun already is not cancelled.`}
          </p>
          <ReasonFields draft={draft} except={notForAll} errorOf={errorOf} onChange={setDraft} />
        </>
      )}
    </FormDialog>
  );
}
