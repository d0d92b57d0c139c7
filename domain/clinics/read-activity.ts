import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import { activityByTime, activityLines, activityOf } from './activity.ts';
import type { ActivityRow } from './activity-wire.ts';
import { requireOwn } from './clinic-access.ts';

type Asked = { organisationId: OrganisationId; from: string; to: string };

/** What the clinics of some days have done: by clinician and month, and of all by month and by week. */
export async function readActivity(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  asked: Asked,
): Promise<{ rows: ActivityRow[] } & ReturnType<typeof activityByTime>> {
  const bookings = await store.reads.listActivity(...spanOf(actor, asked));
  const today = wallDateOf(clock.now());
  return { rows: activityOf(bookings, today), ...activityByTime(bookings, { ...asked, today }) };
}

/** The same as lines of a CSV file; who took it out is audited before the first line. */
export async function exportActivity(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  asked: Asked,
): Promise<AsyncIterable<string>> {
  const span = spanOf(actor, asked);
  const { organisationId, from, to } = asked;
  await store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(actor), {
        action: 'activity.exported',
        about: { kind: 'organisation', id: organisationId, organisationId },
        detail: { from, to },
      }),
    ]),
  );
  return lines(store, span, wallDateOf(clock.now()));
}

async function* lines(store: Deps['store'], span: Span, today: string): AsyncIterable<string> {
  yield* activityLines(await store.reads.listActivity(...span), today);
}

type Span = Parameters<Deps['store']['reads']['listActivity']>;

function spanOf(actor: Actor, { organisationId, from, to }: Asked): Span {
  requirePermission(actor, 'activity:read');
  requireOwn(actor, { organisationId }, 'organisation');
  return [organisationId, { from: startOfDay(from), until: startOfDay(addDays(to, 1)) }];
}
