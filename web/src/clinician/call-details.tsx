import { Tag } from 'nhsuk-react-components';
import type { CallCard } from '../../../domain/contract/views.ts';
import { acuityColours, acuityWords, birthWords, nhsNumberWords, siteKindWords } from './words.ts';

export function AcuityTag({ acuity }: { acuity: CallCard['acuity'] }) {
  return <Tag modifier={acuityColours[acuity]}>{acuityWords[acuity]}</Tag>;
}

/** What is known of a call; the concern first, because it decides. */
export function CallDetails({ card, now }: { card: CallCard; now: number }) {
  const { details } = card;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Patient', details.patientName],
    ['Born', details.dateOfBirth === null ? null : birthWords(details.dateOfBirth, now)],
    ['NHS number', details.nhsNumber === null ? null : nhsNumberWords(details.nhsNumber)],
    ['Staff', details.staffName],
    ['Site', `${card.siteName}, ${(siteKindWords[card.siteKind] ?? card.siteKind).toLowerCase()}`],
    ['Station', card.stationName],
    ['Telephone', card.sitePhone],
  ];
  return (
    <div className="bedside-call-details">
      <p>
        <AcuityTag acuity={card.acuity} />
      </p>
      <p className="bedside-call-details__concern" data-testid="concern">
        {details.concern ?? 'No concern has been typed yet.'}
      </p>
      <dl className="bedside-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="bedside-unknown">Not given</span>}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
