import type { CallCard } from '../../../domain/calls/wire.ts';
import type { BookedCard } from '../../../domain/clinics/wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import type { VisitCard } from '../../../domain/states/wire.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import { acuityWords, clockTime, officerWords } from '../service/words.ts';
import { Tag } from '../ui/tag.tsx';
import { NewestScore, ObservationsTable } from './observations.tsx';
import { acuityColours, birthWords, concernWords, nhsNumberWords, siteKindWords } from './clinician-words.ts';

export function AcuityTag({ acuity }: { acuity: CallCard['acuity'] }) {
  return <Tag colour={acuityColours[acuity]}>{acuityWords[acuity]}</Tag>;
}

/** What is known of whoever is visited. */
export function VisitDetails({ card, now }: { card: VisitCard; now: number }) {
  return card.kind === 'call' ? (
    <CallDetails card={card} now={now} />
  ) : (
    <BookedDetails card={card} now={now} />
  );
}

/** What is written about a booking; where and when it was to be. */
function BookedDetails({ card, now }: { card: BookedCard; now: number }) {
  const { patient } = card;
  const atHome = card.siteKind === 'home';
  const rows: readonly (readonly [string, string | null])[] = [
    ['Patient', patient.name],
    ['Born', birthWords(patient.dateOfBirth, now)],
    ['NHS number', patient.nhsNumber === null ? null : nhsNumberWords(patient.nhsNumber)],
    ...(atHome ? [] : ([['Prison number', patient.prisonNumber]] as const)),
    ['Clinic', card.service],
    ['Time', `${clockOf(new Date(card.startsAt))} to ${clockOf(new Date(card.endsAt))}`],
    ['Site', siteWords(card)],
    ['Station', card.stationName],
    ['Telephone', card.sitePhone],
    ...(atHome ? [] : ([['Officers', card.officer === null ? null : officerWords[card.officer]]] as const)),
    ['Interpreter', card.interpreterLanguage ?? 'Not needed'],
  ];
  return (
    <div className="bedside-call-details" data-testid="booked-details">
      {card.noteForStaff === null ? null : (
        <p className="bedside-call-details__concern" data-testid="note-for-staff">
          {card.noteForStaff}
        </p>
      )}
      <Rows rows={rows} />
    </div>
  );
}

function siteWords({ siteName, siteKind }: Pick<VisitCard, 'siteName' | 'siteKind'>): string {
  return `${siteName}, ${(siteKindWords[siteKind] ?? siteKind).toLowerCase()}`;
}

function Rows({ rows }: { rows: readonly (readonly [string, string | null])[] }) {
  return (
    <dl className="bedside-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span className="bedside-unknown">Not given</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is known of a call; the concern first, because it decides. */
function CallDetails({ card, now }: { card: CallCard; now: number }) {
  const { details } = card;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Patient', details.patientName],
    ['Born', details.dateOfBirth === null ? null : birthWords(details.dateOfBirth, now)],
    ['NHS number', details.nhsNumber === null ? null : nhsNumberWords(details.nhsNumber)],
    ...(card.patientPlace === null ? [] : ([['Room', card.patientPlace]] as const)),
    ['Staff', details.staffName],
    ['Site', siteWords(card)],
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
        {concernWords(card)}
      </p>
      <NewestScore observations={card.observations} now={now} />
      {card.passedOnNotes.map(({ text, byName, at }) => (
        <p className="bedside-call-details__note" data-testid="passed-on-note" key={at}>
          <strong>
            {byName} passed it on at {clockTime(at)}:
          </strong>{' '}
          {text}
        </p>
      ))}
      <Rows rows={[...rows, ...(asked.length === 0 ? [] : [['Skills', asked.join(', ')] as const])]} />
      {card.observations.length === 0 ? null : (
        <ObservationsTable observations={card.observations} now={now} />
      )}
    </div>
  );
}
