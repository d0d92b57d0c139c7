import { messagesTo } from '../escalation/take-step.ts';
import type { DeliveryChannel } from '../escalation/escalation-port.ts';
import type { BookingId, ClinicMessageId, PersonId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { addDays, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import type { TellingTransaction } from '../transact.ts';
import { type Sight, worksIn } from './clinic-access.ts';
import type { Booking, ClinicSession } from './clinic.ts';
import {
  changeKey,
  type ClinicMessage,
  digestEveryMs,
  type Happening,
  isForDigest,
  type MessageSide,
} from './message.ts';
import type { Recipient } from './message-port.ts';
import type { MovementStop } from './movement-stop.ts';
import { informPatient } from './patient-messages.ts';
import { dropUnreached, raiseWhereNobody } from './settle-message.ts';
import { finishTasksOf } from './tasks.ts';

/** What writing messages needs beside the store. */
export type MessageDeps = Pick<Deps, 'store' | 'facts' | 'jobs' | 'newId' | 'channels'>;

type Addressed = { to: Recipient; happening: Happening };

const everyChannel: readonly DeliveryChannel[] = ['email', 'sms', 'push', 'webhook'];
/** A clinician is told of every booking for their calendar, and is not to be rung up for one of next month. */
const quietChannels: readonly DeliveryChannel[] = ['email', 'webhook'];

/**
 * Writes messages within the transaction that has the reason for them; they are sent after its commit. Each person gets one
 * of each key at most. Where this service has no way of reaching anybody, nobody is told and nothing is written.
 */
export async function writeMessages(
  deps: MessageDeps,
  tx: TellingTransaction,
  toSend: readonly (Addressed & { channels?: readonly DeliveryChannel[] })[],
): Promise<void> {
  if (deps.channels.length === 0 || toSend.length === 0) return;
  const made = toSend.map(({ to, happening, channels = everyChannel }) => {
    const deliveries = messagesTo(deps, happening, { contacts: [to], channels });
    const state = deliveries.length === 0 ? 'failed' : 'pending';
    return { message: messageOf(deps, { to, happening, state }), deliveries };
  });
  const added = await tx.clinicMessages.addMessages(made.map(({ message }) => message));
  const isNew = made.filter(({ message }) => added.has(message.id));
  const digestAt = await digestTimes(
    tx,
    isNew.map(({ message }) => message),
  );
  const deliveries = isNew.flatMap(({ message, deliveries: those }) =>
    those.map((one) => ({
      ...one,
      because: { clinicMessageId: message.id },
      dueAt: one.channel === 'email' ? digestAt(message) : undefined,
    })),
  );
  await tx.escalation.addDeliveries(deliveries);
  for (const { id } of deliveries) tx.afterCommit(() => deps.jobs.add('deliver', { deliveryId: id }));
  // Whom no channel of this service reaches: nobody learns of that later.
  const nowhere = made.filter(({ message }) => added.has(message.id) && message.state === 'failed');
  for (const { message } of nowhere) await raiseWhereNobody(deps, tx, message);
}

/**
 * When the e-mail of a message that can wait is sent: at once, or with others ten minutes after the last one to that person, so
 * that sixty bookings are not sixty e-mails. What is for today or tomorrow does not wait.
 */
async function digestTimes(
  tx: Transaction,
  messages: readonly ClinicMessage[],
): Promise<(message: ClinicMessage) => Date | undefined> {
  const from = startOfDay(addDays(wallDateOf(tx.now), 2));
  const mayWait = (message: ClinicMessage) =>
    isForDigest(message) && message.startsAt !== null && message.startsAt >= from;
  const personIds = messages.filter(mayWait).flatMap(({ personId }) => personId ?? []);
  if (personIds.length === 0) return () => undefined;
  const times = await tx.clinicMessages.listDigestTimes(personIds, digestEveryMs);
  return (message) =>
    message.personId !== null && mayWait(message) ? times.get(message.personId) : undefined;
}

/** The row of a message in the state in which it is written. */
export function messageOf(
  deps: Pick<Deps, 'newId'>,
  { to, happening, state }: Addressed & Pick<ClinicMessage, 'state'>,
): ClinicMessage {
  return {
    ...happening,
    id: deps.newId() as ClinicMessageId,
    personId: to.personId,
    patientId: null,
    side: to.side,
    state,
  };
}

type BookingChange = {
  kind: 'booked' | 'moved' | 'cancelled';
  booking: Booking;
  /** As it was before a move. */
  before?: Booking;
};

/**
 * Tells the other side that a booking was made, moved or cancelled: the prison when the hospital has done it, and the other
 * way round. What is for today is told to both, but never to whoever did it. Its clinician is told for their calendar.
 */
export async function informOfBooking(
  deps: MessageDeps,
  tx: TellingTransaction,
  sight: Sight,
  { kind, booking, before = booking }: BookingChange,
): Promise<void> {
  // That the patient cannot come at the time before is settled by it; at the same time they still cannot.
  const isSettled = kind === 'cancelled' || booking.startsAt.getTime() !== before.startsAt.getTime();
  if (isSettled) await finishTasksOf(tx, booking.id, 'cannot-come');
  if (deps.channels.length === 0) return;
  const { id, organisationId, siteId, startsAt, endsAt } = booking;
  const key = changeKey(kind, booking, before);
  if (concernsPatient({ kind, booking, before })) await informPatient(deps, tx, { kind, booking, key });
  const happening = {
    ...{ kind, key, organisationId, siteId, startsAt, endsAt },
    bookingIds: [id],
    others: 0,
  };
  const clinicianIds = [...new Set([booking.clinicianId, before.clinicianId])];
  const found = await tx.clinicMessages.listRecipients({ organisationId, siteIds: [siteId], clinicianIds });
  const isToday = [booking, before].some((one) => wallDateOf(one.startsAt) === wallDateOf(tx.now));
  const own = isToday ? undefined : sideOf(sight, booking);
  await askToRingCareHome(deps, tx, happening);
  await writeMessages(
    deps,
    tx,
    found
      .filter(({ personId, side }) => personId !== sight.person.personId && side !== own)
      .map((to) => ({
        to,
        happening,
        channels: to.side === 'clinician' && !isToday ? quietChannels : everyChannel,
      })),
  );
}

/** A patient at home is not written to about a move of which nothing is theirs: the time and the clinician are the same. */
function concernsPatient({ kind, booking, before }: Required<BookingChange>): boolean {
  return (
    kind !== 'moved' ||
    booking.clinicianId !== before.clinicianId ||
    booking.startsAt.getTime() !== before.startsAt.getTime()
  );
}

/**
 * A booking has ended because its patient is gone, or is one person with another. Nobody has done it by hand: its clinician
 * is told, whose calendar has it, and the booking clerks; its prison is where that was known first.
 */
export async function informOfMove(
  deps: MessageDeps,
  tx: TellingTransaction,
  booking: Booking,
): Promise<void> {
  if (deps.channels.length === 0) return;
  const { id, organisationId, siteId, clinicianId, startsAt, endsAt, version } = booking;
  const key = `cancelled:${id}:${String(version)}`;
  const happening = {
    ...{ kind: 'cancelled' as const, key, organisationId, siteId, startsAt, endsAt },
    bookingIds: [id],
    others: 0,
  };
  const of = { organisationId, siteIds: [], clinicianIds: [clinicianId] };
  const found = await tx.clinicMessages.listRecipients(of);
  const isToday = wallDateOf(startsAt) === wallDateOf(tx.now);
  await writeMessages(
    deps,
    tx,
    found.map((to) => ({
      to,
      happening,
      channels: to.side === 'clinician' && !isToday ? quietChannels : everyChannel,
    })),
  );
}

/** For which side somebody acts; whoever is of both is of none, and so both are told. */
function sideOf(sight: Sight, booking: Booking): MessageSide | undefined {
  const ofPrison = worksIn(sight, booking);
  if (ofPrison === sight.everything) return undefined;
  return ofPrison ? 'prison' : 'hospital';
}

type StopChange = {
  stop: MovementStop;
  by: PersonId;
  bookings: readonly Pick<Booking, 'id' | 'clinicianId'>[];
};

/** Tells both ends of a stop of movements once each, however many bookings it has cancelled (A24). */
export async function informOfStop(
  deps: MessageDeps,
  tx: TellingTransaction,
  { stop, by, bookings }: StopChange,
): Promise<void> {
  await informOfMany(deps, tx, { by, bookings, happening: stopHappening(stop, 'stopped') });
}

/** Tells both ends that a stop is lifted, and how many bookings have come back (A25). */
export async function informOfLift(
  deps: MessageDeps,
  tx: TellingTransaction,
  { others, stop, by, bookings }: StopChange & { others: number },
): Promise<void> {
  const happening = { ...stopHappening(stop, 'restored'), others };
  // While a booking has not come back, whoever was not reached about the stop has still to be.
  if (others === 0) await dropUnreached(tx, stopHappening(stop, 'stopped'));
  await informOfMany(deps, tx, { by, bookings, happening });
}

function stopHappening(stop: MovementStop, kind: 'stopped' | 'restored'): Omit<Happening, 'bookingIds'> {
  const { id, organisationId, siteId, startsAt, endsAt } = stop;
  return { kind, key: `${kind}:${id}`, organisationId, siteId, startsAt, endsAt, others: 0 };
}

type Many = {
  by: PersonId;
  bookings: readonly Pick<Booking, 'id' | 'clinicianId'>[];
  happening: Omit<Happening, 'bookingIds'>;
};

/** A clinician is told how many of the own bookings it has met, the others of all. */
async function informOfMany(
  deps: MessageDeps,
  tx: TellingTransaction,
  { by, bookings, happening }: Many,
): Promise<void> {
  if (deps.channels.length === 0 || bookings.length + happening.others === 0) return;
  const { organisationId, siteId } = happening;
  const clinicianIds = [...new Set(bookings.map(({ clinicianId }) => clinicianId))];
  const siteIds = siteId === null ? [] : [siteId];
  const found = await tx.clinicMessages.listRecipients({ organisationId, siteIds, clinicianIds });
  await writeMessages(
    deps,
    tx,
    found
      .filter(({ personId }) => personId !== by)
      .map((to) => {
        const theirs =
          to.side === 'clinician' ? bookings.filter((one) => one.clinicianId === to.personId) : bookings;
        return { to, happening: { ...happening, bookingIds: theirs.map(({ id }) => id) } };
      }),
  );
}

type SessionEnd = {
  session: ClinicSession;
  by: PersonId;
  bookings: readonly Booking[];
};

/** Tells the clinician that the clinic is cancelled, each prison which bookings have gone with it, and each patient at home. */
export async function informOfSession(
  deps: MessageDeps,
  tx: TellingTransaction,
  { session, by, bookings }: SessionEnd,
): Promise<void> {
  for (const { id } of bookings) await finishTasksOf(tx, id, 'cannot-come');
  if (deps.channels.length === 0) return;
  const { id, organisationId, clinicianId, startsAt, endsAt } = session;
  const base = { kind: 'session-cancelled', organisationId, startsAt, endsAt, others: 0 } as const;
  for (const booking of bookings) {
    await informPatient(deps, tx, { kind: 'cancelled', booking, key: `cancelled:${booking.id}` });
  }
  const bySite = Map.groupBy(bookings, ({ siteId }) => siteId);
  const parts: [SiteId | null, readonly BookingId[]][] = [
    [null, bookings.map(({ id: bookingId }) => bookingId)],
    ...[...bySite].map(([siteId, those]): [SiteId, BookingId[]] => [siteId, those.map((one) => one.id)]),
  ];
  for (const [siteId, bookingIds] of parts) {
    const of =
      siteId === null
        ? { siteIds: [], clinicianIds: [clinicianId] }
        : { siteIds: [siteId], clinicianIds: [] };
    const found = await tx.clinicMessages.listRecipients({ organisationId, ...of });
    const key = `session-cancelled:${id}:${siteId ?? 'clinician'}`;
    await askToRingCareHome(deps, tx, { key, organisationId, siteId, bookingIds });
    await writeMessages(
      deps,
      tx,
      found
        .filter(({ personId, side }) => personId !== by && side !== 'hospital')
        .map((to) => ({ to, happening: { ...base, key, siteId, bookingIds } })),
    );
  }
}

/** Nobody of a care home has an account that messages could go to: a booking clerk rings it, and ticks that off. */
export async function askToRingCareHome(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { siteId, ...what }: Pick<Happening, 'key' | 'organisationId' | 'siteId' | 'bookingIds'>,
): Promise<void> {
  if (siteId === null || !(await tx.clinicMessages.isCareHome(siteId))) return;
  await raiseWhereNobody(deps, tx, { ...what, side: 'prison', siteId: null });
}

/** Those who are reminded of a booking: prison healthcare of its prison. */
export async function listReminded(
  tx: Transaction,
  { organisationId, siteId }: Booking,
): Promise<Recipient[]> {
  const found = await tx.clinicMessages.listRecipients({
    organisationId,
    siteIds: [siteId],
    clinicianIds: [],
  });
  return found.filter(({ side }) => side === 'prison');
}
