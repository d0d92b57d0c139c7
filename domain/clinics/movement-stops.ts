import { type Actor, auditActor, may, type PersonActor } from '../actors.ts';
import { type Audience, stationAudience } from '../audience.ts';
import { type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { MovementStopId, SiteId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { audiencesOf } from '../visits/visit-lock.ts';
import { bookingEntry, hasBegun } from './booking-rules.ts';
import { cancelCodes } from './cancel-codes.ts';
import { requireOwn, type Sight, sightOf } from './clinic-access.ts';
import type { Booking } from './clinic.ts';
import { requireComing } from './coming-time.ts';
import { groupsOf, type MovementStop, phaseOf } from './movement-stop.ts';
import type { MovementStopBody, MovementStopView, StopPreview, StopsOfPrison } from './prison-mode-wire.ts';
import { tellOfCancellation } from './tell-interpreter.ts';
import { informOfStop, type MessageDeps } from './write-messages.ts';

/** So that wing 10 comes after wing 9. */
const byNumber = new Intl.Collator('en-GB', { numeric: true });
const dayMs = 24 * 3_600_000;
/** A typing mistake in the month must not cancel a year of clinics. */
const longestMs = 31 * dayMs;

/** The prisons whose movements the person may stop, and the stops that stand. */
export async function listMovementStops(deps: Pick<Deps, 'store'>, actor: Actor): Promise<StopsOfPrison[]> {
  const sight = await sightOf(deps, actor, 'movement:stop');
  const { reads } = deps.store;
  const sites = await reads.listSites(sight.person.organisationId);
  const prisons = sites.filter((site) => site.kind === 'prison' && mayStopAt(sight, site.siteId));
  const siteIds = prisons.map(({ siteId }) => siteId);
  const [stops, wings] = await Promise.all([reads.listStops(siteIds), reads.listWings(siteIds)]);
  return prisons.map(({ siteId, name }) => ({
    siteId,
    name,
    wings: wings
      .filter((one) => one.siteId === siteId)
      .map(({ wing }) => wing)
      .toSorted(byNumber.compare),
    stops: stops.filter((stop) => stop.siteId === siteId),
  }));
}

type Previewed = {
  siteId: SiteId;
  startsAt: string;
  endsAt: string;
  wings?: readonly string[] | null | undefined;
};

/** What a stop would meet, by how far each booking is; how many, and of nobody who. */
export async function previewMovementStop(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { siteId, startsAt, endsAt, wings = null }: Previewed,
): Promise<StopPreview> {
  await requireStoppable(deps, actor, siteId);
  const between = { startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
  const now = deps.clock.now();
  requireComing(between, { now, longestMs });
  const met = await deps.store.reads.listMetBookings(siteId, { ...between, wings });
  const booked = met.filter(({ state }) => state !== 'held');
  const inPhase = (phase: ReturnType<typeof phaseOf>) =>
    groupsOf(booked.filter((booking) => phaseOf(booking, now) === phase));
  return {
    running: inPhase('running'),
    begun: inPhase('begun'),
    toCome: inPhase('to-come'),
    held: met.length - booked.length,
  };
}

/**
 * Stops movements in a prison, or on some of its wings, for a time (A24): in one transaction every booking in it that has not begun is cancelled,
 * its referral is to be booked again with the clock and the priority it had, and nothing can be booked into that time
 * while the stop stands. What has begun is not cut.
 */
export async function stopMovements(
  deps: MessageDeps,
  actor: Actor,
  { siteId, ...body }: MovementStopBody & { siteId: SiteId },
): Promise<{ stop: MovementStopView; cancelled: number; begun: number }> {
  const person = await requireStoppable(deps, actor, siteId);
  const stop: MovementStop = {
    id: deps.newId() as MovementStopId,
    organisationId: person.organisationId,
    siteId,
    startsAt: new Date(body.startsAt),
    endsAt: new Date(body.endsAt),
    wings: wingsOf(body),
    reason: body.reason,
    madeBy: person.personId,
    liftedAt: null,
  };
  const counts = await transact(deps, (tx) => stopIn(deps, tx, { person, stop }));
  const stops = await deps.store.reads.listStops([siteId]);
  const view = stops.find(({ stopId }) => stopId === stop.id);
  if (view === undefined) {
    throw new DomainError('conflict', 'somebody has lifted this stop already');
  }
  return { stop: view, ...counts };
}

async function stopIn(
  deps: MessageDeps,
  tx: TellingTransaction,
  { person, stop }: { person: PersonActor; stop: MovementStop },
): Promise<{ cancelled: number; begun: number }> {
  requireComing(stop, { now: tx.now, longestMs });
  const { prisonMode } = tx;
  await prisonMode.lockPrison(stop.siteId);
  await prisonMode.addStop(stop);
  const met = await prisonMode.lockBookingsIn(stop.siteId, stop);
  const ending = met.filter((booking) => booking.state !== 'running' && !hasBegun(booking, tx.now));
  const cancelled = ending.filter(({ state }) => state === 'booked');
  const given = ending.filter(({ state }) => state === 'held');
  for (const booking of cancelled) await tellOfCancellation(deps, tx, booking);
  await prisonMode.stopBookings(
    cancelled.map(({ id }) => id),
    { stopId: stop.id, by: person.personId },
  );
  for (const { id } of given) await tx.clinics.releaseBooking(id, 'lapsed', null);
  const left = met.filter((booking) => !ending.includes(booking) && booking.state !== 'held');
  const counts = { cancelled: cancelled.length, begun: left.length };
  const detail = {
    startsAt: stop.startsAt.toISOString(),
    endsAt: stop.endsAt.toISOString(),
    ...counts,
    released: given.length,
    ...(stop.wings !== null && { wings: stop.wings.join(' ') }),
  };
  await tx.audit([
    stopEntry(person, stop, { action: 'movements.stopped', detail }),
    ...ending.map((booking) => endEntry(person, booking, stop)),
  ]);
  await informOfStop(deps, tx, { stop, by: person.personId, bookings: cancelled });
  await tellAffected(tx, stop.siteId);
  return counts;
}

/**
 * Whose visit runs in the prison, and the stations to which somebody is on the way, are told what holds now: a visit may be
 * finished, and who is on the way is turned back. Their screens say it from the state that they read.
 */
export async function tellAffected(tx: TellingTransaction, siteId: SiteId): Promise<void> {
  const { visitIds, stationIds } = await tx.prisonMode.listAffected(siteId);
  const audiences: Audience[] = stationIds.map(stationAudience);
  for (const visitId of visitIds) {
    const visit = await tx.visits.find(visitId);
    if (visit !== undefined) audiences.push(...(await audiencesOf(tx, visit)));
  }
  await tx.tell('visit:changed', audiences);
}

function endEntry(person: PersonActor, booking: Booking, { id }: MovementStop): AuditEntry {
  const actor = auditActor(person);
  return booking.state === 'booked'
    ? bookingEntry(actor, booking, {
        action: 'booking.cancelled',
        detail: { code: 'lockdown', cause: cancelCodes.lockdown.cause, stopId: id },
      })
    : bookingEntry(actor, booking, { action: 'booking.released', detail: { stopId: id } });
}

/** One line of the audit trail about a stop: who, when, and how many. */
export function stopEntry(
  person: PersonActor,
  { id, organisationId, siteId }: MovementStop,
  { action, detail }: { action: 'movements.stopped' | 'movements.resumed'; detail: AuditDetail },
): AuditEntry {
  return auditEntry(auditActor(person), {
    action,
    about: { kind: 'site', id: siteId, organisationId },
    detail: { stopId: id, ...detail },
  });
}

/** Each wing once; null for the whole prison. */
function wingsOf({ wings }: Pick<MovementStopBody, 'wings'>): string[] | null {
  return wings === null || wings === undefined ? null : [...new Set(wings)];
}

/** Whoever works in the prison, and the managers of its organisation. */
export function mayStopAt({ person, siteIds }: Sight, siteId: SiteId): boolean {
  return may(person, 'movement:stop-everywhere') || siteIds.includes(siteId);
}

async function requireStoppable(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  siteId: SiteId,
): Promise<PersonActor> {
  const sight = await sightOf(deps, actor, 'movement:stop');
  const site = requireOwn(actor, await deps.store.reads.getSite(siteId), 'site');
  if (site.kind !== 'prison' || !mayStopAt(sight, siteId)) {
    throw new DomainError('not-found', 'no such site');
  }
  return sight.person;
}
