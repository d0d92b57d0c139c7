import type { QualityDay, RankedVisit } from './wire.ts';
import type { SiteId } from '../ids.ts';
import type { SideFigures } from './quality-port.ts';

/** A visit given up at once may be the worst of all, but one bad report of five seconds must not outdo a bad half-hour. */
export const leastSeconds = 30;

/** From this share of its time on a connection, or a visit, counts as having been in trouble. */
export const troubledFrom = 0.1;

type Measured = Pick<SideFigures, 'measuredSeconds' | 'poorSeconds'>;

/**
 * The measure of the ranking, 0 to 1: for what share of its time a connection was poor (`gradeOf`), as though everybody
 * had been there for at least half a minute.
 */
export function troubledShare({ measuredSeconds, poorSeconds }: Measured): number {
  return poorSeconds / Math.max(measuredSeconds, leastSeconds);
}

/** Worst first: by share in trouble, then loss, then round trip, then freezing; the id makes the order the same each time. */
function worseFirst(a: SideFigures, b: SideFigures): number {
  return (
    troubledShare(b) - troubledShare(a) ||
    (b.worstLossPercent ?? 0) - (a.worstLossPercent ?? 0) ||
    (b.roundTripP95Ms ?? 0) - (a.roundTripP95Ms ?? 0) ||
    b.frozenMs - a.frozenMs ||
    (a.visitId < b.visitId ? -1 : Number(a.visitId > b.visitId))
  );
}

/** Each visit once, by the connection that fared worst in it, worst first. */
export function rankVisits(sides: readonly SideFigures[], now: Date): RankedVisit[] {
  const worst = new Map<string, SideFigures>();
  for (const side of sides.toSorted(worseFirst)) {
    if (!worst.has(side.visitId)) worst.set(side.visitId, side);
  }
  return [...worst.values()].map((side) => ranked(side, now));
}

function ranked(side: SideFigures, now: Date): RankedVisit {
  const { visitId, siteId, siteName, startedAt, endedAt, role, frozenMs, path } = side;
  const { worstLossPercent, roundTripP95Ms, freezes, concealedPercent } = side;
  return {
    visitId,
    siteId,
    siteName,
    startedAt: startedAt.toISOString(),
    seconds: Math.max(0, ((endedAt ?? now).getTime() - startedAt.getTime()) / 1000),
    worstRole: role,
    path,
    troubledShare: troubledShare(side),
    worstLossPercent,
    roundTripP95Ms,
    freezes,
    frozenSeconds: frozenMs / 1000,
    concealedPercent,
  };
}

type Group = Pick<
  QualityDay['paths'][number],
  'count' | 'troubled' | 'troubledShare' | 'worstLossPercent' | 'roundTripP95Ms'
>;
type Figures = Pick<RankedVisit, 'troubledShare' | 'worstLossPercent' | 'roundTripP95Ms'>;

/** Visits by site, the site with the greatest share in trouble first. */
export function bySite(visits: readonly RankedVisit[]): QualityDay['sites'] {
  const names = new Map<SiteId, string>(visits.map(({ siteId, siteName }) => [siteId, siteName]));
  return groupedBy(visits, ({ siteId }) => siteId).map(({ key: siteId, ...group }) => ({
    siteId,
    siteName: names.get(siteId) ?? '',
    ...group,
  }));
}

/** Connections by the path they took: each person in a visit has one of their own. */
export function byPath(sides: readonly SideFigures[]): QualityDay['paths'] {
  const figures = sides.map((side) => ({ ...side, troubledShare: troubledShare(side) }));
  return groupedBy(figures, ({ path }) => path).map(({ key: path, ...group }) => ({ path, ...group }));
}

function groupedBy<T extends Figures, K>(all: readonly T[], keyOf: (one: T) => K): ({ key: K } & Group)[] {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups]
    .map(([key, members]) => ({ key, ...groupOf(members) }))
    .toSorted((a, b) => b.troubledShare - a.troubledShare || b.count - a.count);
}

/** The share is the mean of its members; loss and round trip are those of the worst. */
function groupOf(members: readonly Figures[]): Group {
  return {
    count: members.length,
    troubled: members.filter((one) => one.troubledShare >= troubledFrom).length,
    troubledShare: members.reduce((sum, one) => sum + one.troubledShare, 0) / members.length,
    worstLossPercent: highest(members.map((one) => one.worstLossPercent)),
    roundTripP95Ms: highest(members.map((one) => one.roundTripP95Ms)),
  };
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
