import { Navigate, Route, Routes, useParams } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { patientId as parsePatientId, type PatientId } from '../../../domain/ids.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { listsReaders } from '../account/roles.ts';
import { CallsElsewhere } from '../clinician/calls-elsewhere.tsx';
import { Page } from '../ui/page.tsx';
import { FindPatient } from './find-patient.tsx';
import { ListedPatients } from './listed-patients.tsx';
import { Readers } from './readers.tsx';
import { RecordAccess } from './record-access.tsx';

/** `/record`: clinicians find a patient and see the record; whoever keeps a list sees who has looked. */
export function RecordPages({ me }: { me: Me }) {
  const isClinician = me.roles.includes('clinician');
  return (
    <Page title="Patients" header={<PersonHeader />}>
      {isClinician ? <CallsElsewhere /> : null}
      <Routes>
        <Route
          index
          element={
            <>
              <h1 className="nhsuk-heading-l">Patients</h1>
              {isClinician ? <FindPatient /> : null}
              <ListedPatients me={me} />
            </>
          }
        />
        {isClinician ? <Route path=":patientId" element={<OfPatient of={RecordAccess} />} /> : null}
        {listsReaders(me.roles) ? (
          <Route path=":patientId/readers" element={<OfPatient of={Readers} />} />
        ) : null}
        <Route path="*" element={<Navigate to="/record" replace />} />
      </Routes>
    </Page>
  );
}

/** The part of one patient; what is no id of one leads back to the search. */
function OfPatient({ of: Part }: { of: (props: { patientId: PatientId }) => React.ReactNode }) {
  const params = useParams();
  const read = parsePatientId.safeParse(params['patientId']);
  if (!read.success) return <Navigate to="/record" replace />;
  return <Part key={read.data} patientId={read.data} />;
}
