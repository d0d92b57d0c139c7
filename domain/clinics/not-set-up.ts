import type { Chore } from '../due-rule.ts';
import type { OrganisationId, SiteId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { transact } from '../transact.ts';
import type { Happening } from './message.ts';
import { dropTask, notSetUpKey, raiseTask } from './tasks.ts';
import type { TellingTransaction } from '../transact.ts';
import { type MessageDeps, writeMessages } from './write-messages.ts';

type NotSetUp = { siteId: SiteId; organisationId: OrganisationId; key: string };

/**
 * Tells the administrators of a station in a prison of which nobody has said whether it is meant for clinics: it is offered
 * to no hospital before that (A16). Once for a prison of which nothing was said, and once for each new station of another.
 */
export async function watchPrisonsNotSetUp(deps: MessageDeps & Pick<Deps, 'log'>): Promise<void> {
  const found = await deps.store.transact((tx) => tx.clinicMessages.listNotSetUp());
  for (const one of found) {
    try {
      await transact(deps, (tx) => reportOne(deps, tx, one));
    } catch (error) {
      deps.log.error('nobody could be told of a prison that is not set up; it is tried again', error);
    }
  }
}

async function reportOne(
  deps: MessageDeps,
  tx: TellingTransaction,
  { siteId, organisationId, key }: NotSetUp,
): Promise<void> {
  const happening: Happening = {
    ...{ kind: 'prison-not-set-up', key, organisationId, siteId, bookingIds: [], others: 0 },
    startsAt: null,
    endsAt: null,
  };
  const isNew = await raiseTask(deps, tx, {
    ...{ organisationId, siteId, kind: 'prison-not-set-up', key },
    patientId: null,
    referralId: null,
    bookingId: null,
    dueOn: wallDateOf(tx.now),
  });
  if (!isNew) return;
  const administrators = await tx.clinicMessages.listAdministrators(organisationId);
  await writeMessages(
    deps,
    tx,
    administrators.map((to) => ({ to, happening })),
  );
}

/** Somebody has said which stations of the prison are meant for clinics: there is nothing left to do about it. */
export async function dropNotSetUp(
  tx: TellingTransaction,
  { siteId, organisationId }: { siteId: SiteId; organisationId: OrganisationId },
): Promise<void> {
  for (const key of [notSetUpKey(siteId), ...(await tx.clinicMessages.listNotSetUpKeys(siteId))]) {
    await dropTask(tx, { organisationId, key });
  }
}

/** Well within the day in which they are to be told. */
export const notSetUpChore: Chore = {
  name: 'watch-prisons-not-set-up',
  everyMs: 3_600_000,
  run: watchPrisonsNotSetUp,
};
