import { type Actor, requirePerson } from '../actors.ts';
import { readBoard } from '../calls/read.ts';
import { readStationLights } from '../checks/station-lights.ts';
import type { CoverGapView } from '../rota/wire.ts';
import type { OversightBoard } from './wire.ts';
import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { coverAheadMs } from '../rota/cover.ts';
import { gapViews, readCover } from '../rota/read-cover.ts';
import { startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import type { TodayRow } from './oversight-port.ts';
import { serviceLevels } from './service-level.ts';

/** The clinicians' board and what only a manager needs: today's figures, warnings, and who is missing on the rota. */
export async function readOversight(deps: Deps, actor: Actor): Promise<OversightBoard> {
  const { organisationId } = requirePerson(actor, 'oversight:read');
  const { reads } = deps.store;
  const now = deps.clock.now();
  const midnight = startOfDay(wallDateOf(now));
  const [board, today, offersMissed, notices, gaps, stations] = await Promise.all([
    readBoard(deps, actor),
    reads.countSince(organisationId, midnight),
    reads.countOffersMissed(organisationId, midnight),
    reads.listOpenNotices(organisationId),
    readCoverGaps(deps, organisationId, now),
    readStationLights(deps, organisationId, now),
  ]);
  return { ...board, figures: today.map(figuresOf), offersMissed, notices, coverGaps: gaps, stations };
}

function figuresOf(row: TodayRow): OversightBoard['figures'][number] {
  return {
    ...row,
    ...serviceLevels(row),
    oldestPlacedAt: row.oldestPlacedAt === null ? null : row.oldestPlacedAt.toISOString(),
  };
}

async function readCoverGaps(
  deps: Deps,
  organisationId: OrganisationId,
  from: Date,
): Promise<CoverGapView[]> {
  const until = new Date(from.getTime() + coverAheadMs);
  return gapViews(await readCover(deps, organisationId, { from, until }));
}
