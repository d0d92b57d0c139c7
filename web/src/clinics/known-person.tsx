import { useEffect, useRef, useState } from 'react';
import type { IdentityField, KnownPerson } from '../../../domain/clinics/known-wire.ts';
import type { PatientBody, PatientView } from '../../../domain/clinics/wire.ts';
import { ApiError } from '../service/api.ts';
import { useAsk } from '../service/hooks.ts';
import type { Problem } from '../ui/errors.tsx';

/** The button that moves them, in place of the one that adds a patient. */
export const thePersonWeKnow = { label: 'This is the person we know', testId: 'receive-patient' };

type Found = { person: KnownPerson; nhsNumber: string };
type Adding = {
  nhsNumber: string;
  expected: boolean;
  onAdded: (patient: PatientView) => void;
  onReceived: (patient: PatientView) => void;
};

/**
 * Adds a patient, or moves the one who is known by that NHS number once somebody has said that it is them. Of another NHS
 * number nothing is known any more.
 */
export function useKnownPerson({ nhsNumber, expected, onAdded, onReceived }: Adding) {
  const ask = useAsk();
  const [found, setFound] = useState<Found | null>(null);
  const person = found?.nhsNumber === digitsOf(nhsNumber) ? found.person : null;
  const isKnown = person !== null && !expected;
  const add = async (body: PatientBody): Promise<Problem[] | 'next-step'> => {
    try {
      onAdded(await ask('addPatient', { body }));
      return [];
    } catch (error) {
      const known = knownIn(error);
      if (known === null) throw error;
      setFound({ person: known, nhsNumber: digitsOf(nhsNumber) });
      return 'next-step';
    }
  };
  const receive = async (body: PatientBody): Promise<Problem[]> => {
    if (person === null || body.nhsNumber === null) return [];
    try {
      const received = { ...body, nhsNumber: body.nhsNumber, version: person.version };
      onReceived(await ask('receivePatient', { body: received }));
      return [];
    } catch (error) {
      const known = knownIn(error);
      // They may have been moved meanwhile: whoever presses again looks first.
      if (known === null) setFound(null);
      if (known === null) throw error;
      return known.differs.map((field) => ({ message: differsWords[field], field: `patient-${field}` }));
    }
  };
  return { known: person, isKnown, add, receive };
}

function knownIn(error: unknown): KnownPerson | null {
  return error instanceof ApiError ? (error.known ?? null) : null;
}

function digitsOf(nhsNumber: string): string {
  return nhsNumber.replaceAll(/\s/g, '');
}

const asked = 'Check it. Somebody who knows this person has been asked to settle it, too.';
const differsWords: Record<IdentityField, string> = {
  name: `The name is not as we have it for this NHS number. ${asked}`,
  dateOfBirth: `The date of birth is not as we have it for this NHS number. ${asked}`,
  prisonNumber: `The prison number is not the one we have for this person. ${asked}`,
};

/** Says that the person is known, and where to whoever may know that. It takes the focus when it appears. */
export function KnownNote({ known, expected }: { known: KnownPerson; expected: boolean }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    note.current?.focus();
  }, [known]);
  const { siteName } = known;
  return (
    <div className="bedside-note" role="alert" tabIndex={-1} ref={note} data-testid="known-person">
      <p>
        <strong>This person is already known by their NHS number.</strong>{' '}
        {siteName === null
          ? 'Where they are is not shown to you: ask the booking clerks of the hospital.'
          : `They were last at ${siteName}.`}
      </p>
      <p>
        {expected
          ? 'Nobody is moved who has not come yet. When they have, take the tick from “Not here yet”.'
          : 'If they have come here, press “This is the person we know” below. Their referrals come with them, and what is booked at the earlier place is cancelled. The name and the date of birth must agree.'}
      </p>
    </div>
  );
}
