import { type Actor, auditActor, type PersonActor } from '../actors.ts';
import { type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { SiteId, StationBlockId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireOfOwnPrison, sightOf, worksIn } from './clinic-access.ts';
import { requireComing } from './coming-time.ts';
import type { StationBlock } from './prison-mode-port.ts';
import type { BlocksOfPrison, StationBlockBody, StationBlockView } from './prison-mode-wire.ts';
import type { BookingView } from './wire.ts';

const dayMs = 24 * 3_600_000;
/** A typing mistake in the year must not take a room out of use for good. */
const longestMs = 366 * dayMs;

/** The stations of the prisons in which the person works, and when they are not used for clinics. */
export async function listStationBlocks(deps: Pick<Deps, 'store'>, actor: Actor): Promise<BlocksOfPrison[]> {
  const sight = await sightOf(deps, actor, 'station:block');
  const { reads } = deps.store;
  const { organisationId } = sight.person;
  const [sites, blocks] = await Promise.all([
    reads.listSites(organisationId),
    reads.listBlocks(sight.siteIds),
  ]);
  return sites
    .filter((site) => site.kind === 'prison' && worksIn(sight, { organisationId, siteId: site.siteId }))
    .map(({ siteId, name, stations }) => ({
      siteId,
      name,
      stations: stations
        .filter(({ revokedAt }) => revokedAt === null)
        .map((station) => ({ stationId: station.stationId, name: station.name })),
      blocks: blocks.filter((block) => block.siteId === siteId).map(blockViewOf),
    }));
}

/**
 * Says that a station is not used for clinics for a time, half-open, so that it is free again at the end by itself
 * (A11). Answers with the bookings in that time: nothing is changed of them, and none is forgotten (A12).
 */
export async function addStationBlock(
  deps: Pick<Deps, 'store' | 'newId'>,
  actor: Actor,
  { siteId, ...body }: StationBlockBody & { siteId: SiteId },
): Promise<{ block: StationBlockView; bookings: BookingView[] }> {
  const sight = await sightOf(deps, actor, 'station:block');
  const { person } = sight;
  const { reads } = deps.store;
  const sites = await reads.listSites(person.organisationId);
  const site = sites.find((one) => one.siteId === siteId);
  requireOfOwnPrison(sight, site && { organisationId: person.organisationId, siteId }, 'site');
  const station = site?.stations.find(({ stationId }) => stationId === body.stationId);
  if (station === undefined || station.revokedAt !== null) {
    throw new DomainError('invalid', 'stationId: not a station of this prison');
  }
  const block: StationBlock = {
    id: deps.newId() as StationBlockId,
    organisationId: person.organisationId,
    siteId,
    stationId: station.stationId,
    startsAt: new Date(body.startsAt),
    endsAt: new Date(body.endsAt),
    reason: body.reason,
    madeBy: person.personId,
    liftedAt: null,
  };
  await deps.store.transact(async (tx) => {
    requireComing(block, { now: tx.now, longestMs });
    // Whoever books there has finished before the block stands, and whoever comes after it is refused.
    await tx.prisonMode.lockPrison(siteId);
    await tx.prisonMode.addBlock(block);
    const detail = { startsAt: block.startsAt.toISOString(), endsAt: block.endsAt.toISOString() };
    await tx.audit([blockEntry(person, block, { action: 'station.blocked', detail })]);
  });
  const bookings = await reads.listBookingsTaking({ kind: 'station', resourceId: block.stationId }, block);
  const blocks = await reads.listBlocks([siteId]);
  const view = blocks.find(({ blockId }) => blockId === block.id);
  if (view === undefined) {
    throw new DomainError('conflict', 'somebody has lifted this block already');
  }
  return { block: blockViewOf(view), bookings };
}

/** Ends a block early; one that is lifted stays so. */
export async function liftStationBlock(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { blockId }: { blockId: StationBlockId },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'station:block');
  await deps.store.transact(async (tx) => {
    const block = requireOfOwnPrison(sight, await tx.prisonMode.lockBlock(blockId), 'block');
    if (block.liftedAt !== null) return;
    await tx.prisonMode.liftBlock(blockId, sight.person.personId);
    await tx.audit([blockEntry(sight.person, block, { action: 'station.block-lifted' })]);
  });
}

function blockEntry(
  person: PersonActor,
  { id, organisationId, stationId }: StationBlock,
  { action, detail }: { action: 'station.blocked' | 'station.block-lifted'; detail?: AuditDetail },
): AuditEntry {
  return auditEntry(auditActor(person), {
    action,
    about: { kind: 'station', id: stationId, organisationId },
    detail: { blockId: id, ...detail },
  });
}

function blockViewOf({
  blockId,
  stationId,
  stationName,
  startsAt,
  endsAt,
  reason,
  madeByName,
}: StationBlockView): StationBlockView {
  return { blockId, stationId, stationName, startsAt, endsAt, reason, madeByName };
}
