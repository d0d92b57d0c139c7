import type { RecordContact, RecordEntry, RecordPart } from '../../../domain/shared-record/record-view.ts';
import { contactWords, momentWords, nothingRecorded, partWords } from './record-words.ts';

type PartProps = { part: RecordPart; more: readonly RecordPart[] };

/** One part of a record under its heading; what is past is behind a button. */
export function Entries({ part, more, entries }: PartProps & { entries: readonly RecordEntry[] }) {
  const past = entries.filter(({ current }) => !current);
  return (
    <section data-testid={`record-${part}`}>
      <h3 className="nhsuk-heading-s">{partWords[part]}</h3>
      {entries.length === 0 ? <p>{nothingRecorded}</p> : null}
      {entries.length > 0 && entries.length === past.length ? <p>Nothing of now is recorded.</p> : null}
      <List entries={entries.filter(({ current }) => current)} />
      {past.length === 0 ? null : (
        <details className="nhsuk-details">
          <summary className="nhsuk-details__summary">
            <span className="nhsuk-details__summary-text">
              {partWords[part]} of before ({past.length})
            </span>
          </summary>
          <List entries={past} />
        </details>
      )}
      <More part={part} more={more} />
    </section>
  );
}

/** Nothing is cut in silence. */
export function More({ part, more }: PartProps) {
  return more.includes(part) ? (
    <p>
      <strong>There is more in the record than is shown here.</strong>
    </p>
  ) : null;
}

function List({ entries }: { entries: readonly RecordEntry[] }) {
  return entries.length === 0 ? null : (
    <ul className="bedside-record__list">
      {entries.map((entry, n) => (
        <li key={n}>
          <strong>{entry.text}</strong>
          {entry.state === null || entry.state === 'Active' ? '' : `: ${entry.state.toLowerCase()}`}
          {entry.more.map((line, place) => (
            <span className="bedside-record__line" key={place}>
              {line}
            </span>
          ))}
          <span className="bedside-record__aside">
            {[entry.when, entry.source].filter((words) => words !== null).join(', ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What the service has done before, the newest first. */
export function Contacts({
  contacts,
  more,
}: {
  contacts: readonly RecordContact[];
  more: readonly RecordPart[];
}) {
  return (
    <section data-testid="record-contacts">
      <h3 className="nhsuk-heading-s">{partWords.contacts}</h3>
      {contacts.length === 0 ? <p>This service has had no contact before.</p> : null}
      <ul className="bedside-record__list">
        {contacts.map((contact, n) => {
          const { title, lines } = contactWords(contact);
          return (
            <li key={n}>
              <strong>{title}</strong>
              <span className="bedside-record__aside">{momentWords(contact.at)}</span>
              {lines.map((line, place) => (
                <span className="bedside-record__line" key={place}>
                  {line}
                </span>
              ))}
            </li>
          );
        })}
      </ul>
      <More part="contacts" more={more} />
    </section>
  );
}
