import { useState } from 'react';
import { endpoints, type EndpointReply } from '../../../domain/contract/rest.ts';
import { referralPriority, type ReferralPriority } from '../../../domain/clinics/clinic.ts';
import type { PatientView, ReferralView } from '../../../domain/clinics/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { type Loaded, useAsk, useEndpoint } from '../service/hooks.ts';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { birthWords, priorityWords } from './clinic-words.ts';
import { isDay } from './hooks.ts';
import { ContactFields, contactOf, contactProblems, noContact } from './contact-fields.tsx';
import { KnownNote, thePersonWeKnow, useKnownPerson } from './known-person.tsx';
import { cellProblem, PlaceFields, wingProblem } from './place-fields.tsx';

type Known = EndpointReply<'listPatients'>;

const placeWords: Record<Known['sites'][number]['kind'], string> = {
  prison: 'prison',
  'care-home': 'care home',
  'hospital-hub': 'hospital',
  home: 'at home, by link',
};

type ErrorOf = (field: string) => string | undefined;
type Bind = ReturnType<typeof useText>['bind'];

/** Adds a patient where the person keeps patients: of a prison, of a care home, or at home. */
export function AddPatient(props: {
  sites: Known['sites'];
  onAdded: (patient: PatientView) => void;
  onReceived: (patient: PatientView) => void;
  onClose: () => void;
}) {
  const { sites, onClose, ...then } = props;
  const [siteId, setSiteId] = useState<string>(sites[0]?.siteId ?? '');
  const texts = usePatientTexts();
  const { email, phone } = texts;
  const kind = sites.find((site) => site.siteId === siteId)?.kind;
  const [expected, setExpected] = useState(false);
  const person = { nhsNumber: texts.nhsNumber.value, expected: kind === 'prison' && expected };
  const { known, isKnown, add, receive } = useKnownPerson({ ...person, ...then });
  const send = async (): Promise<Problem[] | 'next-step'> => {
    const contact = contactOf({ email: email.value, phone: phone.value });
    const unreached = kind === 'home' && contact.email === null && contact.phone === null ? [noContact] : [];
    const body = endpoints.addPatient.body.safeParse({
      siteId,
      ...bodyOf(texts, kind === 'prison'),
      ...(kind === 'prison' && !isKnown && { expected }),
      ...(kind === 'home' && { contact }),
    });
    const wrong = body.success ? [] : patientProblems(body.error.issues.map(({ path }) => path.at(-1)));
    if (!body.success || unreached.length > 0) return [...wrong, ...unreached];
    return isKnown ? receive(body.data) : add(body.data);
  };
  return (
    <FormDialog
      title="Add a patient"
      confirm={isKnown ? thePersonWeKnow : { label: 'Add the patient', testId: 'save-patient' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          {known === null ? null : <KnownNote known={known} expected={!isKnown} />}
          <SiteChoice {...{ sites, siteId }} error={errorOf('patient-siteId')} onChoose={setSiteId} />
          <PatientFields {...{ errorOf, texts }} inPrison={kind === 'prison'} />
          {kind === 'home' ? <ContactFields errorOf={errorOf} email={email.bind} phone={phone.bind} /> : null}
          {kind === 'prison' ? (
            <PrisonFields {...{ errorOf, texts, expected }} onExpected={setExpected} />
          ) : null}
        </>
      )}
    </FormDialog>
  );
}

/** Whether they are in the prison yet, and where. */
function PrisonFields(props: {
  errorOf: ErrorOf;
  texts: ReturnType<typeof usePatientTexts>;
  expected: boolean;
  onExpected: (expected: boolean) => void;
}) {
  const { errorOf, texts, expected, onExpected } = props;
  return (
    <>
      <NotHereYet expected={expected} onChange={onExpected} />
      <PlaceFields prefix="patient" errorOf={errorOf} wing={texts.wing.bind} cell={texts.cell.bind} />
    </>
  );
}

/** As it is sent, without what only somebody in prison has. */
function bodyOf(texts: ReturnType<typeof usePatientTexts>, inPrison: boolean) {
  const { name, born, prisonNumber, nhsNumber, wing, cell } = texts;
  return {
    name: name.value,
    dateOfBirth: born.value,
    prisonNumber: inPrison ? orNull(prisonNumber.value) : null,
    nhsNumber: orNull(nhsNumber.value),
    ...(inPrison && { wing: orNull(wing.value), cell: orNull(cell.value) }),
  };
}

/** Whoever is expected can be booked like everybody (A35). */
function NotHereYet(props: { expected: boolean; onChange: (expected: boolean) => void }) {
  const { expected, onChange } = props;
  const hint =
    'A patient who is not here yet can be booked. You are asked the day before whether they have come.';
  return (
    <Checkboxes
      legend="Where the patient is"
      hint={hint}
      large={false}
      name="patient-expected"
      choices={[{ value: 'expected', label: 'Not here yet', testId: 'patient-expected' }]}
      values={expected ? ['expected'] : []}
      onChange={(values) => {
        onChange(values.length > 0);
      }}
    />
  );
}

function usePatientTexts() {
  return {
    name: useText(''),
    born: useText(''),
    prisonNumber: useText(''),
    nhsNumber: useText(''),
    wing: useText(''),
    cell: useText(''),
    email: useText(''),
    phone: useText(''),
  };
}

/** A clerk chooses between several kinds of place, so that the kind is said with each. */
function SiteChoice(props: {
  sites: Known['sites'];
  siteId: string;
  error: string | undefined;
  onChoose: (siteId: string) => void;
}) {
  const { sites, siteId, error, onChoose } = props;
  const prisons = sites.every(({ kind }) => kind === 'prison');
  if (sites.length < 2 && prisons) return null;
  return (
    <SelectField
      id="patient-siteId"
      label={prisons ? 'Prison' : 'Where is the patient?'}
      hint={prisons ? undefined : 'A patient at home joins by a link that is sent to them.'}
      value={siteId}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      {sites.map((site) => (
        <option key={site.siteId} value={site.siteId}>
          {prisons ? site.name : `${site.name} (${placeWords[site.kind]})`}
        </option>
      ))}
    </SelectField>
  );
}

function PatientFields(props: {
  errorOf: ErrorOf;
  texts: ReturnType<typeof usePatientTexts>;
  inPrison: boolean;
}) {
  const { errorOf, texts, inPrison } = props;
  const { name, born, prisonNumber, nhsNumber } = texts;
  return (
    <>
      <TextField
        id="patient-name"
        label="Name"
        autoComplete="off"
        maxLength={120}
        error={errorOf('patient-name')}
        {...name.bind}
      />
      <TextField
        id="patient-dateOfBirth"
        label="Date of birth"
        type="date"
        error={errorOf('patient-dateOfBirth')}
        {...born.bind}
      />
      {inPrison ? (
        <TextField
          id="patient-prisonNumber"
          label="Prison number (optional)"
          hint="A letter, four digits, two letters, such as A1234BC. Leave it empty where you do not know it."
          autoComplete="off"
          className="nhsuk-input--width-10"
          error={errorOf('patient-prisonNumber')}
          {...prisonNumber.bind}
        />
      ) : null}
      <TextField
        id="patient-nhsNumber"
        label="NHS number (optional)"
        autoComplete="off"
        inputMode="numeric"
        className="nhsuk-input--width-10"
        error={errorOf('patient-nhsNumber')}
        {...nhsNumber.bind}
      />
    </>
  );
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}

function patientProblems(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Choose where the patient is', field: 'patient-siteId' },
    { message: 'Enter the patient’s name', field: 'patient-name' },
    { message: 'Enter the date of birth', field: 'patient-dateOfBirth' },
    { message: 'Enter a prison number such as A1234BC', field: 'patient-prisonNumber' },
    { message: 'Enter an NHS number that is right, or leave it empty', field: 'patient-nhsNumber' },
    { message: wingProblem, field: 'patient-wing' },
    { message: cellProblem, field: 'patient-cell' },
    ...contactProblems,
  ];
  return known.filter(({ field }) => fields.includes(field.replace('patient-', '')));
}

const priorities = referralPriority.options.map((value) => ({ value, label: priorityWords[value].words }));

/** Refers a patient to a service; the wait is counted from the day that is said here. */
export function ReferPatient(props: {
  organisationId: OrganisationId;
  patients: readonly PatientView[];
  chosen: PatientView | null;
  today: string;
  onReferred: (referral: ReferralView) => void;
  onClose: () => void;
}) {
  const { organisationId, patients, chosen, today, onReferred, onClose } = props;
  const ask = useAsk();
  const [patientId, setPatientId] = useState<string>(chosen?.patientId ?? '');
  const [service, setService] = useState('');
  const [priority, setPriority] = useState<ReferralPriority | null>(null);
  const since = useText(today);
  const send = async (): Promise<Problem[]> => {
    const clockStart = isDay(since.value) && since.value <= today ? since.value : null;
    const body = endpoints.addReferral.body.safeParse({ patientId, service, priority, clockStart });
    if (!body.success) return referralProblems(body.error.issues.map(({ path }) => path[0]));
    onReferred(await ask('addReferral', { body: body.data }));
    return [];
  };
  return (
    <FormDialog
      title="Refer a patient"
      confirm={{ label: 'Refer the patient', testId: 'save-referral' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <PatientChoice
            {...{ patients, patientId }}
            error={errorOf('referral-patientId')}
            onChoose={setPatientId}
          />
          <ServiceChoice
            {...{ organisationId, service }}
            error={errorOf('referral-service')}
            onChoose={setService}
          />
          <PriorityChoice {...{ priority }} error={errorOf('referral-priority')} onChoose={setPriority} />
          <SinceField today={today} error={errorOf('referral-clockStart')} bind={since.bind} />
        </>
      )}
    </FormDialog>
  );
}

function SinceField({ today, error, bind }: { today: string; error: string | undefined; bind: Bind }) {
  return (
    <TextField
      id="referral-clockStart"
      label="The wait began on"
      hint="The day of the referral. It never changes, whatever becomes of a booking."
      type="date"
      max={today}
      error={error}
      {...bind}
    />
  );
}

function PriorityChoice(props: {
  priority: ReferralPriority | null;
  error: string | undefined;
  onChoose: (priority: ReferralPriority) => void;
}) {
  const { priority, error, onChoose } = props;
  return (
    <Radios
      id="referral-priority"
      legend="Priority"
      large={false}
      name="priority"
      choices={priorities}
      value={priority}
      error={error}
      onChoose={onChoose}
    />
  );
}

function PatientChoice(props: {
  patients: readonly PatientView[];
  patientId: string;
  error: string | undefined;
  onChoose: (patientId: string) => void;
}) {
  const { patients, patientId, error, onChoose } = props;
  return (
    <SelectField
      id="referral-patientId"
      label="Patient"
      value={patientId}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      <option value="">Choose a patient</option>
      {patients.map((patient) => (
        <option key={patient.patientId} value={patient.patientId}>
          {patient.name}, {patient.prisonNumber ?? `born ${birthWords(patient.dateOfBirth)}`}
        </option>
      ))}
    </SelectField>
  );
}

/** Chosen and not typed: a service of which nobody holds clinics would never find a time. */
function ServiceChoice(props: {
  organisationId: OrganisationId;
  service: string;
  error: string | undefined;
  onChoose: (service: string) => void;
}) {
  const { organisationId, service, error, onChoose } = props;
  const { loaded } = useEndpoint('listClinicTemplates', { params: { organisationId } });
  const templates = loaded.state === 'ready' ? loaded.value.templates : [];
  const services = [...new Set(templates.map((template) => template.service))];
  return (
    <SelectField
      id="referral-service"
      label="Service"
      hint={serviceHint(loaded)}
      value={service}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      <option value="">Choose a service</option>
      {services
        .toSorted((a, b) => a.localeCompare(b))
        .map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
    </SelectField>
  );
}

function serviceHint(loaded: Loaded<EndpointReply<'listClinicTemplates'>>): string | undefined {
  if (loaded.state === 'failed') return `The services could not be read. ${loaded.message}`;
  return loaded.state === 'ready' && loaded.value.templates.length === 0
    ? 'No clinics are held yet: ask the booking clerk of the hospital.'
    : undefined;
}

function referralProblems(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Choose the patient', field: 'referral-patientId' },
    { message: 'Choose the service', field: 'referral-service' },
    { message: 'Choose the priority', field: 'referral-priority' },
    { message: 'Enter the day on which the wait began, not later than today', field: 'referral-clockStart' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('referral-', '')));
}
