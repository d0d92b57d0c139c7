import { useState } from 'react';
import { Link } from 'react-router';
import { type Body, type EndpointReply, endpoints } from '../../../domain/contract/rest.ts';
import type { FoundPatient } from '../../../domain/record/grant-wire.ts';
import { birthWords, nhsNumberWords } from '../clinician/clinician-words.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { seenBecause } from './access-words.ts';

type Found = EndpointReply<'findPatients'>;
type By = 'number' | 'name';

/** A clinician finds a patient of the own organisation. What is typed is sent, and stands in no address. */
export function FindPatient() {
  const ask = useAsk();
  const [by, setBy] = useState<By>('number');
  const nhsNumber = useText('');
  const name = useText('');
  const dateOfBirth = useText('');
  const [found, setFound] = useState<Found | null>(null);
  const { busy, problems, send, errorOf } = useSending(async () => {
    setFound(null);
    const read = readQuestion(by, {
      nhsNumber: nhsNumber.value,
      name: name.value,
      dateOfBirth: dateOfBirth.value,
    });
    if ('problems' in read) return read.problems;
    setFound(await ask('findPatients', { body: read.body }));
    return [];
  });
  return (
    <section aria-labelledby="find-title" className="bedside-narrow">
      <h2 className="nhsuk-heading-m" id="find-title">
        Find a patient
      </h2>
      <p>Every search is recorded with your name, and the patient can be told of it.</p>
      <Form send={send} aria-label="Find a patient">
        <ErrorSummary problems={problems} />
        <FindBy by={by} onChoose={setBy} />
        <Question {...{ by, errorOf, nhsNumber, name, dateOfBirth }} />
        <Button type="submit" disabled={busy} data-testid="find">
          {busy ? 'Searching…' : 'Find'}
        </Button>
      </Form>
      <div role="status">{found === null ? null : <Results found={found} />}</div>
    </section>
  );
}

function FindBy({ by, onChoose }: { by: By; onChoose: (by: By) => void }) {
  return (
    <Radios
      legend="Find by"
      large={false}
      inline
      name="find-by"
      choices={[
        { value: 'number', label: 'NHS number', testId: 'by-number' },
        { value: 'name', label: 'Name and date of birth', testId: 'by-name' },
      ]}
      value={by}
      onChoose={onChoose}
    />
  );
}

type Text = ReturnType<typeof useText>;

function Question(props: {
  by: By;
  errorOf: (field: string) => string | undefined;
  nhsNumber: Text;
  name: Text;
  dateOfBirth: Text;
}) {
  const { by, errorOf, nhsNumber, name, dateOfBirth } = props;
  return by === 'number' ? (
    <TextField
      id="find-number"
      label="NHS number"
      hint="10 digits, such as 999 000 0018"
      inputMode="numeric"
      autoComplete="off"
      error={errorOf('find-number')}
      {...nhsNumber.bind}
    />
  ) : (
    <>
      <TextField
        id="find-name"
        label="Name, or how its words begin"
        autoComplete="off"
        maxLength={120}
        error={errorOf('find-name')}
        {...name.bind}
      />
      <TextField
        id="find-birth"
        label="Date of birth"
        type="date"
        autoComplete="off"
        error={errorOf('find-birth')}
        {...dateOfBirth.bind}
      />
    </>
  );
}

function readQuestion(
  by: By,
  typed: { nhsNumber: string; name: string; dateOfBirth: string },
): { body: Body<'findPatients'> } | { problems: Problem[] } {
  const { nhsNumber, name, dateOfBirth } = typed;
  const asked = endpoints.findPatients.body.safeParse(
    by === 'number' ? { nhsNumber } : { name, dateOfBirth },
  );
  if (asked.success) return { body: asked.data };
  if (by === 'number') {
    return {
      problems: [
        {
          message: 'Enter an NHS number: 10 digits, the last of which checks the others',
          field: 'find-number',
        },
      ],
    };
  }
  const problems: Problem[] = [];
  if (name.trim() === '') problems.push({ message: 'Enter the name', field: 'find-name' });
  if (dateOfBirth === '') problems.push({ message: 'Enter the date of birth', field: 'find-birth' });
  return { problems: problems.length > 0 ? problems : [{ message: 'Enter a name and a date of birth' }] };
}

function Results({ found: { patients, more } }: { found: Found }) {
  if (patients.length === 0) {
    return (
      <p className="bedside-note" data-testid="nobody-found">
        <strong>Nobody is found.</strong> Your organisation keeps no such patient. Check what you typed.
      </p>
    );
  }
  return (
    <>
      <ul className="bedside-rows" data-testid="found-patients">
        {patients.map((one) => (
          <FoundRow key={one.patientId} one={one} />
        ))}
      </ul>
      {more ? (
        <p className="bedside-note">
          <strong>There are more.</strong> Only 20 are shown. Type more of the name, or search by NHS number.
        </p>
      ) : null}
    </>
  );
}

function FoundRow({ one }: { one: FoundPatient }) {
  const { patientId, name, yearOfBirth, dateOfBirth, nhsNumber, relationships } = one;
  const [now] = useState(() => Date.now());
  const born = dateOfBirth === null ? `Born in ${yearOfBirth}` : `Born ${birthWords(dateOfBirth, now)}`;
  const seen = relationships.length > 0;
  return (
    <li>
      <span className="bedside-rows__main">
        <strong>{name}</strong>
        <span className="bedside-rows__more">
          {born}
          {nhsNumber === null ? '' : `. NHS number ${nhsNumberWords(nhsNumber)}`}
        </span>
        <span className="bedside-rows__more">
          {seen ? seenBecause(relationships) : 'You have no relationship to this patient.'}
        </span>
      </span>
      <span className="bedside-rows__actions">
        <Link to={`/record/${patientId}`} data-testid="to-record">
          {seen ? 'See the record' : 'Open the record with a reason'}
          <span className="nhsuk-u-visually-hidden"> of {name}</span>
        </Link>
      </span>
    </li>
  );
}
