import type { CallCard } from '../../../domain/calls/wire.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import { acuityWords, clockTime } from '../service/words.ts';
import { Tag } from '../ui/tag.tsx';
import { acuityColours, birthWords, nhsNumberWords, siteKindWords } from './clinician-words.ts';

export function AcuityTag({ acuity }: { acuity: CallCard['acuity'] }) {
  return <Tag colour={acuityColours[acuity]}>{acuityWords[acuity]}</Tag>;
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
    ['Queue', card.queueName],
  ];
  const asked = [...card.requiredSkills, ...card.wantedSkills].map((skill) => skillLabels[skill]);
  return (
    <div className="bedside-call-details">
      <p>
        <AcuityTag acuity={card.acuity} />
      </p>
      <p className="bedside-call-details__concern" data-testid="concern">
        {details.concern ?? 'No concern has been typed yet.'}
      </p>
      {card.passedOnNotes.map(({ text, byName, at }) => (
        <p className="bedside-call-details__note" data-testid="passed-on-note" key={at}>
          <strong>
            {byName} passed it on at {clockTime(at)}:
          </strong>{' '}
          {text}
        </p>
      ))}
      <dl className="bedside-facts">
        {[...rows, ...(asked.length === 0 ? [] : [['Skills', asked.join(', ')] as const])].map(
          ([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value ?? <span className="bedside-unknown">Not given</span>}</dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}
