import { useState } from 'react';
import type { SessionMovePreview, SessionView } from '../../../domain/clinics/wire.ts';
import type { ClinicSessionId } from '../../../domain/ids.ts';
import { longDayWords } from '../rota/week.ts';
import { useAsk } from '../service/hooks.ts';
import { ApiError } from '../service/api.ts';
import { faultIn } from '../service/field-words.ts';
import { asSentence, counted } from '../service/words.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { clashWords, clockAt, gapWords } from './clinic-words.ts';
import { isDay } from './hooks.ts';

type Props = {
  session: SessionView;
  what: string;
  onChanged: (said: string, sessionId: ClinicSessionId) => void;
  onClose: () => void;
};

type Draft = { date: string; startsAtClock: string };

/** Moves a clinic with everybody in it: first it is shown who must be told and whether they can come, then it is done. */
export function MoveSession({ session, what, onChanged, onClose }: Props) {
  const ask = useAsk();
  const params = { sessionId: session.sessionId };
  const [draft, setDraft] = useState<Draft>({ date: session.date, startsAtClock: session.startsAtClock });
  const [preview, setPreview] = useState<SessionMovePreview | null>(null);
  const change = (next: Draft) => {
    setDraft(next);
    setPreview(null);
  };
  const send = async (): Promise<Problem[] | 'next-step'> => {
    const missing = missingIn(draft);
    if (missing.length > 0) return missing;
    if (preview !== null) {
      const { moved } = await ask('moveClinicSession', { params, body: draft });
      onChanged(`${what}, is moved to ${movedWords(draft, moved)}`, session.sessionId);
      return [];
    }
    try {
      setPreview(await ask('previewSessionMove', { params, query: draft }));
      return 'next-step';
    } catch (error) {
      return refusedTime(error);
    }
  };
  return (
    <FormDialog
      title="Move this clinic"
      confirm={
        preview === null
          ? { label: 'See who has to be told', testId: 'preview-move' }
          : { label: 'Move the clinic', testId: 'confirm-move-session' }
      }
      refuse="No, keep it"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {what}, {session.startsAtClock} to {session.endsAtClock}, {session.clinicianName}. It keeps its
            length.
          </p>
          <When draft={draft} errorOf={errorOf} onChange={change} />
          {preview === null ? null : <Affected preview={preview} {...draft} />}
        </>
      )}
    </FormDialog>
  );
}

function missingIn({ date, startsAtClock }: Draft): Problem[] {
  if (!isDay(date)) return [{ message: 'Enter a day', field: 'move-date' }];
  return startsAtClock === '' ? [{ message: 'Enter when it starts', field: 'move-starts' }] : [];
}

function movedWords({ date, startsAtClock }: Draft, moved: number): string {
  const withIt = moved === 0 ? 'Nobody was booked in it.' : `${counted(moved, 'patient')} moved with it.`;
  return `${longDayWords(date)}, ${startsAtClock}. ${withIt}`;
}

/** What is against the new time, at the field in which it is put right. */
function refusedTime(error: unknown): Problem[] {
  const fault = error instanceof ApiError && error.code === 'invalid' ? faultIn(error.message) : null;
  if (fault === null) throw error;
  return [{ message: asSentence(fault.words), field: fault.field === 'date' ? 'move-date' : 'move-starts' }];
}

function When(props: {
  draft: Draft;
  errorOf: (field: string) => string | undefined;
  onChange: (draft: Draft) => void;
}) {
  const { draft, errorOf, onChange } = props;
  return (
    <>
      <TextField
        id="move-date"
        label="New day"
        type="date"
        value={draft.date}
        error={errorOf('move-date')}
        onChange={({ target }) => {
          onChange({ ...draft, date: target.value });
        }}
      />
      <TextField
        id="move-starts"
        label="Starts at"
        type="time"
        value={draft.startsAtClock}
        error={errorOf('move-starts')}
        onChange={({ target }) => {
          onChange({ ...draft, startsAtClock: target.value });
        }}
      />
    </>
  );
}

function Affected({ preview, date, startsAtClock }: Draft & { preview: SessionMovePreview }) {
  const { bookings, clashes, endsAtClock } = preview;
  const others = bookings.filter(({ why }) => why !== null).length;
  return (
    <div role="status" data-testid="move-preview">
      <p>
        It is then on {longDayWords(date)}, {startsAtClock} to {endsAtClock}.
      </p>
      {clashes.map((clash) => (
        <p key={`${clash.kind} ${clash.startsAt}`} className="bedside-clinics__clash">
          {clashWords(clash, date)}
        </p>
      ))}
      <p>
        {bookings.length === 0
          ? 'Nobody is booked in it.'
          : `${counted(bookings.length, 'patient')} booked in it. Their prisons and the clinician are told.`}
      </p>
      {others > 0 ? (
        <p className="bedside-note bedside-note--problem">
          {counted(others, 'patient')} cannot come at that time. Choose another one, or move or cancel their
          bookings first.
        </p>
      ) : null}
      <ul className="bedside-rows">
        {bookings.map(({ bookingId, patientName, siteName, from, to, why }) => (
          <li key={bookingId} data-testid="moved-booking">
            <span className="bedside-rows__main">
              <strong>{patientName}</strong>
              <span className="bedside-rows__more">
                {siteName}. {dayInWords(new Date(from))}, {clockAt(from)}
                {to === null ? '' : `, then ${clockAt(to)}`}
              </span>
              {why === null ? null : (
                <span className="bedside-rows__more bedside-clinics__clash">
                  Cannot come: {gapWords[why]}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
