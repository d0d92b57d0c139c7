import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PatientId, PersonEventId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { requireOfOwnPrison, sightOf } from './clinic-access.ts';
import { eventTimeOf, type PersonEvent } from './person-event.ts';
import type { PersonEventBody, PersonEventView } from './prison-mode-wire.ts';
import { wallInstant } from './session-dates.ts';
import type { BookingView } from './wire.ts';

/** What else a patient has on from today on, for who works in their prison; nobody else is told. */
export async function listPersonEvents(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { patientId }: { patientId: PatientId },
): Promise<PersonEventView[]> {
  const sight = await sightOf(deps, actor, 'event:manage');
  const { reads } = deps.store;
  const { organisationId } = requireOfOwnPrison(sight, await reads.findPatient(patientId), 'patient');
  const events = await reads.listEvents(patientId, wallDateOf(deps.clock.now()));
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(sight.person), {
        action: 'events.read',
        about: { kind: 'patient', id: patientId, organisationId },
        detail: { count: events.length },
      }),
    ]),
  );
  return events.map(eventViewOf);
}

/**
 * Says what else a patient has on. Answers with the bookings of that time: nothing is changed of them, and none is
 * forgotten.
 */
export async function addPersonEvent(
  deps: Pick<Deps, 'store' | 'newId'>,
  actor: Actor,
  { patientId, ...body }: PersonEventBody & { patientId: PatientId },
): Promise<{ event: PersonEventView; bookings: BookingView[] }> {
  const sight = await sightOf(deps, actor, 'event:manage');
  const { person } = sight;
  const { reads } = deps.store;
  const patient = requireOfOwnPrison(sight, await reads.findPatient(patientId), 'patient');
  const { organisationId, siteId } = patient;
  const event = eventOf(body, { id: deps.newId() as PersonEventId, organisationId, patientId });
  await deps.store.transact(async (tx) => {
    if (event.onDate < wallDateOf(tx.now)) {
      throw new DomainError('invalid', 'onDate: it is in the past');
    }
    // Whoever books there has finished before the event is known, so that no booking is left out of the answer.
    await tx.prisonMode.lockPrison(siteId);
    await tx.prisonMode.addEvent(event, person.personId);
    // Not its date: that of a hospital visit outside is a secret (A36).
    const detail = { eventId: event.id, kind: event.kind };
    await tx.audit([
      auditEntry(auditActor(person), {
        action: 'event.added',
        about: { kind: 'patient', id: patientId, organisationId },
        detail,
      }),
    ]);
  });
  const taking = { kind: 'patient', resourceId: patientId } as const;
  return { event: eventViewOf(event), bookings: await reads.listBookingsTaking(taking, eventTimeOf(event)) };
}

/** Takes an event back: it was typed by mistake, or is off. */
export async function removePersonEvent(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { eventId }: { eventId: PersonEventId },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'event:manage');
  await deps.store.transact(async (tx) => {
    const event = requireOfOwnPrison(sight, await tx.prisonMode.lockEvent(eventId), 'event');
    await tx.prisonMode.removeEvent(eventId);
    await tx.audit([
      auditEntry(auditActor(sight.person), {
        action: 'event.removed',
        about: { kind: 'patient', id: event.patientId, organisationId: event.organisationId },
        detail: { eventId, kind: event.kind },
      }),
    ]);
  });
}

type Whose = { id: PersonEventId; organisationId: OrganisationId; patientId: PatientId };

/** Throws `invalid` for an end without a start, or before it, and for a time that the clock does not show that day. */
function eventOf(
  { kind, onDate, startsAtClock, endsAtClock, external }: PersonEventBody,
  whose: Whose,
): PersonEvent {
  if (startsAtClock === null && endsAtClock !== null) {
    throw new DomainError('invalid', 'endsAtClock: say when it starts, too');
  }
  if (startsAtClock !== null && endsAtClock !== null && endsAtClock <= startsAtClock) {
    throw new DomainError('invalid', 'endsAtClock: it must be later than the start');
  }
  const at = (clock: string | null) => (clock === null ? null : wallInstant(`${onDate}T${clock}`));
  const startsAt = at(startsAtClock);
  return { ...whose, kind, onDate, startsAt, endsAt: at(endsAtClock), source: 'staff', external };
}

function eventViewOf({ id, kind, onDate, startsAt, endsAt, source, external }: PersonEvent): PersonEventView {
  return {
    eventId: id,
    kind,
    onDate,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    source,
    external,
  };
}
