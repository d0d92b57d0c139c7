import { Link, Route, Routes, useParams } from 'react-router';
import type { GpLetterEntry } from '../../../domain/gp-letters/wire.ts';
import { type VisitId, visitId as visitIdSchema } from '../../../domain/ids.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { Screen } from '../clinics/screen.tsx';
import { useEndpoint } from '../service/hooks.ts';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { GpLetterDraft } from './gp-letter-draft.tsx';
import { GpLetterSheet } from './gp-letter-sheet.tsx';

/** `/gp-letters`: what a clinician writes to the GPs of those whom they have seen after a call. */
export function GpLetterPages() {
  return (
    <Page title="Letters to GPs" header={<PersonHeader />}>
      <Routes>
        <Route index element={<GpLetterList />} />
        <Route path=":visitId" element={<OneGpLetter />} />
      </Routes>
    </Page>
  );
}

function GpLetterList() {
  const { loaded, reload } = useEndpoint('listGpLetters');
  if (loaded.state === 'loading') return <Loading what="your letters" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { letters } = loaded.value;
  return (
    <Screen title="Letters to GPs" testId="gp-letters">
      <p>Your visits of the last 14 days about patients who are known.</p>
      {letters.length === 0 ? <p className="bedside-empty">There are none.</p> : <Rows letters={letters} />}
      <p>
        <Link to="/clinician">Back to your calls</Link>
      </p>
    </Screen>
  );
}

function Rows({ letters }: { letters: readonly GpLetterEntry[] }) {
  return (
    <ol className="bedside-rows">
      {letters.map(({ visitId, patientName, startedAt, signedAt }) => (
        <li key={visitId} data-testid="gp-letter-row">
          <span className="bedside-rows__main">
            <Link to={`/gp-letters/${visitId}`}>{patientName}</Link>{' '}
            {signedAt === null ? <Tag colour="yellow">To sign</Tag> : <Tag colour="green">Signed</Tag>}
            <span className="bedside-rows__more">
              {dayInWords(new Date(startedAt))}, {clockOf(new Date(startedAt))}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function OneGpLetter() {
  const asked = visitIdSchema.safeParse(useParams()['visitId']);
  return asked.success ? (
    <Letter key={asked.data} visitId={asked.data} />
  ) : (
    <p className="bedside-empty">There is no such visit.</p>
  );
}

function Letter({ visitId }: { visitId: VisitId }) {
  const { loaded, reload } = useEndpoint('readGpLetter', { params: { visitId } });
  if (loaded.state === 'loading') return <Loading what="the letter" />;
  if (loaded.state === 'failed') {
    return (
      <>
        <LoadFailed message={loaded.message} onRetry={reload} />
        <p>
          <Link to="/gp-letters">All letters</Link>
        </p>
      </>
    );
  }
  const letter = loaded.value;
  return letter.state === 'draft' ? (
    <GpLetterDraft letter={letter} onSigned={reload} />
  ) : (
    <GpLetterSheet letter={letter} />
  );
}
