import { useState } from 'react';
import type { AuditEvent } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { actionWords, detailWords, shorten } from './audit-words.ts';

/** Who did what, newest first, page by page. */
export function AuditTrail({ organisationId }: { organisationId: OrganisationId }) {
  /** Where each page visited so far begins; the first one has no mark. */
  const [marks, setMarks] = useState<readonly (string | null)[]>([null]);
  const before = marks.at(-1) ?? null;
  const { loaded, reload } = useEndpoint('readAudit', {
    params: { organisationId },
    query: before === null ? {} : { before },
  });
  const next = loaded.state === 'ready' ? loaded.value.next : null;
  return (
    <section aria-labelledby="audit-title">
      <h2 className="nhsuk-heading-m" id="audit-title">
        Audit trail
      </h2>
      <p>Who did what, newest first. Nothing here can be changed.</p>
      {loaded.state === 'loading' ? <Loading what="the audit trail" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? <AuditTable events={loaded.value.events} /> : null}
      <Pages
        onNewer={
          marks.length > 1
            ? () => {
                setMarks(marks.slice(0, -1));
              }
            : null
        }
        onOlder={
          next === null
            ? null
            : () => {
                setMarks([...marks, next]);
              }
        }
        onAgain={reload}
      />
    </section>
  );
}

type PagesProps = { onNewer: (() => void) | null; onOlder: (() => void) | null; onAgain: () => void };

function Pages({ onNewer, onOlder, onAgain }: PagesProps) {
  return (
    <nav className="bedside-actions" aria-label="Pages of the audit trail">
      <Button variant="secondary" small onClick={onNewer ?? onAgain}>
        {onNewer === null ? 'Read again' : 'Newer'}
      </Button>
      {onOlder === null ? null : (
        <Button variant="secondary" small data-testid="audit-older" onClick={onOlder}>
          Older
        </Button>
      )}
    </nav>
  );
}

/** Whoever has no name, or none any more. */
const actorWords: Readonly<Record<AuditEvent['actorKind'], string>> = {
  station: 'A station',
  person: 'A person',
  guest: 'A guest',
  'record-client': 'A partner’s system',
  system: 'The service',
};

function AuditTable({ events }: { events: readonly AuditEvent[] }) {
  if (events.length === 0) return <p className="bedside-empty">Nothing has been recorded yet.</p>;
  return (
    <table className="bedside-table">
      <caption className="nhsuk-u-visually-hidden">Audit trail, page of up to 50 events</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Details</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <td data-name="When">{new Date(event.at).toLocaleString('en-GB')}</td>
            <td data-name="Who">{event.actorName ?? actorWords[event.actorKind]}</td>
            <td data-name="What" title={event.action}>
              {actionWords(event.action)}
            </td>
            <td data-name="Details">
              {event.subjectKind}
              {event.subjectId === null ? '' : ` ${shorten(event.subjectId)}`}
              {Object.keys(event.detail).length === 0 ? '' : `; ${detailWords(event.detail)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
