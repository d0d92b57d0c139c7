import type { AccountDeps } from '../accounts/account-deps.ts';
import { type Actor, may } from '../actors.ts';
import type { Person } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, OrganisationId, QueueId } from '../ids.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import type { AuditEntry, Transaction } from '../ports.ts';
import type { Queue } from '../queues/queue.ts';
import { transact } from '../transact.ts';
import type { CalendarEntry, Calendars } from './calendar.ts';
import { isRotaClinician, lockRota, shiftEntry } from './rota-world.ts';
import { refusalOf, type RotaWorld, type Shift } from './shift.ts';
import { addDays, startOfDay, wallDateOf } from './wall-clock.ts';
import type { ImportedEvent, ImportedRota } from './wire.ts';

const dayMs = 24 * 3600 * 1000;
const daysBack = 28;
const daysAhead = 366;

/** The rota, or one clinician's, as iCalendar. E-mail addresses are written only for those who keep the rota. */
export async function exportRota(
  deps: AccountDeps & { calendars: Calendars },
  actor: Actor,
  { organisationId, clinicianId }: { organisationId: OrganisationId; clinicianId?: ClinicianId | undefined },
): Promise<string> {
  await requireKnownOrganisation(deps, actor, { permission: 'rota:read', organisationId });
  const now = deps.clock.now();
  const from = new Date(now.getTime() - daysBack * dayMs);
  const until = new Date(now.getTime() + daysAhead * dayMs);
  const { reads } = deps.store;
  const [shifts, people, queues] = await Promise.all([
    reads.listShifts(organisationId, from, until),
    reads.listPeople(organisationId),
    reads.listQueues(organisationId),
  ]);
  const personOf = new Map(people.map((person) => [person.personId, person]));
  const queueNames = new Map(queues.map(({ id, name }) => [id, name]));
  const withEmail = may(actor, 'rota:manage');
  const written = shifts
    .filter((shift) => clinicianId === undefined || shift.clinicianId === clinicianId)
    .map((shift) => {
      const person = personOf.get(shift.clinicianId);
      return {
        ...shift,
        clinicianName: person?.name ?? '',
        clinicianEmail: withEmail ? (person?.email ?? null) : null,
        queueNames: shift.queueIds.map((queueId) => queueNames.get(queueId) ?? ''),
      };
    });
  return deps.calendars.write(written, now);
}

const importedDaysBack = 7;
const importedDaysAhead = 84;
const mostShifts = 500;

type Defaults = { queueId: QueueId | undefined; tier: 1 | 2 };

/**
 * Reads a calendar into the rota. An event that was read before changes its shift; one that breaks a rule of the rota
 * is left out and told; the others are taken all the same.
 */
export async function importRota(
  deps: AccountDeps & { calendars: Calendars },
  actor: Actor,
  input: { organisationId: OrganisationId; text: string } & Defaults,
): Promise<ImportedRota> {
  const { organisationId, text, ...defaults } = input;
  await requireKnownOrganisation(deps, actor, { permission: 'rota:manage', organisationId });
  const today = wallDateOf(deps.clock.now());
  const { entries, unread } = await deps.calendars.read(text, {
    organisationId,
    from: startOfDay(addDays(today, -importedDaysBack)),
    until: startOfDay(addDays(today, importedDaysAhead)),
    most: mostShifts,
  });
  const people = await deps.store.reads.listPeople(organisationId);
  const clinicians = new Set(people.filter(isRotaClinician).map(({ personId }) => personId));
  const read = await transact(deps, async (tx) => {
    const world = await lockRota(tx, { organisationId, clinicians }, entries);
    const queues = await tx.queues.list(organisationId);
    requireQueue(queues, defaults.queueId);
    const taking = new Taking({ tx, actor, organisationId, world });
    const events: ImportedEvent[] = [];
    for (const entry of entries) {
      events.push(await taking.take(entry, meaningOf(entry, { people, queues, defaults })));
    }
    await tx.audit(taking.audited);
    tx.boardChanged(organisationId);
    return events;
  });
  const left = unread.map((event) => ({ ...event, result: 'left-out' as const, shiftId: null }));
  return { events: [...read, ...left] };
}

/** What an event says in our own terms; null where it names somebody or something that we do not know. */
type Meaning = { clinicianId: ClinicianId | null; queueIds: QueueId[] | null; tier: 1 | 2 };

function meaningOf(
  entry: CalendarEntry,
  known: { people: readonly Person[]; queues: readonly Queue[]; defaults: Defaults },
): Meaning {
  const { people, queues, defaults } = known;
  const named = people.find(({ personId }) => personId === entry.clinicianId);
  const byEmail = entry.emails
    .map((email) => people.find((person) => person.email === email && isRotaClinician(person)))
    .find((person) => person !== undefined);
  const byDefault = queues
    .map(({ id }) => id)
    .filter((queueId) => defaults.queueId === undefined || queueId === defaults.queueId);
  const said = entry.queues?.map((word) =>
    queues.find(({ id, name }) => id === word || name.toLowerCase() === word.toLowerCase()),
  );
  const queueIds = said === undefined ? byDefault : said.flatMap((queue) => queue?.id ?? []);
  return {
    clinicianId: (named ?? byEmail)?.personId ?? null,
    queueIds: said?.includes(undefined) === true ? null : [...new Set(queueIds)],
    tier: entry.tier ?? defaults.tier,
  };
}

function requireQueue(queues: readonly Queue[], queueId: QueueId | undefined): void {
  if (queueId !== undefined && !queues.some(({ id }) => id === queueId)) {
    throw new DomainError('invalid', 'queueId: not a queue of this organisation');
  }
}

/** Takes one entry after the other; each is measured against those taken before it too. */
class Taking {
  readonly audited: AuditEntry[] = [];
  readonly #tx: Transaction;
  readonly #actor: Actor;
  readonly #organisationId: OrganisationId;
  readonly #world: Omit<RotaWorld, 'others'>;
  readonly #standing: Map<Shift['id'], Shift>;

  constructor(given: { tx: Transaction; actor: Actor; organisationId: OrganisationId; world: RotaWorld }) {
    this.#tx = given.tx;
    this.#actor = given.actor;
    this.#organisationId = given.organisationId;
    this.#world = given.world;
    this.#standing = new Map(given.world.others.map((shift) => [shift.id, shift]));
  }

  async take(entry: CalendarEntry, { clinicianId, queueIds, tier }: Meaning): Promise<ImportedEvent> {
    const identity = { uid: entry.uid, startsAt: entry.startsAt.toISOString() };
    const leftOut = (why: ImportedEvent['why']): ImportedEvent => ({
      ...identity,
      result: 'left-out',
      why,
      shiftId: null,
    });
    if (clinicianId === null || queueIds === null) {
      return leftOut(clinicianId === null ? 'clinician' : 'queue');
    }
    const before = await this.#findKnown(entry);
    const { startsAt, endsAt } = entry;
    const id = before?.id ?? entry.shiftId;
    const organisationId = this.#organisationId;
    const shift: Shift = { id, organisationId, clinicianId, startsAt, endsAt, queueIds, tier };
    const refusal = refusalOf(shift, { ...this.#world, others: [...this.#standing.values()] });
    if (refusal !== undefined) {
      return leftOut(refusal.why);
    }
    const result = before === undefined ? 'added' : isSame(before, shift) ? 'unchanged' : 'changed';
    await this.#write(shift, result);
    return { ...identity, result, why: null, shiftId: id };
  }

  async #write(shift: Shift, result: 'added' | 'changed' | 'unchanged'): Promise<void> {
    if (result === 'unchanged') return;
    this.#standing.set(shift.id, shift);
    this.audited.push(shiftEntry(this.#actor, shift, result));
    await (result === 'added' ? this.#tx.rota.add([shift]) : this.#tx.rota.change(shift));
  }

  /** A shift of another organisation that has the id by chance, or by its own export, is not ours to change. */
  async #findKnown({ writtenFrom, shiftId: made }: CalendarEntry): Promise<Shift | undefined> {
    for (const shiftId of writtenFrom === null ? [made] : [writtenFrom, made]) {
      const found = this.#standing.get(shiftId) ?? (await this.#tx.rota.find(shiftId));
      if (found?.organisationId === this.#organisationId) {
        return found;
      }
    }
    return undefined;
  }
}

function isSame(one: Shift, other: Shift): boolean {
  const said = ({ clinicianId, startsAt, endsAt, queueIds, tier }: Shift) =>
    JSON.stringify([clinicianId, startsAt, endsAt, queueIds.toSorted(), tier]);
  return said(one) === said(other);
}
