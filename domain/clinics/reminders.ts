import type { Chore } from '../due-rule.ts';
import type { BookingId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, instantOf, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import type { Happening } from './message.ts';
import type { RemindedBooking } from './message-port.ts';
import { isByLink } from './at-home.ts';
import { informPatient, noteTooLateForPatient } from './patient-messages.ts';
import { raiseWhereNobody } from './settle-message.ts';
import { isWorkingDay, lastWorkingDayBefore, nextWorkingDay } from './working-days.ts';
import {
  askToRingCareHome,
  listReminded,
  type MessageDeps,
  messageOf,
  writeMessages,
} from './write-messages.ts';

const remindedAt = '10:00';

/**
 * When prison healthcare is reminded of a booking: at ten by the clock of Europe/London, on the last working day before it
 * (A42). Whatever the clocks do in between, it is ten on the wall (A19).
 */
export function reminderOf({ startsAt }: { startsAt: Date }): Date {
  return instantOf(`${lastWorkingDayBefore(wallDateOf(startsAt))}T${remindedAt}`);
}

/** Bookings that begin before this may have a reminder that is due: the next working day is the last to be reminded of. */
export function remindsUntil(now: Date): Date {
  const today = wallDateOf(now);
  const hasCome = !isWorkingDay(today) || now >= instantOf(`${today}T${remindedAt}`);
  const last = hasCome ? nextWorkingDay(today) : today;
  return startOfDay(addDays(last, 1));
}

/**
 * What becomes of a reminder now. One of a booking that was made, or moved to its time, after its moment is not needed:
 * the message about that has said the same.
 */
export function reminderDue(
  booking: Pick<RemindedBooking, 'startsAt' | 'beginsAt' | 'timedAt'>,
  now: Date,
): 'not-yet' | 'not-needed' | 'send' | 'too-late' {
  const moment = reminderOf(booking);
  if (now < moment) return 'not-yet';
  if (booking.timedAt >= moment) return 'not-needed';
  return booking.beginsAt <= now ? 'too-late' : 'send';
}

/**
 * Reminds of every booking whose moment has come, late where nothing ran at the time (A41). Several processes may do it at
 * once: the booking is locked, and says which time it has been reminded of.
 */
export async function remindOfBookings(deps: MessageDeps & Pick<Deps, 'log' | 'clock'>): Promise<void> {
  const before = remindsUntil(deps.clock.now());
  const bookingIds = await deps.store.transact((tx) => tx.clinicMessages.listToRemind(before));
  for (const bookingId of bookingIds) {
    await tryToRemind(deps, bookingId);
  }
}

/** One that cannot be reminded of now must not keep the others. It is tried again by the next run. */
async function tryToRemind(deps: MessageDeps & Pick<Deps, 'log'>, bookingId: BookingId): Promise<void> {
  try {
    await transact(deps, (tx) => remind(deps, tx, bookingId));
  } catch (error) {
    deps.log.error('a reminder could not be written; the next run tries again', error);
  }
}

async function remind(deps: MessageDeps, tx: TellingTransaction, bookingId: BookingId): Promise<void> {
  const booking = await tx.clinicMessages.lockToRemind(bookingId);
  if (booking === undefined) return;
  const due = reminderDue(booking, tx.now);
  if (due === 'not-yet') return;
  await tx.clinicMessages.markReminded(bookingId);
  if (due === 'not-needed') return;
  const { organisationId, siteId, startsAt, endsAt } = booking;
  const key = `reminder:${bookingId}:${startsAt.toISOString()}`;
  const happening: Happening = {
    ...{ kind: 'reminder', key, organisationId, siteId, startsAt, endsAt },
    bookingIds: [bookingId],
    others: 0,
  };
  const people = await listReminded(tx, booking);
  const patient = { kind: 'reminder', booking, key } as const;
  if (due === 'send') {
    await informPatient(deps, tx, patient);
    await askToRingCareHome(deps, tx, happening);
    await writeMessages(
      deps,
      tx,
      people.map((to) => ({ to, happening })),
    );
    return;
  }
  if (deps.channels.length === 0) return;
  const late = people.map((to) => messageOf(deps, { to, happening, state: 'too-late' }));
  await tx.clinicMessages.addMessages(late);
  await noteTooLateForPatient(deps, tx, patient);
  // Of one that has been held nobody has to be rung any more.
  if (booking.state !== 'booked' || isByLink(booking)) return;
  if (await tx.clinicMessages.isCareHome(siteId)) await askToRingCareHome(deps, tx, happening);
  else await raiseWhereNobody(deps, tx, { ...happening, side: 'prison' });
}

/** The moment is ten o’clock, and nobody counts the seconds. */
export const reminderChore: Chore = {
  name: 'remind-of-bookings',
  everyMs: 30_000,
  run: remindOfBookings,
};
