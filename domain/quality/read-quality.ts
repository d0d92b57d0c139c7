import {
  type Actor,
  auditActor,
  may,
  type PersonActor,
  requireOrganisation,
  requirePerson,
} from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, VisitId } from '../ids.ts';
import { type Cell, header, line } from '../csv.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay, wallTimeOf } from '../rota/wall-clock.ts';
import { byPath, bySite, rankVisits } from './ranking.ts';
import type { QualityDay, RankedVisit, VisitQuality } from './wire.ts';

const columns: Readonly<Record<string, (visit: RankedVisit) => Cell>> = {
  visit_id: ({ visitId }) => visitId,
  site_id: ({ siteId }) => siteId,
  site: ({ siteName }) => siteName,
  started_at_utc: ({ startedAt }) => startedAt,
  started_at_london: ({ startedAt }) => wallTimeOf(new Date(startedAt)),
  seconds: ({ seconds }) => rounded(seconds),
  troubled_percent: ({ troubledShare }) => rounded(troubledShare * 100),
  worst_connection: ({ worstRole }) => worstRole,
  path: ({ path }) => path,
  worst_loss_percent: ({ worstLossPercent }) => rounded(worstLossPercent),
  round_trip_p95_ms: ({ roundTripP95Ms }) => rounded(roundTripP95Ms),
  freezes: ({ freezes }) => freezes,
  frozen_seconds: ({ frozenSeconds }) => rounded(frozenSeconds),
  concealed_percent: ({ concealedPercent }) => rounded(concealedPercent),
};

export const qualityCsvHeader = header(Object.keys(columns));

/** One visit, by the connection that fared worst in it. */
export function qualityCsvLine(visit: RankedVisit): string {
  return line(Object.values(columns).map((cell) => cell(visit)));
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}

const shownMs = 5 * 60_000;
const mostShown = 50;

export type DayQuestion = { organisationId: OrganisationId; day: string };

/**
 * The connections of a visit over its last five minutes: for the clinicians who lead or joined it, and for managers
 * of the organisation. For anybody else there is no such visit.
 */
export async function readVisitQuality(
  deps: Deps,
  actor: Actor,
  { visitId }: { visitId: VisitId },
): Promise<VisitQuality> {
  const person = requirePerson(actor, 'quality:read');
  const { reads } = deps.store;
  const visit = await reads.findMeasuredVisit(visitId);
  if (visit === undefined || !maySee(person, visit)) {
    throw new DomainError('not-found', 'no such visit');
  }
  const now = deps.clock.now();
  const since = new Date((visit.endedAt ?? now).getTime() - shownMs);
  const participants = await reads.listSamples(visitId, since);
  return {
    now: now.toISOString(),
    participants: participants.map(({ key, role, samples }) => ({
      role,
      own: key === `clinician:${person.personId}`,
      samples,
    })),
  };
}

function maySee(
  person: PersonActor,
  visit: { organisationId: OrganisationId; clinicians: readonly PersonActor['personId'][] },
): boolean {
  return (
    visit.organisationId === person.organisationId &&
    (may(person, 'oversight:read') || visit.clinicians.includes(person.personId))
  );
}

/** A day's visits by how their connections fared, worst first, and the same by site and by path. */
export async function readQualityDay(deps: Deps, actor: Actor, asked: DayQuestion): Promise<QualityDay> {
  const { visits, sides } = await deps.store.reads.listSides(rangeOf(actor, asked));
  const ranked = rankVisits(sides, deps.clock.now());
  return {
    day: asked.day,
    visits,
    measured: ranked.length,
    worst: ranked.slice(0, mostShown),
    sites: bySite(ranked),
    paths: byPath(sides),
  };
}

/** All measured visits of the day as lines of a CSV file; who took them out is audited before the first line. */
export async function exportQualityDay(
  deps: Deps,
  actor: Actor,
  asked: DayQuestion,
): Promise<AsyncIterable<string>> {
  const range = rangeOf(actor, asked);
  const { organisationId, day } = asked;
  await deps.store.transact((tx) =>
    tx.audit([
      {
        actor: auditActor(actor),
        organisationId,
        action: 'quality.exported',
        subject: { kind: 'organisation', id: organisationId },
        detail: { day },
      },
    ]),
  );
  return lines(deps, range);
}

async function* lines(deps: Deps, range: ReturnType<typeof rangeOf>): AsyncIterable<string> {
  yield qualityCsvHeader;
  const { sides } = await deps.store.reads.listSides(range);
  for (const visit of rankVisits(sides, deps.clock.now())) {
    yield qualityCsvLine(visit);
  }
}

function rangeOf(actor: Actor, { organisationId, day }: DayQuestion) {
  const person = requirePerson(actor, 'oversight:read');
  requireOrganisation(person, organisationId, 'organisation');
  return { organisationId, from: startOfDay(day), until: startOfDay(addDays(day, 1)) };
}
