import type { Chore } from '../due-rule.ts';
import type { Deps } from '../ports.ts';
import { addDays, instantOf, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import type { Booking } from './clinic.ts';
import { missingOutcomeKey, raiseTask } from './tasks.ts';
import { nextWorkingDay } from './working-days.ts';

/** When the booking clerks of a hospital begin to work. */
const morning = '08:00';
/** Older ones were there before anybody was asked about them. */
const lookedBackDays = 14;

/**
 * From when on somebody is asked what became of a booking: at eight on the next working day by the clock of Europe/London.
 * Until then its clinician has the evening for it.
 */
export function askedAbout({ startsAt }: Pick<Booking, 'startsAt'>): Date {
  return instantOf(`${nextWorkingDay(wallDateOf(startsAt))}T${morning}`);
}

/**
 * Has a booking clerk see to every booking of a day that has passed of which nothing is recorded: nobody started it, or it was
 * started and its outcome is missing. Its referral would stay booked for good. Once each; recorded meanwhile, the task ends.
 */
export async function watchMissingOutcomes(deps: Pick<Deps, 'store' | 'newId' | 'clock'>): Promise<void> {
  const now = deps.clock.now();
  const today = wallDateOf(now);
  const between = { from: startOfDay(addDays(today, -lookedBackDays)), until: startOfDay(today) };
  await deps.store.transact(async (tx) => {
    const found = await tx.clinicTasks.listWithoutOutcome(between);
    for (const booking of found.filter((one) => askedAbout(one) <= now)) {
      const { id, organisationId, patientId, referralId } = booking;
      await raiseTask(deps, tx, {
        ...{ organisationId, patientId, referralId, bookingId: id },
        siteId: null,
        kind: 'outcome-missing',
        key: missingOutcomeKey(id),
        dueOn: today,
      });
    }
  });
}

/** Nobody waits for it by the minute. */
export const missingOutcomesChore: Chore = {
  name: 'watch-missing-outcomes',
  everyMs: 10 * 60_000,
  run: watchMissingOutcomes,
};
