import { auditEntry } from '../audit.ts';
import type { ClinicMessageId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { type ClinicMessage, hasFailed, hasReached, messageSide } from './message.ts';
import type { SettledMessage } from './message-port.ts';
import { dropTask, finishReplaced, raiseTask } from './tasks.ts';

/**
 * A message takes the state that its deliveries have come to. Where that is new it is written into the trail, and whoever
 * has not been reached becomes a task, until somebody of that side is (A43).
 */
export async function settleMessage(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  messageId: ClinicMessageId,
): Promise<void> {
  const message = await tx.clinicMessages.settleByDeliveries(messageId);
  if (message === undefined) return;
  const { id, organisationId, kind, side, state } = message;
  await tx.audit([
    auditEntry(
      { kind: 'system' },
      {
        action: 'clinic-message.settled',
        about: { kind: 'clinic-message', id, organisationId },
        detail: { kind, side, state, bookingId: onlyOneOf(message) },
      },
    ),
  ]);
  if (hasReached(state)) await dropTasks(tx, message);
  if (hasFailed(state)) await raiseWhereNobody(deps, tx, message);
}

/**
 * A task for the side of a message of which nobody has been reached, and of which nobody can be reached any more. Of one
 * booking a side has one such task: the newest.
 */
export async function raiseWhereNobody(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  message: Pick<ClinicMessage, 'organisationId' | 'key' | 'side' | 'siteId' | 'bookingIds'>,
): Promise<void> {
  const states = await tx.clinicMessages.listStates(message);
  if (!states.every(hasFailed)) return;
  // To whom the booking has always stood, nobody has to say that it stands again.
  if (await tx.clinicMessages.isLiftOfUnknownStop(message)) return;
  const { organisationId, side, siteId } = message;
  const bookingId = onlyOneOf(message);
  const key = taskKeyOf(message);
  const isNew = await raiseTask(deps, tx, {
    organisationId,
    siteId: side === 'prison' || side === 'administrator' ? siteId : null,
    kind: 'not-reached',
    key,
    patientId: null,
    referralId: null,
    bookingId,
    dueOn: wallDateOf(tx.now),
  });
  if (isNew && bookingId !== null) await finishReplaced(tx, { bookingId, side, key });
}

/** Somebody of that side knows of these bookings now: what they were not told before has lost its urgency. */
async function dropTasks(tx: Transaction, message: SettledMessage): Promise<void> {
  const { organisationId, side, bookingIds, key } = message;
  const failed = await tx.clinicMessages.listFailedKeys({ side, bookingIds });
  for (const one of new Set([key, ...failed])) {
    await dropTask(tx, { organisationId, key: taskKeyOf({ key: one, side }) });
  }
}

/** Nobody has to be rung any more about something that holds no longer. */
export async function dropUnreached(
  tx: Transaction,
  { organisationId, key }: Pick<ClinicMessage, 'organisationId' | 'key'>,
): Promise<void> {
  for (const side of messageSide.options) {
    await dropTask(tx, { organisationId, key: taskKeyOf({ key, side }) });
  }
}

function taskKeyOf({ key, side }: Pick<ClinicMessage, 'key' | 'side'>): string {
  return `not-reached:${side}:${key}`;
}

function onlyOneOf({ bookingIds }: Pick<ClinicMessage, 'bookingIds'>) {
  const [one, ...others] = bookingIds;
  return others.length === 0 ? (one ?? null) : null;
}
