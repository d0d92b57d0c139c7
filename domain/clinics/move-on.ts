import { type Actor, auditActor, requirePermission, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import { putOutPatientSide } from '../guests/host.ts';
import type { BookingId, VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { originEntry, type Visit } from '../visits/visit.ts';
import { lockLedVisit, lockOwnVisit, tellVisit } from '../visits/visit-lock.ts';
import { requireNext, type RoomCheck, type VisitPart } from './visit-part.ts';

/**
 * The clinician says that the patient is in the room, or has left it (A47). It only goes forward, also for a visit of the
 * same booking that is started again. Guests of the patient's side are put out at the debrief, for good. Idempotent.
 */
export async function moveOn(
  deps: Deps,
  actor: Actor,
  { visitId, to }: { visitId: VisitId; to: Exclude<VisitPart, 'pre'> },
): Promise<void> {
  const clinician = requirePerson(actor, 'visit:move-on');
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, clinician, visitId);
    const bookingId = requireBooked(visit);
    const part = await tx.clinicRunning.findPart(bookingId);
    if (part === to) return;
    requireNext(part, to);
    await tx.clinicRunning.beginPart({ bookingId, part: to, visitId, by: clinician.personId });
    const by = auditActor(clinician);
    await tx.audit([originEntry(by, visit, 'visit.moved-on', { part: to })]);
    if (to === 'debrief') await putOutPatientSide(deps, tx, { visit, by });
    await tellVisit(tx, visit);
  });
}

/**
 * The nurse at the station or the clinician confirms who the patient is and who is in the room with them. Said again, the
 * later word holds: people come and go. Throws `wrong-phase` while the patient is not in the room.
 */
export async function confirmRoom(
  deps: Deps,
  actor: Actor,
  { visitId, identity, present }: RoomCheck & { visitId: VisitId },
): Promise<void> {
  requirePermission(actor, 'visit:confirm-room');
  await transact(deps, async (tx) => {
    const visit = await lockOwnVisit(tx, actor, visitId);
    const bookingId = requireBooked(visit);
    if (visit.ended !== null) {
      throw new DomainError('wrong-phase', 'the visit has ended');
    }
    if ((await tx.clinicRunning.findPart(bookingId)) !== 'main') {
      throw new DomainError('wrong-phase', 'the patient is not in the room');
    }
    const by = auditActor(actor);
    if (by.kind !== 'station' && by.kind !== 'person') {
      throw new DomainError('forbidden', 'only the station or the clinician may do this');
    }
    const inRoom = [...new Set(present)];
    await tx.clinicRunning.checkRoom(visitId, { identity, present: inRoom }, by);
    const detail = { identity, present: inRoom.join(' ') };
    await tx.audit([originEntry(by, visit, 'visit.room-confirmed', detail)]);
    await tellVisit(tx, visit);
  });
}

function requireBooked({ origin }: Visit): BookingId {
  if (origin.kind !== 'booking') {
    throw new DomainError('wrong-phase', 'only a booked visit has parts');
  }
  return origin.bookingId;
}
