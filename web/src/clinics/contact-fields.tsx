import { useState } from 'react';
import type { ContactSaved } from '../../../domain/clinics/link-wire.ts';
import type { PatientView, PlacedPatientView } from '../../../domain/clinics/wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { contactSavedWords } from './contact-words.ts';

type Bind = ReturnType<typeof useText>['bind'];

/** Where a patient at home gets the link of their appointment. */
export function ContactFields(props: {
  errorOf: (field: string) => string | undefined;
  email: Bind;
  phone: Bind;
}) {
  const { errorOf, email, phone } = props;
  return (
    <>
      <TextField
        id="patient-email"
        label="E-mail address"
        hint="The link to the appointment is sent there. Check it with the patient: whoever gets it can join."
        type="email"
        autoComplete="off"
        maxLength={254}
        error={errorOf('patient-email')}
        {...email}
      />
      <TextField
        id="patient-phone"
        label="Mobile number"
        hint="For text messages. An e-mail address, a mobile number or both."
        type="tel"
        autoComplete="off"
        className="nhsuk-input--width-20"
        error={errorOf('patient-phone')}
        {...phone}
      />
    </>
  );
}

/** What has been typed, and what is wrong with it. */
export function contactOf(texts: { email: string; phone: string }): {
  email: string | null;
  phone: string | null;
} {
  return { email: orNull(texts.email), phone: orNull(texts.phone) };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

export const contactProblems: readonly Required<Problem>[] = [
  { message: 'Enter an e-mail address such as name@example.org, or leave it empty', field: 'patient-email' },
  { message: 'Enter a mobile number such as 07700 900123, or leave it empty', field: 'patient-phone' },
];

/** Nobody can be told of the appointment without one of the two. */
export const noContact: Problem = {
  message: 'Enter an e-mail address or a mobile number',
  field: 'patient-email',
};

/** For a clerk: where a patient at home is reached, and another address where that was wrong. */
export function ContactOfPatient({ patientId }: Pick<PatientView, 'patientId'>) {
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState<ContactSaved | null>(null);
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="change-contact"
        onClick={() => {
          setOpen(true);
        }}
      >
        Change contact details
      </Button>
      <div role="status" data-testid="contact-said">
        {saved === null ? null : <p className="bedside-note">{contactSavedWords(saved)}</p>}
      </div>
      {open ? (
        <Opened
          patientId={patientId}
          onSaved={setSaved}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

type OpenedProps = {
  patientId: PatientView['patientId'];
  onSaved: (saved: ContactSaved) => void;
  onClose: () => void;
};

function Opened({ patientId, ...rest }: OpenedProps) {
  const { loaded, reload } = useEndpoint('listPatients');
  if (loaded.state === 'loading') return <Loading what="the contact details" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const patient = loaded.value.patients.find((one) => one.patientId === patientId);
  return patient?.contact === undefined ? null : <Editing patient={patient} {...rest} />;
}

function Editing(props: Omit<OpenedProps, 'patientId'> & { patient: PlacedPatientView }) {
  const { patient, onSaved, onClose } = props;
  const ask = useAsk();
  const email = useText(patient.contact?.email ?? '');
  const phone = useText(patient.contact?.phone ?? '');
  const send = async (): Promise<Problem[]> => {
    const contact = contactOf({ email: email.value, phone: phone.value });
    if (contact.email === null && contact.phone === null) return [noContact];
    const body = endpoints.setPatientContact.body.safeParse(contact);
    if (!body.success) {
      const wrong = body.error.issues.map(({ path }) => `patient-${String(path[0])}`);
      return contactProblems.filter(({ field }) => wrong.includes(field));
    }
    const params = { patientId: patient.patientId };
    onSaved(await ask('setPatientContact', { params, body: body.data }));
    return [];
  };
  return (
    <FormDialog
      title={`Contact details of ${patient.name}`}
      confirm={{ label: 'Save', testId: 'save-contact' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => <ContactFields errorOf={errorOf} email={email.bind} phone={phone.bind} />}
    </FormDialog>
  );
}
