import type { PatientId, StationId } from '../ids.ts';
import type { AppointmentLengths, Claim, ClinicSession, PrisonDay, Segment, SegmentKind } from './clinic.ts';

/** From `startsAt` until just before `endsAt`. */
export type Span = { readonly startsAt: Date; readonly endsAt: Date };

/** One patient's place in a session, with everything around it. */
export type Appointment = {
  /** Those that take any time, in the order of the kinds: move-in, pre, main, debrief, move-back. */
  readonly segments: readonly Segment[];
  /** When the patient is in front of the camera. */
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** When the first segment begins and the last ends, of the patient or of the staff. */
  readonly beginsAt: Date;
  readonly overAt: Date;
};

const minuteMs = 60_000;

const patientKinds: readonly SegmentKind[] = ['move-in', 'main', 'move-back'];
const staffKinds: readonly SegmentKind[] = ['pre', 'main', 'debrief'];

/** Whether both have a moment in common; one that begins as the other ends has none (A02). */
export function overlaps(a: Span, b: Span): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}

/**
 * When patients can be in front of the camera. Places follow one another: each takes the clinician for the pre-meeting,
 * the appointment and the debrief, and none ends after the session.
 */
export function mainStartsOf(
  session: AppointmentLengths & Pick<ClinicSession, 'startsAt' | 'endsAt'>,
): Date[] {
  const { startsAt, endsAt, preMinutes, mainMinutes, debriefMinutes } = session;
  const placeMs = (preMinutes + mainMinutes + debriefMinutes) * minuteMs;
  const places = Math.max(0, Math.floor((endsAt.getTime() - startsAt.getTime()) / placeMs));
  return Array.from({ length: places }, (_, n) => later(startsAt, (n * placeMs) / minuteMs + preMinutes));
}

/**
 * The patient is fetched before the appointment and brought back after it; the staff meet before and after it. Both
 * lie beside each other, so the patient is on the corridor while the pre-meeting runs.
 */
export function appointmentOf(
  { preMinutes, mainMinutes, debriefMinutes }: AppointmentLengths,
  { leadMinutes, moveBackMinutes }: Pick<PrisonDay, 'leadMinutes' | 'moveBackMinutes'>,
  mainStartsAt: Date,
): Appointment {
  const mainEndsAt = later(mainStartsAt, mainMinutes);
  const all: Segment[] = [
    { kind: 'move-in', startsAt: later(mainStartsAt, -leadMinutes), endsAt: mainStartsAt },
    { kind: 'pre', startsAt: later(mainStartsAt, -preMinutes), endsAt: mainStartsAt },
    { kind: 'main', startsAt: mainStartsAt, endsAt: mainEndsAt },
    { kind: 'debrief', startsAt: mainEndsAt, endsAt: later(mainEndsAt, debriefMinutes) },
    { kind: 'move-back', startsAt: mainEndsAt, endsAt: later(mainEndsAt, moveBackMinutes) },
  ];
  const segments = all.filter(({ startsAt, endsAt }) => startsAt < endsAt);
  const whole = spanOf(segments);
  return {
    segments,
    startsAt: mainStartsAt,
    endsAt: mainEndsAt,
    beginsAt: whole.startsAt,
    overAt: whole.endsAt,
  };
}

/** From when the patient leaves the cell until they are back in it. */
export function patientTimeOf({ segments }: Appointment): Span {
  return spanOf(segments.filter(({ kind }) => patientKinds.includes(kind)));
}

/** From the pre-meeting to the end of the debrief. */
function staffTimeOf({ segments }: Appointment): Span {
  return spanOf(segments.filter(({ kind }) => staffKinds.includes(kind)));
}

type Taker = {
  session: Pick<ClinicSession, 'clinicianId' | 'capacity'>;
  prison: Pick<PrisonDay, 'siteId' | 'escortPlaces'>;
  patientId: PatientId;
};

/** What an appointment takes of the clinician, the patient, the officers who escort, and the station, in this order. */
export function claimsOf(appointment: Appointment, taker: Taker & { stationId: StationId }): Claim[] {
  return [...peopleClaimsOf(appointment, taker), stationClaimOf(appointment, taker.stationId)];
}

/** The same without the station, which is chosen last. */
export function peopleClaimsOf(appointment: Appointment, { session, prison, patientId }: Taker): Claim[] {
  return [
    {
      kind: 'clinician',
      resourceId: session.clinicianId,
      seats: session.capacity,
      ...staffTimeOf(appointment),
    },
    { kind: 'patient', resourceId: patientId, seats: 1, ...patientTimeOf(appointment) },
    ...escortClaimsOf(appointment, prison),
  ];
}

/** The station is needed while the staff meet, too: they sit in front of it. */
export function stationClaimOf(appointment: Appointment, stationId: StationId): Claim {
  return { kind: 'station', resourceId: stationId, seats: 1, ...staffTimeOf(appointment) };
}

/** One for each movement. A prison of no escort places can move nobody, and its claims are of none: the store refuses them. */
function escortClaimsOf({ segments }: Appointment, { siteId, escortPlaces }: Taker['prison']): Claim[] {
  if (escortPlaces === null) return [];
  return segments
    .filter(({ kind }) => kind === 'move-in' || kind === 'move-back')
    .map(({ startsAt, endsAt }) => ({
      kind: 'escort',
      resourceId: siteId,
      seats: escortPlaces,
      startsAt,
      endsAt,
    }));
}

function spanOf(segments: readonly Segment[]): Span {
  return {
    startsAt: new Date(Math.min(...segments.map(({ startsAt }) => startsAt.getTime()))),
    endsAt: new Date(Math.max(...segments.map(({ endsAt }) => endsAt.getTime()))),
  };
}

function later(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * minuteMs);
}
