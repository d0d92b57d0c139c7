import { isInsteadAt } from '../../../domain/clinics/outside.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { clockAt, identifiers, officerWords, otherwiseWords } from './clinic-words.ts';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { expectedWords, fetchWords } from './list-words.ts';
import { awayWords, overbookedWords } from './prison-words.ts';
import { outcomeWords } from '../booked/outcome-words.ts';
import { cancelWords, causeWordsAt } from '../booked/place-words.ts';
import { Facts } from './screen.tsx';

/** Everything that is known about a booking. */
export function BookingFacts({ booking }: { booking: BookingView }) {
  const { patient, service, clinicianName, stationName, clash, away, link } = booking;
  return (
    <Facts
      facts={[
        { name: 'Patient', value: `${patient.name}, ${identifiers(patient)}` },
        { name: 'Clinic', value: `${service}, ${clinicianName}` },
        { name: 'Time', value: expectedWords(booking) },
        ...(link === undefined ? [{ name: 'Fetch at', value: fetchWords(booking) }] : []),
        {
          name: 'Where',
          value: link === undefined ? `${stationName}, ${patient.siteName}` : 'At home, by link',
        },
        ...detailFacts(booking),
        ...(clash === null ? [] : [{ name: 'Booked over', value: overbookedWords(clash) }]),
        ...(away === null
          ? []
          : [{ name: 'Patient now', value: `${awayWords[away].tag}. ${awayWords[away].what}` }]),
        ...cancelledFacts(booking),
        ...outcomeFacts(booking),
      ]}
    />
  );
}

/** What has been written about it; nothing for what was left empty. */
export function detailFacts({
  details,
  interpreter,
  outside,
}: Pick<BookingView, 'details' | 'interpreter' | 'outside'>): { name: string; value: string }[] {
  if (details === null) return [];
  const { officer, interpreterLanguage, noteForPatient, noteForStaff, otherwise } = details;
  return [
    ...(outside === undefined ? [{ name: 'Officers', value: officerWords[officer] }] : []),
    { name: 'Interpreter', value: interpreterWords(interpreterLanguage, interpreter) },
    ...(noteForPatient === null ? [] : [{ name: 'Note for the patient', value: noteForPatient }]),
    ...(noteForStaff === null ? [] : [{ name: 'Note for staff', value: noteForStaff }]),
    ...(isInsteadAt(outside, otherwise)
      ? [{ name: 'Without this clinic', value: otherwiseWords[otherwise] }]
      : []),
  ];
}

/** `Polish: Anna Nowak, 020 7946 0123`. */
function interpreterWords(language: string | null, interpreter: BookingView['interpreter']): string {
  if (language === null) return 'Not needed';
  if (interpreter === null) return language;
  const { name, phone } = interpreter;
  return `${language}: ${phone === null ? name : `${name}, ${phone}`}`;
}

function outcomeFacts({ outcome, outside }: BookingView): { name: string; value: string }[] {
  if (outcome === null) return [];
  const { at, byName, corrected } = outcome;
  const when = `${dayInWords(new Date(at))}, ${clockAt(at)}`;
  return [
    { name: 'Outcome', value: outcomeWords(outcome, outside) },
    { name: corrected ? 'Corrected by' : 'Recorded by', value: `${byName}, ${when}` },
  ];
}

function cancelledFacts({ cancelled, outside }: BookingView): { name: string; value: string }[] {
  if (cancelled === null) return [];
  const { code, cause, text, at, late } = cancelled;
  const words = cancelWords(code, outside);
  const reason = text === null ? words : `${words}: ${text}`;
  return [
    { name: 'Cancelled', value: `${dayInWords(new Date(at))}, ${clockAt(at)}${late ? ', late' : ''}` },
    { name: 'Reason', value: reason },
    { name: 'Caused by', value: causeWordsAt(cause, outside) },
  ];
}
