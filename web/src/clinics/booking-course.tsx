import type { ClinicPlace } from '../../../domain/clinics/outside.ts';
import type { BookingCourse } from '../../../domain/clinics/running-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { outcomeWords } from '../booked/outcome-words.ts';
import { clinicianWordsAt, personInRoomWords } from '../booked/part-words.ts';
import { useEndpoint } from '../service/hooks.ts';
import { listed } from '../service/words.ts';
import { clockAt } from './clinic-words.ts';

/** What has happened to a booking on its day: the evidence behind what is recorded of it. */
export function CourseOf({ booking }: { booking: BookingView }) {
  const { bookingId, state, version, outside } = booking;
  return state === 'running' || state === 'done' ? (
    <Course key={version} bookingId={bookingId} place={outside} />
  ) : null;
}

function Course({ bookingId, place }: Pick<BookingView, 'bookingId'> & { place: ClinicPlace }) {
  const { loaded } = useEndpoint('readBookingCourse', { params: { bookingId } });
  if (loaded.state !== 'ready') return null;
  return (
    <>
      <Agreed agreed={loaded.value.agreed} />
      <section aria-labelledby="course-title" data-testid="course">
        <h3 className="nhsuk-heading-s" id="course-title">
          What happened
        </h3>
        <ul>
          {linesOf(loaded.value, place).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** What the clinician has written, for whoever looks after the patient: the service sends it to nobody else. */
function Agreed({ agreed }: Pick<BookingCourse, 'agreed'>) {
  return agreed.map(({ at, byName, advice, note }) => (
    <section aria-label={`Written by ${byName}`} data-testid="agreed" key={at}>
      {advice === null ? null : <Written title="What was agreed" text={advice} />}
      {note === null ? null : <Written title="Clinical note, shown to you only" text={note} />}
      <p className="nhsuk-hint">
        {byName}, {dayInWords(new Date(at))}, {clockAt(at)}
      </p>
    </section>
  ));
}

function Written({ title, text }: { title: string; text: string }) {
  return (
    <>
      <h3 className="nhsuk-heading-s">{title}</h3>
      <p className="bedside-clinics__written">{text}</p>
    </>
  );
}

const kinds = { station: 'The station', clinician: 'A clinician', guest: 'A guest' } as const;

function linesOf(
  { parts, rooms, inRoom, stationRangAt, outcomes }: BookingCourse,
  place: ClinicPlace,
): string[] {
  const all = [
    ...parts.map(({ part, at, byName }) => ({
      at,
      words: `${clinicianWordsAt(place).parts[part]} (${byName})`,
    })),
    ...rooms.map(({ at, identity, present }) => ({
      at,
      words: `${identity === 'confirmed' ? 'Identity confirmed' : 'Identity not confirmed'}; in the room: ${listed(present.map((one) => personInRoomWords[one]))}`,
    })),
    ...inRoom.map(({ kind, from, until }) => ({
      at: from,
      words: `${kind === 'station' && place === 'home' ? 'The patient' : kinds[kind]} was in the video room until ${clockAt(until)}`,
    })),
    ...stationRangAt.map((at) => ({ at, words: 'The station was made to ring: nobody had joined' })),
    ...outcomes.map(({ outcome, reason }) => ({
      at: outcome.at,
      words: `${outcome.corrected ? 'Corrected' : 'Recorded'} by ${outcome.byName}: ${outcomeWords(outcome, place)}${reason === null ? '' : `. Reason: ${reason}`}`,
    })),
  ];
  const lines = all
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, words }) => `${dayInWords(new Date(at))}, ${clockAt(at)}: ${words}`);
  // Who comes back within a minute would be said twice in the same words.
  return [...new Set(lines)];
}
