import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { type CancelCode, cancelCodes, mayEndSession } from '../../../domain/clinics/cancel-codes.ts';
import type { SessionView } from '../../../domain/clinics/wire.ts';
import type { ClinicSessionId } from '../../../domain/ids.ts';
import { longDayWords } from '../rota/week.ts';
import { useAsk } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, FormDialog } from '../ui/dialog.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { Tag } from '../ui/tag.tsx';
import { clashWords, keptWords, leftOverWords, otherClinicWords, standingOf } from './clinic-words.ts';
import { MoveSession } from './move-session.tsx';
import { type ReasonDraft, readReason, ReasonFields } from './reason-fields.tsx';

/** What has been done, and with which clinic of the list; null of none of them. */
export type News = { words: string; sessionId: ClinicSessionId | null };

/** Says it where the clinic stands, and takes the focus: the button that was pressed may have gone. */
export function Said({ news }: { news: News }) {
  const note = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (news.sessionId !== null) note.current?.focus();
  }, [news]);
  return (
    <span className="bedside-rows__more" data-testid="sessions-said">
      <span className="bedside-note bedside-clinics__said" ref={note} tabIndex={-1}>
        {news.words}
      </span>
    </span>
  );
}

type Changed = { session: SessionView; onChanged: (said: string, sessionId: ClinicSessionId) => void };
type Props = Changed & { mayManage: boolean; said: News };

/** One clinic of a day: how full it is, what else its clinician has, and what can be done about it. */
export function SessionRow({ session, mayManage, said, onChanged }: Props) {
  const { service, clinicianName, startsAtClock, endsAtClock, state, places, booked } = session;
  const standing = standingOf(session);
  return (
    <li data-testid="session">
      <span className="bedside-rows__main">
        <strong>
          {startsAtClock} to {endsAtClock}, {service}
        </strong>{' '}
        <Tag colour={standing.colour}>{standing.words}</Tag>
        <span className="bedside-rows__more">
          {clinicianName}.
          {state === 'cancelled' ? null : ` ${String(booked)} of ${counted(places, 'place')} booked.`}
        </span>
        {session.shares.length === 0 || state === 'cancelled' ? null : (
          <span className="bedside-rows__more" data-testid="kept-places">
            {keptWords(session)}
          </span>
        )}
        {session.leftOver === null ? null : (
          <span className="bedside-rows__more bedside-clinics__clash" data-testid="left-over">
            {leftOverWords[session.leftOver]}
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
        {said.sessionId === session.sessionId ? <Said news={said} /> : null}
      </span>
      {mayManage && state !== 'cancelled' ? <Actions {...{ session, onChanged }} /> : null}
    </li>
  );
}

function Actions({ session, onChanged }: Changed) {
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

function Publish({ session, what, onChanged }: Changed & { what: string }) {
  const { sessionId, clinicianName, date } = session;
  const ask = useAsk();
  const [asking, setAsking] = useState(false);
  const others = session.clashes.filter(({ kind }) => kind === 'session');
  const { busy, problems, send } = useSending(async () => {
    await ask('publishClinicSession', { params: { sessionId } });
    onChanged(`${what}, is open: it can be booked.`, sessionId);
    return [];
  });
  const publish = () => {
    setAsking(false);
    send().catch(reportError);
  };
  return (
    <>
      <ErrorSummary problems={problems} />
      <Button
        small
        data-testid="publish"
        disabled={busy}
        onClick={() => {
          if (others.length > 0) setAsking(true);
          else publish();
        }}
      >
        Publish<span className="nhsuk-u-visually-hidden"> {what}</span>
      </Button>
      {asking ? (
        <ConfirmDialog
          title="Open it all the same?"
          confirm={{ label: 'Yes, open it', testId: 'confirm-publish' }}
          refuse="No, leave it planned"
          onConfirm={publish}
          onRefuse={() => {
            setAsking(false);
          }}
        >
          <p>
            {what}, {session.startsAtClock} to {session.endsAtClock}
          </p>
          {others.map((clash) => (
            <p key={clash.startsAt}>{otherClinicWords(clinicianName, { clash, date })}</p>
          ))}
        </ConfirmDialog>
      ) : null}
    </>
  );
}

const notForAll = (Object.keys(cancelCodes) as CancelCode[]).filter((code) => !mayEndSession(code));

function CancelSession(props: Changed & { what: string; onClose: () => void }) {
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
      sessionId,
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
          <ReasonFields draft={draft} of="clinic" except={notForAll} errorOf={errorOf} onChange={setDraft} />
        </>
      )}
    </FormDialog>
  );
}
