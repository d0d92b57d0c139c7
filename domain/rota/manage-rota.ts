import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import { type Actor, requireOrganisation, requirePermission } from '../actors.ts';
import type { Rota, ShiftBody, ShiftView } from './wire.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, ShiftId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import { transact } from '../transact.ts';
import { gapViews, readCover } from './read-cover.ts';
import { isRotaClinician, lockRota, readClinicians, shiftEntry, shiftViewOf } from './rota-world.ts';
import { requireMayStand, type Shift } from './shift.ts';
import { addDays, startOfDay } from './wall-clock.ts';

const daysOfWeek = 7;

/** The rota of some days, midnight to midnight in London, with the gaps in the cover of each queue. */
export async function listRota(
  deps: AccountDeps,
  actor: Actor,
  input: { organisationId: OrganisationId; from: string; days?: number | undefined },
): Promise<Rota> {
  const { organisationId, days = daysOfWeek } = input;
  await requireKnownOrganisation(deps, actor, { permission: 'rota:read', organisationId });
  const from = startOfDay(input.from);
  const until = startOfDay(addDays(input.from, days));
  const cover = await readCover(deps, organisationId, { from, until });
  const { shifts, people, queues } = cover;
  const onRota = new Set(shifts.map(({ clinicianId }) => clinicianId));
  return {
    from: from.toISOString(),
    until: until.toISOString(),
    shifts: shifts.map(shiftViewOf),
    clinicians: people
      .filter((person) => isRotaClinician(person) || onRota.has(person.personId))
      .map((person) => ({
        clinicianId: person.personId,
        name: person.name,
        active: isRotaClinician(person),
      })),
    queues: queues.map(({ id, name }) => ({ queueId: id, name })),
    coverGaps: gapViews(cover),
  };
}

/** Puts a clinician on the rota. Throws `conflict`, naming the other shift's times, when they are on it at that time. */
export async function addShift(
  deps: AccountDeps,
  actor: Actor,
  { organisationId, ...body }: ShiftBody & { organisationId: OrganisationId },
): Promise<ShiftView> {
  await requireKnownOrganisation(deps, actor, { permission: 'rota:manage', organisationId });
  const shift = shiftFrom(body, { id: deps.newId() as ShiftId, organisationId });
  const clinicians = await readClinicians(deps, organisationId);
  await transact(deps, async (tx) => {
    requireMayStand(shift, await lockRota(tx, { organisationId, clinicians }, [shift]));
    await tx.rota.add([shift]);
    await tx.audit([shiftEntry(actor, shift, 'added')]);
    tx.boardChanged(organisationId);
  });
  return shiftViewOf(shift);
}

/** Changes anything about a shift; throws as `addShift` does. */
export async function changeShift(
  deps: AccountDeps,
  actor: Actor,
  { shiftId, ...body }: ShiftBody & { shiftId: ShiftId },
): Promise<ShiftView> {
  requirePermission(actor, 'rota:manage');
  const { organisationId } = await deps.store.transact((tx) => getOwn(tx, actor, shiftId));
  const shift = shiftFrom(body, { id: shiftId, organisationId });
  const clinicians = await readClinicians(deps, organisationId);
  await transact(deps, async (tx) => {
    const world = await lockRota(tx, { organisationId, clinicians }, [shift]);
    // Once more, because somebody may have removed it before the rota was held.
    const before = await getOwn(tx, actor, shiftId);
    requireMayStand(shift, { ...world, clinicians: new Set([...clinicians, before.clinicianId]) });
    await tx.rota.change(shift);
    await tx.audit([shiftEntry(actor, shift, 'changed')]);
    tx.boardChanged(organisationId);
  });
  return shiftViewOf(shift);
}

/** Takes a shift off the rota. Who is on call in it stays on call. */
export async function removeShift(
  deps: AccountDeps,
  actor: Actor,
  { shiftId }: { shiftId: ShiftId },
): Promise<void> {
  requirePermission(actor, 'rota:manage');
  await transact(deps, async (tx) => {
    const found = await getOwn(tx, actor, shiftId);
    await tx.rota.lock(found.organisationId);
    const shift = await getOwn(tx, actor, shiftId);
    await tx.rota.remove(shiftId);
    await tx.audit([shiftEntry(actor, shift, 'removed')]);
    tx.boardChanged(shift.organisationId);
  });
}

async function getOwn(tx: Transaction, actor: Actor, shiftId: ShiftId): Promise<Shift> {
  const shift = await tx.rota.find(shiftId);
  if (shift === undefined) {
    throw new DomainError('not-found', 'no such shift');
  }
  requireOrganisation(actor, shift.organisationId, 'shift');
  return shift;
}

function shiftFrom(body: ShiftBody, of: Pick<Shift, 'id' | 'organisationId'>): Shift {
  return {
    ...of,
    clinicianId: body.clinicianId,
    startsAt: new Date(body.startsAt),
    endsAt: new Date(body.endsAt),
    queueIds: [...new Set(body.queueIds)],
    tier: body.tier,
  };
}
