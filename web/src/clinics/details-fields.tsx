import { type ReactNode, useState } from 'react';
import { type ClinicPlace, isInsteadAt } from '../../../domain/clinics/outside.ts';
import { noticeWarning } from '../../../domain/clinics/preflight.ts';
import type { BookingDetails } from '../../../domain/clinics/wire.ts';
import { notesReadByAt } from '../booked/place-words.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { officerWords, otherwiseWords } from './clinic-words.ts';
import { type DetailsDraft, draftAt, readDetails } from './details-draft.ts';

const officers = (['in-the-room', 'outside', 'not-needed', 'not-known'] as const).map((value) => ({
  value,
  label: officerWords[value],
  testId: `officer-${value}`,
}));

const alternatives = (
  ['hospital-escort', 'in-prison-clinic', 'telephone', 'nothing', 'not-known'] as const
).map((value) => ({ value, label: otherwiseWords[value], testId: `otherwise-${value}` }));

type FormProps = {
  title: string;
  initial: DetailsDraft;
  send: { label: string; testId: string };
  /** Answers with what is wrong, or with nothing when it is done. */
  onSend: (details: BookingDetails) => Promise<Problem[]>;
  /** Of the booking: for the notice that an interpreter needs. */
  startsAt: string;
  /** In no prison nobody escorts, and no journey with officers is spared. */
  place?: ClinicPlace;
  children?: ReactNode;
  /** Whatever is typed, so that it can be kept when the form goes away. */
  onDraft?: (draft: DetailsDraft) => void;
};

/** What is written about a booking, and the button that sends it. */
export function DetailsForm(props: FormProps) {
  const { title, send: button, onSend, startsAt, place, children } = props;
  const [draft, setDraft] = useKeptDraft(props);
  const { busy, problems, send, errorOf } = useSending(async () => {
    const read = readDetails(draft);
    return 'problems' in read ? read.problems : await onSend(read.details);
  });
  return (
    <Form send={send} aria-label={title}>
      <ErrorSummary problems={problems} />
      {place !== undefined ? null : (
        <Radios
          id="booking-officer"
          legend="Where will the officers be?"
          large={false}
          name="officer"
          choices={officers}
          value={draft.officer}
          error={errorOf('booking-officer')}
          onChoose={(officer) => {
            setDraft({ ...draft, officer });
          }}
        />
      )}
      <Notes {...{ draft, setDraft, errorOf, place }} />
      <div role="status">
        <NoticeWarning language={draft.interpreter} startsAt={startsAt} />
      </div>
      {children}
      <Radios
        id="booking-otherwise"
        legend="Without this clinic, what would have happened?"
        large={false}
        name="otherwise"
        choices={alternatives.filter(({ value }) => isInsteadAt(place, value))}
        value={draft.otherwise}
        error={errorOf('booking-otherwise')}
        onChoose={(otherwise) => {
          setDraft({ ...draft, otherwise });
        }}
      />
      <Button type="submit" data-testid={button.testId} disabled={busy}>
        {button.label}
      </Button>
    </Form>
  );
}

function useKeptDraft({ place, initial, onDraft }: FormProps) {
  const [draft, setDraft] = useState<DetailsDraft>(draftAt(place, initial));
  const change = (next: DetailsDraft) => {
    setDraft(next);
    onDraft?.(next);
  };
  return [draft, change] as const;
}

/** An interpreter who needs more notice than there is (A49). */
function NoticeWarning({ language, startsAt }: { language: string; startsAt: string }) {
  const warning = noticeWarning(language, new Date(startsAt), new Date());
  return warning === null ? null : (
    <p className="bedside-note bedside-note--problem" data-testid="interpreter-notice">
      {warning}
    </p>
  );
}

function Notes(props: {
  draft: DetailsDraft;
  setDraft: (draft: DetailsDraft) => void;
  errorOf: (field: string) => string | undefined;
  place: ClinicPlace;
}) {
  const { draft, setDraft, errorOf, place } = props;
  const readBy = notesReadByAt(place);
  return (
    <>
      <TextField
        id="booking-interpreter"
        label="Language of an interpreter (optional)"
        className="nhsuk-input--width-20"
        autoComplete="off"
        maxLength={40}
        value={draft.interpreter}
        error={errorOf('booking-interpreter')}
        onChange={({ target }) => {
          setDraft({ ...draft, interpreter: target.value });
        }}
      />
      <TextArea
        id="booking-note-patient"
        label="Note for the patient (optional)"
        hint={readBy.patient}
        rows={2}
        maxLength={300}
        value={draft.noteForPatient}
        error={errorOf('booking-note-patient')}
        onChange={({ target }) => {
          setDraft({ ...draft, noteForPatient: target.value });
        }}
      />
      <TextArea
        id="booking-note-staff"
        label="Note for staff (optional)"
        hint={readBy.staff}
        rows={2}
        maxLength={1000}
        value={draft.noteForStaff}
        error={errorOf('booking-note-staff')}
        onChange={({ target }) => {
          setDraft({ ...draft, noteForStaff: target.value });
        }}
      />
    </>
  );
}
