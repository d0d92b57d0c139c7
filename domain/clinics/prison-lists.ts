import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { SiteId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { readLate } from './late-bookings.ts';
import {
  inOrderOfMoving,
  inOrderOfWings,
  listRows,
  type ListRow,
  printedRowsOf,
  type PrisonList,
} from './prison-list.ts';
import type { PrisonListView } from './list-wire.ts';
import type { SecurityMark } from './whereabouts.ts';

/** The prisons in which the person works, by name: whoever reads lists there. */
export async function listOwnPrisons(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
): Promise<{ siteId: SiteId; name: string }[]> {
  const { personId, organisationId } = requirePerson(actor, 'list:read');
  const [siteIds, sites] = await Promise.all([
    store.reads.listPersonSites(personId),
    store.reads.listSites(organisationId),
  ]);
  return sites
    .filter(({ siteId, kind }) => kind === 'prison' && siteIds.includes(siteId))
    .map(({ siteId, name }) => ({ siteId, name }));
}

type OfDay = { siteId: SiteId; day: string };

/** Whom officers bring on a day, in the order of the times. Nothing of any clinic is in it, and no security mark. */
export async function readMovementList(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  of: OfDay,
): Promise<PrisonListView> {
  return listOf(deps, actor, { ...of, list: 'movement', marks: [] });
}

/** The same by wing, with the marks that are asked for (A40). */
export async function readUnlockList(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { marks = [], ...of }: OfDay & { marks?: readonly SecurityMark[] | undefined },
): Promise<PrisonListView> {
  return listOf(deps, actor, { ...of, list: 'unlock', marks });
}

/**
 * Keeps what a list says as it is printed: from then on, changes are marked against it. Answers with the list that is to be
 * printed, whose changes are still those since the print before.
 */
export async function printList(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  actor: Actor,
  { list, marks = [], ...of }: OfDay & { list: PrisonList; marks?: readonly SecurityMark[] | undefined },
): Promise<PrisonListView> {
  const { siteId, day } = of;
  const { person } = await requireOwnPrison(deps, actor, siteId);
  const shown = list === 'unlock' ? marks : [];
  const view = await viewOf(deps, actor, { ...of, list, marks: shown });
  const { organisationId, personId: printedBy } = person;
  const rows = printedRowsOf(view.rows);
  const id = deps.newId();
  await deps.store.transact(async (tx) => {
    await tx.lists.addListPrint({ id, organisationId, siteId, list, date: day, printedBy, rows });
    await tx.audit([listEntry(person, 'list.printed', { ...of, list, marks: shown, count: rows.length })]);
  });
  return view;
}

type Asked = OfDay & { list: PrisonList; marks: readonly SecurityMark[] };

async function listOf(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  asked: Asked,
): Promise<PrisonListView> {
  const view = await viewOf(deps, actor, asked);
  const person = requirePerson(actor, 'list:read');
  await deps.store.transact((tx) =>
    tx.audit([listEntry(person, 'list.read', { ...asked, count: view.rows.length })]),
  );
  return view;
}

async function viewOf(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  asked: Asked,
): Promise<PrisonListView> {
  const { siteId, day, list } = asked;
  const { siteName } = await requireOwnPrison(deps, actor, siteId);
  const readAt = deps.clock.now().toISOString();
  const { rows, printedAt } = await rowsOf(deps, asked);
  const total = rows.filter(({ state }) => state !== 'off').length;
  const ordered = list === 'unlock' ? inOrderOfWings(rows) : inOrderOfMoving(rows);
  return { siteId, siteName, day, readAt, total, printedAt, rows: ordered };
}

function listEntry(
  person: PersonActor,
  action: 'list.read' | 'list.printed',
  { siteId, list, day, marks, count }: Asked & { count: number },
): AuditEntry {
  const { organisationId } = person;
  return auditEntry(auditActor(person), {
    action,
    about: { kind: 'site', id: siteId, organisationId },
    detail: { list, day, count, marks: marks.join(' ') },
  });
}

async function rowsOf(
  deps: Pick<Deps, 'store' | 'clock'>,
  { siteId, list, day, marks }: Asked,
): Promise<{ rows: ListRow[]; printedAt: string | null }> {
  const { store } = deps;
  const printed = await store.reads.findListPrint({ siteId, list, date: day });
  const bookings = await store.reads.listForPrison({
    siteId,
    from: startOfDay(day),
    to: startOfDay(addDays(day, 1)),
    others: printed?.rows.map(({ bookingId }) => bookingId) ?? [],
  });
  const late = await readLate(deps, bookings);
  const rows = listRows(bookings, { printed: printed ?? null, marks, late });
  return { rows, printedAt: printed?.printedAt.toISOString() ?? null };
}

/** Throws `not-found` for a prison in which the person does not work. */
async function requireOwnPrison(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  siteId: SiteId,
): Promise<{ person: PersonActor; siteName: string }> {
  const person = requirePerson(actor, 'list:read');
  const own = await listOwnPrisons({ store }, actor);
  const site = own.find((one) => one.siteId === siteId);
  if (site === undefined) {
    throw new DomainError('not-found', 'no such site');
  }
  return { person, siteName: site.name };
}
