import { useState } from 'react';
import type { PatientView, ReferralView } from '../../../domain/clinics/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed } from '../ui/status.tsx';
import { AddPatient, ReferPatient } from './patient-dialogs.tsx';

type Asking = { what: 'patient' } | { what: 'referral'; chosen: PatientView | null };

/** For somebody who is not on the list: a patient is added, and referred. */
export function PatientActions(props: {
  organisationId: OrganisationId;
  today: string;
  onReferred: (referral: ReferralView) => void;
  /** Somebody who is known has come, and who waits has to be read again. */
  onReceived: () => void;
  /** Why there is no place whose patients the person keeps, in words. */
  nowhere: string;
}) {
  const { organisationId, today, onReferred, onReceived, nowhere } = props;
  const [said, setSaid] = useState('');
  const { loaded, reload } = useEndpoint('listPatients');
  const [asking, setAsking] = useState<Asking | null>(null);
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { sites, patients } = loaded.value;
  if (sites.length === 0) {
    return <p className="bedside-note">{nowhere}</p>;
  }
  return (
    <>
      <Choices said={said} onAsk={setAsking} />
      {asking?.what === 'patient' ? (
        <AddPatient
          sites={sites}
          onAdded={(patient) => {
            reload();
            setAsking({ what: 'referral', chosen: patient });
          }}
          onReceived={(patient) => {
            setSaid(receivedWords(patient));
            reload();
            onReceived();
          }}
          onClose={() => {
            // The next step may have been asked for already.
            setAsking((before) => (before?.what === 'patient' ? null : before));
          }}
        />
      ) : null}
      {asking?.what === 'referral' ? (
        <ReferPatient
          {...{ organisationId, today, onReferred }}
          chosen={asking.chosen}
          patients={withChosen(patients, asking.chosen)}
          onClose={() => {
            setAsking(null);
          }}
        />
      ) : null}
    </>
  );
}

function receivedWords({ name, siteName }: PatientView): string {
  return `${name} is a patient of ${siteName} now. What they wait for is on the list.`;
}

function Choices({ said, onAsk }: { said: string; onAsk: (asking: Asking) => void }) {
  return (
    <>
      <h3 className="nhsuk-heading-s">Not on the list?</h3>
      <div className="bedside-actions">
        <Button
          variant="secondary"
          small
          data-testid="refer-patient"
          onClick={() => {
            onAsk({ what: 'referral', chosen: null });
          }}
        >
          Refer a patient
        </Button>
        <Button
          variant="secondary"
          small
          data-testid="add-patient"
          onClick={() => {
            onAsk({ what: 'patient' });
          }}
        >
          Add a patient
        </Button>
      </div>
      <p role="status" data-testid="patient-said">
        {said}
      </p>
    </>
  );
}

/** The list may not have been read again yet. */
function withChosen(patients: readonly PatientView[], chosen: PatientView | null): PatientView[] {
  const known = patients.some(({ patientId }) => patientId === chosen?.patientId);
  return chosen === null || known ? [...patients] : [chosen, ...patients];
}
