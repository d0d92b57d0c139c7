import { useState } from 'react';
import {
  type Consent,
  consent as consents,
  documentState,
  type NeededDocument,
} from '../../../domain/clinics/preflight.ts';
import type { PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { nameOfDocument } from '../booked/document-words.ts';
import { useAsk } from '../service/hooks.ts';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { consentWords, documentStateWords } from './preflight-words.ts';

const consentsToChoose = consents.options.map((value) => ({
  value,
  label: consentWords[value],
  testId: `consent-${value}`,
}));

type Props = { preflight: PreflightView; booking: BookingView; onSaved: () => void; onClose: () => void };

/** What the prison says of a booking: the officer, consent, the interpreter, and which documents have come. */
export function PreflightDialog({ preflight, booking, onSaved, onClose }: Props) {
  const ask = useAsk();
  const officer = useText(preflight.officerName ?? '');
  const [consent, setConsent] = useState<Consent>(preflight.consent);
  const [confirmed, setConfirmed] = useState(preflight.interpreterConfirmed);
  const [documents, setDocuments] = useState(preflight.documents);
  const send = async (): Promise<Problem[]> => {
    const officerName = officer.value.trim() === '' ? null : officer.value;
    const { revision } = preflight;
    const body = { revision, officerName, consent, interpreterConfirmed: confirmed, documents };
    await ask('setPreflight', { params: { bookingId: booking.bookingId }, body });
    onSaved();
    return [];
  };
  const language = booking.details?.interpreterLanguage ?? null;
  return (
    <FormDialog
      title="Say what is ready"
      confirm={{ label: 'Save', testId: 'save-preflight' }}
      send={send}
      onClose={onClose}
    >
      {() => (
        <>
          {booking.details?.officer === 'not-needed' ? null : <OfficerField bind={officer.bind} />}
          <Radios
            legend="Consent of the patient"
            large={false}
            name="consent"
            choices={consentsToChoose}
            value={consent}
            onChoose={setConsent}
          />
          {language === null ? null : (
            <Confirmation language={language} confirmed={confirmed} onChange={setConfirmed} />
          )}
          <Documents documents={documents} onChange={setDocuments} />
        </>
      )}
    </FormDialog>
  );
}

function OfficerField({ bind }: { bind: ReturnType<typeof useText>['bind'] }) {
  return (
    <TextField
      id="preflight-officer"
      label="Name of the officer (optional)"
      hint="Shown to nobody outside the prison."
      autoComplete="off"
      className="nhsuk-input--width-20"
      maxLength={120}
      {...bind}
    />
  );
}

function Confirmation(props: {
  language: string;
  confirmed: boolean;
  onChange: (confirmed: boolean) => void;
}) {
  const { language, confirmed, onChange } = props;
  const label = `The interpreter (${language}) is confirmed for this time`;
  return (
    <Checkboxes
      legend="Interpreter"
      large={false}
      name="interpreter"
      choices={[{ value: 'confirmed', label, testId: 'interpreter-confirmed' }]}
      values={confirmed ? ['confirmed'] : []}
      onChange={(values) => {
        onChange(values.length > 0);
      }}
    />
  );
}

function Documents(props: {
  documents: readonly NeededDocument[];
  onChange: (documents: NeededDocument[]) => void;
}) {
  const { documents, onChange } = props;
  return documents.map((one, place) => (
    <Radios
      key={`${one.kind} ${one.text ?? ''} ${String(place)}`}
      legend={nameOfDocument(one)}
      large={false}
      inline
      name={`document-${String(place)}`}
      choices={documentState.options.map((value) => ({
        value,
        label: documentStateWords[value],
        testId: `document-${String(place)}-${value}`,
      }))}
      value={one.state}
      onChoose={(state) => {
        onChange(documents.map((other) => (other === one ? { ...other, state } : other)));
      }}
    />
  ));
}
