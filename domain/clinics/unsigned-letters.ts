import type { Chore } from '../due-rule.ts';
import type { Deps } from '../ports.ts';
import { instantOf, wallDateOf } from '../rota/wall-clock.ts';
import { raiseTask, unsignedLetterKey } from './tasks.ts';
import { nextWorkingDay } from './working-days.ts';

/** When offices begin to work. */
const morning = '08:00';
const givenWorkingDays = 2;

/** From when on somebody is asked about a letter: at eight in the morning, after two whole working days. */
export function askedToSign({ madeAt }: { madeAt: Date }): Date {
  let day = wallDateOf(madeAt);
  for (let given = 0; given <= givenWorkingDays; given += 1) day = nextWorkingDay(day);
  return instantOf(`${day}T${morning}`);
}

/** Has the booking clerks ask after every letter that its clinician should have signed by now, once each; signed or dropped, the task ends. */
export async function watchUnsignedLetters(deps: Pick<Deps, 'store' | 'newId' | 'clock'>): Promise<void> {
  const now = deps.clock.now();
  await deps.store.transact(async (tx) => {
    for (const { letterId, madeAt, ...about } of await tx.letters.listOverdue(now)) {
      if (askedToSign({ madeAt }) > now) continue;
      await raiseTask(deps, tx, {
        ...about,
        siteId: null,
        kind: 'letter-unsigned',
        key: unsignedLetterKey(letterId),
        dueOn: wallDateOf(now),
      });
    }
  });
}

/** Nobody waits for it by the minute. */
export const unsignedLettersChore: Chore = {
  name: 'watch-unsigned-letters',
  everyMs: 10 * 60_000,
  run: watchUnsignedLetters,
};
