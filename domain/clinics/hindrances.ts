import { DomainError } from '../errors.ts';
import type { StationId } from '../ids.ts';
import { timesInWords } from '../rota/wall-clock.ts';
import { type Appointment, overlaps, patientTimeOf, type Span, stationClaimOf } from './appointment.ts';
import {
  clashesIn,
  clashesInWords,
  type EventClash,
  type EventKind,
  type EventTime,
  isHard,
} from './person-event.ts';

/** What stands against a place beside what others have taken; of the prison, its stations, and the patient. */
export type Hindrances = {
  /** Times in which nobody is moved in the prison, or on the wing of the patient; one whose wing nobody knows is on each. */
  stops: readonly Span[];
  /** Times in which a station is not used for clinics. */
  blocks: readonly (Span & { readonly stationId: StationId })[];
  /** What else the patient has on. */
  events: readonly EventTime[];
};

/** A prison where nothing is stopped or blocked, and a patient who has nothing else on. */
export const noHindrances: Hindrances = { stops: [], blocks: [], events: [] };

/** The stop of movements in which some of the appointment lies (A24). */
export function stopOver({ beginsAt, overAt }: Appointment, { stops }: Hindrances): Span | undefined {
  return stops.find((stop) => overlaps(stop, { startsAt: beginsAt, endsAt: overAt }));
}

/** The block of the station in which some of its time lies, from the pre-meeting to the debrief (A11). */
export function blockOver(
  appointment: Appointment,
  { blocks }: Hindrances,
  stationId: StationId,
): Span | undefined {
  const time = stationClaimOf(appointment, stationId);
  return blocks.find((block) => block.stationId === stationId && overlaps(block, time));
}

/** What else the patient has on between leaving the cell and being back in it (A07). */
export function clashesOver(appointment: Appointment, { events }: Hindrances): EventClash[] {
  return clashesIn(events, patientTimeOf(appointment));
}

/** What a booking is made over, and why: `null` where the patient has nothing else on. */
export type Overbooking = { kinds: EventKind[]; reason: string } | null;

type Asked = {
  appointment: Appointment;
  stationId: StationId;
  hindrances: Hindrances;
  /** Whether the person works in the prison: nobody else may book over an event, or is told of one (A38). */
  ofPrison: boolean;
  clashReason: string | undefined;
};

/**
 * Throws `conflict` where movements are stopped, the station is blocked or the patient is moved to another prison, and
 * `reason-needed`, naming the kind of event and nothing of its content, where they have something else on and nobody
 * has said why they come all the same (A07).
 */
export function requireUnhindered({ appointment, stationId, hindrances, ...asked }: Asked): Overbooking {
  const stop = stopOver(appointment, hindrances);
  if (stop !== undefined) {
    throw new DomainError('conflict', `movements in this prison are stopped: ${timesInWords(stop)}`);
  }
  const block = blockOver(appointment, hindrances, stationId);
  if (block !== undefined) {
    throw new DomainError('conflict', `this station is blocked: ${timesInWords(block)}`);
  }
  return overbookingOf(clashesOver(appointment, hindrances), asked);
}

function overbookingOf(
  clashes: readonly EventClash[],
  { ofPrison, clashReason }: Pick<Asked, 'ofPrison' | 'clashReason'>,
): Overbooking {
  if (clashes.length === 0) return null;
  if (!ofPrison) {
    throw new DomainError('conflict', 'the patient is not free at that time');
  }
  if (clashes.some(isHard)) {
    throw new DomainError(
      'conflict',
      `the patient has ${clashesInWords(clashes.filter(isHard))}: nobody can bring them`,
    );
  }
  if (clashReason === undefined) {
    throw new DomainError(
      'reason-needed',
      `the patient has ${clashesInWords(clashes)}: say why the clinic is booked all the same`,
    );
  }
  return { kinds: clashes.map(({ kind }) => kind), reason: clashReason };
}
