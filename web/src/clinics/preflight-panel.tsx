import { useState } from 'react';
import type { PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { nameOfDocument } from '../booked/document-words.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { useReadAgain } from './hooks.ts';
import { PreflightDialog } from './preflight-dialog.tsx';
import { documentStateWords, lightWords } from './preflight-words.ts';
import { Facts } from './screen.tsx';

/** What has to be ready before the visit, thing by thing; the prison says what is. */
export function PreflightPanel({ booking, ofPrison }: { booking: BookingView; ofPrison: boolean }) {
  const { bookingId } = booking;
  const { loaded, reload } = useEndpoint('readPreflight', { params: { bookingId } });
  useReadAgain(reload);
  if (loaded.state === 'loading') return <Loading what="what is ready" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  return <Panel preflight={loaded.value} {...{ booking, ofPrison, reload }} />;
}

type PanelProps = {
  preflight: PreflightView;
  booking: BookingView;
  ofPrison: boolean;
  reload: () => void;
};

function Panel({ preflight, booking, ofPrison, reload }: PanelProps) {
  const [editing, setEditing] = useState(false);
  return (
    <section className="bedside-panel" aria-labelledby="preflight" data-testid="preflight">
      <h3 className="nhsuk-heading-s" id="preflight">
        Is everything ready?{' '}
        <Tag colour={lightWords[preflight.light].colour}>{lightWords[preflight.light].words}</Tag>
      </h3>
      <ul className="bedside-preflight">
        {preflight.marks.map(({ item, light, words }) => (
          <li key={item} data-testid={`preflight-${item}`}>
            <Tag colour={lightWords[light].colour}>{lightWords[light].words}</Tag> {words}
          </li>
        ))}
      </ul>
      <Known preflight={preflight} />
      {ofPrison ? (
        <Button
          variant="secondary"
          small
          data-testid="change-preflight"
          onClick={() => {
            setEditing(true);
          }}
        >
          Say what is ready
        </Button>
      ) : null}
      {editing ? (
        <PreflightDialog
          {...{ preflight, booking }}
          onSaved={reload}
          onClose={() => {
            setEditing(false);
          }}
        />
      ) : null}
    </section>
  );
}

function Known({ preflight: { officerName, documents } }: { preflight: PreflightView }) {
  const facts = [
    ...(officerName === null ? [] : [{ name: 'Officer', value: officerName }]),
    ...documents.map((one) => ({ name: nameOfDocument(one), value: documentStateWords[one.state] })),
  ];
  return facts.length === 0 ? null : <Facts facts={facts} />;
}
