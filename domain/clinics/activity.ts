import { type Cell, header, line } from '../csv.ts';
import type { ClinicianId } from '../ids.ts';
import { type Attendance, type DnaCause, dnaCauses } from './attendance.ts';
import { type CancelCode, cancelCodes, type Cause } from './cancel-codes.ts';
import { type BookingState, otherwise, type Otherwise } from './clinic.ts';
import { addDays, daysBetween, mondayOf, wallDateOf } from '../rota/wall-clock.ts';
import type { ActivityFigures, ActivityPeriod, ActivityRow } from './activity-wire.ts';

/** One booking, as far as activity is counted; nothing of whose it is. */
export type CountedBooking = {
  readonly clinicianId: ClinicianId;
  readonly clinicianName: string;
  readonly service: string;
  /** `2026-11`, by the calendar in London. */
  readonly month: string;
  readonly state: BookingState;
  readonly startsAt: Date;
  readonly cancelCode: CancelCode | null;
  readonly attendance: Attendance['attendance'] | null;
  readonly dnaCause: DnaCause | null;
  /** When its first visit began, and when the patient came into the room. */
  readonly startedAt: Date | null;
  readonly patientInAt: Date | null;
  readonly otherwise: Otherwise | null;
};

const minuteMs = 60_000;

/** The bookings in figures, by clinician and month, as they stand on a day of Europe/London. */
export function activityOf(bookings: readonly CountedBooking[], today: string): ActivityRow[] {
  const groups = Map.groupBy(bookings, ({ clinicianId, month }) => `${month} ${clinicianId}`);
  return [...groups.values()]
    .flatMap((group) => rowOf(group, today))
    .toSorted(
      (a, b) =>
        compare(b.month, a.month) ||
        compare(a.clinicianName, b.clinicianName) ||
        compare(a.clinicianId, b.clinicianId),
    );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function rowOf(bookings: readonly CountedBooking[], today: string): ActivityRow[] {
  const [first] = bookings;
  if (first === undefined) return [];
  const { month, clinicianId, clinicianName } = first;
  return [{ month, clinicianId, clinicianName, ...figuresOf(bookings, today) }];
}

/**
 * The bookings of all clinicians by month and by week, oldest first; also the months and weeks of these days in which there
 * were none.
 */
export function activityByTime(
  bookings: readonly CountedBooking[],
  { from, to, today }: { from: string; to: string; today: string },
): { months: ActivityPeriod[]; weeks: ActivityPeriod[] } {
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => addDays(from, n));
  const by = (periodOf: (day: string) => string) => {
    const groups = Map.groupBy(bookings, ({ startsAt }) => periodOf(wallDateOf(startsAt)));
    return [...new Set(days.map(periodOf))].map((period) => ({
      period,
      ...figuresOf(groups.get(period) ?? [], today),
    }));
  };
  return { months: by((day) => day.slice(0, 7)), weeks: by(mondayOf) };
}

function figuresOf(bookings: readonly CountedBooking[], today: string): ActivityFigures {
  const attended = bookings.filter(({ attendance }) => attendance === 'attended');
  const late = attended.flatMap(({ startsAt, startedAt }) =>
    startedAt === null
      ? []
      : [Math.max(0, Math.floor((startedAt.getTime() - startsAt.getTime()) / minuteMs))],
  );
  return {
    booked: bookings.length,
    attended: attended.length,
    notRecorded: bookings.filter((one) => isMissing(one, today)).length,
    dna: byCause(bookings.flatMap((one) => (one.dnaCause === null ? [] : [dnaCauses[one.dnaCause].cause]))),
    cancelled: byCause(
      bookings.flatMap((one) => (one.cancelCode === null ? [] : [cancelCodes[one.cancelCode].cause])),
    ),
    medianMinutesLate: median(late),
    escortsAvoided: attended.filter((one) => one.otherwise === 'hospital-escort').length,
    replaced: otherwise.options.map((what) => ({
      what,
      visits: attended.filter((one) => (one.otherwise ?? 'not-known') === what).length,
    })),
  };
}

/** Nothing is recorded of it, and its visit or its day is over: also where nobody has started it. */
function isMissing({ state, attendance, startsAt }: CountedBooking, today: string): boolean {
  if (attendance !== null) return false;
  return state === 'done' || (isExpected({ state }) && wallDateOf(startsAt) < today);
}

function isExpected({ state }: Pick<CountedBooking, 'state'>): boolean {
  return state === 'booked' || state === 'running';
}

function byCause(causes: readonly Cause[]): Record<Cause, number> {
  const counts: Record<Cause, number> = { patient: 0, prison: 0, hospital: 0, technology: 0 };
  for (const one of causes) counts[one] += 1;
  return counts;
}

/** The middle one, or between the two in the middle; null of none. */
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * ATTENDED OR DID NOT ATTEND CODE of the NHS Data Dictionary (datadictionary.nhs.uk, data element of that name, read in the
 * release of June 2026): 5 attended on time or before the professional was ready, 6 arrived late and was seen, 3 did not attend
 * without warning, 2 cancelled by or for the patient, 4 cancelled by the provider, 0 still to come. 7, arrived late and
 * not seen, is told apart from 3 by nothing that is recorded here. Empty while nothing is recorded.
 */
export function attendedCode(
  booking: CountedBooking,
  today: string,
): '0' | '2' | '3' | '4' | '5' | '6' | null {
  const { state, attendance, dnaCause, cancelCode } = booking;
  if (cancelCode !== null) return ofPatientSide(cancelCodes[cancelCode].cause) ? '2' : '4';
  if (attendance === 'attended') return cameLate(booking) ? '6' : '5';
  if (dnaCause !== null) return ofPatientSide(dnaCauses[dnaCause].cause) ? '3' : '4';
  return state === 'booked' && !isMissing(booking, today) ? '0' : null;
}

/** Of a hospital and its technology an appointment is not the patient's to keep; a prison acts for its patient. */
function ofPatientSide(one: Cause): boolean {
  return one === 'patient' || one === 'prison';
}

/** The clinician was there in time, and the patient was not. */
function cameLate({ startsAt, startedAt, patientInAt }: CountedBooking): boolean {
  return startedAt !== null && patientInAt !== null && startedAt <= startsAt && patientInAt > startsAt;
}

/** CONSULTATION MEDIUM USED 03, Telemedicine, and CONSULTATION MECHANISM 11, Video Consultation, which replaces it. */
const video = { medium: '03', mechanism: '11' };

type Line = {
  month: string;
  service: string;
  clinicianId: string;
  code: string;
  causedBy: Cause | '';
  otherwise: Otherwise;
};

/**
 * The same as lines of a CSV file: how many appointments of which code, without anybody's name or number. The file is passed
 * on, so one to four appointments are given as `1 to 4`, and there are no totals from which they could be worked out.
 */
export function* activityLines(bookings: readonly CountedBooking[], today: string): Iterable<string> {
  yield header([
    'month',
    'service',
    'clinician_id',
    'consultation_medium_used',
    'consultation_mechanism',
    'attended_or_did_not_attend',
    'caused_by',
    'would_have_been',
    'appointments',
  ]);
  const groups = Map.groupBy(bookings, (booking) => JSON.stringify(lineOf(booking, today)));
  for (const [key, group] of [...groups].toSorted(([a], [b]) => compare(a, b))) {
    const of = JSON.parse(key) as Line;
    const cells: Cell[] = [of.month, of.service, of.clinicianId, video.medium, video.mechanism];
    yield line([...cells, of.code, of.causedBy, of.otherwise, small(group.length)]);
  }
}

function lineOf(booking: CountedBooking, today: string): Line {
  const { month, service, clinicianId, otherwise: instead, dnaCause, cancelCode } = booking;
  return {
    ...{ month, service, clinicianId },
    code: attendedCode(booking, today) ?? '',
    causedBy:
      dnaCause !== null
        ? dnaCauses[dnaCause].cause
        : cancelCode !== null
          ? cancelCodes[cancelCode].cause
          : '',
    otherwise: instead ?? 'not-known',
  };
}

const fewest = 5;

/** Not `1-4`: spreadsheets make the first of April of that. */
function small(count: number): Cell {
  return count < fewest ? '1 to 4' : count;
}
