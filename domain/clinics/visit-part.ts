import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { instant } from '../wire.ts';

/**
 * Where a booked visit stands: `pre` before the patient is in the room, `main` with the patient, `debrief` after they have
 * left. It is the booking's, so that a visit that was cut short and is started again goes on where it was.
 */
export const visitPart = z.enum(['pre', 'main', 'debrief']);
export type VisitPart = z.infer<typeof visitPart>;

/** Who of the patient's end is in the room. */
export const personInRoom = z.enum(['patient', 'nurse', 'officer', 'interpreter', 'family', 'other']);
export type PersonInRoom = z.infer<typeof personInRoom>;

/** What the nurse at the station or the clinician confirms once the patient is in the room. */
export const roomCheck = z.strictObject({
  /** Whether two identifiers were asked for and agreed. */
  identity: z.enum(['confirmed', 'not-confirmed']),
  present: z.array(personInRoom).min(1).max(personInRoom.options.length),
});
export type RoomCheck = z.infer<typeof roomCheck>;

/** How far a booked visit has come, as both its ends see it. */
export const visitProgress = z.strictObject({
  part: visitPart,
  since: instant,
  /** Who is in the room, as it was confirmed last; null until somebody has. */
  room: roomCheck.extend({ by: z.enum(['station', 'person']), at: instant }).nullable(),
  /** Since when the station rings because nobody at the prison has joined; null once somebody has, or as long as it is not due. */
  stationRangAt: instant.nullable(),
  /** Movements of the patient's wing are stopped then, or will be soon: the visit is not cut. Null while they are not. */
  stopped: z.strictObject({ startsAt: instant, endsAt: instant }).nullable(),
});
export type VisitProgress = z.infer<typeof visitProgress>;

const order: readonly VisitPart[] = visitPart.options;

/** Throws `wrong-phase` unless the part is the next one: a visit never goes back (A47). */
export function requireNext(from: VisitPart, to: VisitPart): void {
  if (order.indexOf(to) === order.indexOf(from) + 1) return;
  throw new DomainError(
    'wrong-phase',
    order.indexOf(to) < order.indexOf(from)
      ? 'the patient has left: a visit does not go back'
      : 'the patient has not been in the room yet',
  );
}
