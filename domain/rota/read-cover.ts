import type { Person } from '../contract/rest.ts';
import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { Queue } from '../queues/queue.ts';
import { type CoverGap, coverGaps } from './cover.ts';
import { isRotaClinician } from './rota-world.ts';
import type { Shift } from './shift.ts';
import type { CoverGapView } from './wire.ts';

/** The rota of some time, with whom and what it is measured by, and its gaps. */
export type RotaCover = {
  shifts: Shift[];
  people: Person[];
  queues: Queue[];
  gaps: CoverGap[];
};

/** Cover is people who can be rung, and not rows: whoever was disabled or lacks a skill that the queue requires covers nothing. */
export async function readCover(
  { store: { reads } }: Pick<Deps, 'store'>,
  organisationId: OrganisationId,
  span: { from: Date; until: Date },
): Promise<RotaCover> {
  const [shifts, people, queues, profiles] = await Promise.all([
    reads.listShifts(organisationId, span.from, span.until),
    reads.listPeople(organisationId),
    reads.listQueues(organisationId),
    reads.listProfiles(organisationId),
  ]);
  const able = new Set(people.filter(isRotaClinician).map(({ personId }) => personId));
  const skillsOf = new Map(
    profiles.filter(({ personId }) => able.has(personId)).map(({ personId, skills }) => [personId, skills]),
  );
  return { shifts, people, queues, gaps: coverGaps({ shifts, queues: measured(queues), skillsOf, ...span }) };
}

function measured(queues: readonly Queue[]) {
  return queues.map(({ id, settings: { requiredSkills } }) => ({ id, requiredSkills }));
}

/** The gaps as they cross the wire. */
export function gapViews({ gaps, queues, people }: RotaCover): CoverGapView[] {
  const queueNames = new Map(queues.map(({ id, name }) => [id, name]));
  const names = new Map(people.map(({ personId, name }) => [personId, name]));
  return gaps.map(({ queueId, from, until, unable }) => ({
    queueId,
    queueName: queueNames.get(queueId) ?? '',
    from: from.toISOString(),
    until: until.toISOString(),
    unable: unable.map((clinicianId) => names.get(clinicianId) ?? '').toSorted(),
  }));
}
