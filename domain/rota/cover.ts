import type { ClinicianId, QueueId } from '../ids.ts';
import type { Skill } from '../clinicians/skill.ts';
import type { Shift } from './shift.ts';

/** How far ahead a gap in cover is shown and warned of. */
export const coverAheadMs = 12 * 3_600_000;

/** A time in which nobody can be rung for a queue. */
export type CoverGap = {
  readonly queueId: QueueId;
  readonly from: Date;
  readonly until: Date;
  /** Who is on the rota of the queue then, and would not be rung. */
  readonly unable: readonly ClinicianId[];
};

type Covering = Pick<Shift, 'clinicianId' | 'startsAt' | 'endsAt' | 'queueIds'>;

/** What the rota is measured by. */
export type Cover = {
  shifts: readonly Covering[];
  /** The skills are those without which nobody is rung for a call of the queue, however long it waits. */
  queues: readonly { readonly id: QueueId; readonly requiredSkills: readonly Skill[] }[];
  /** The skills of whoever can be rung at all: a clinician who is not disabled. */
  skillsOf: ReadonlyMap<ClinicianId, readonly Skill[]>;
  from: Date;
  until: Date;
};

/** When nobody who could be rung is on the rota, queue by queue, earliest first; the tier does not matter. */
export function coverGaps({ shifts, queues, skillsOf, from, until }: Cover): CoverGap[] {
  const byStart = shifts.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return queues
    .flatMap(({ id, requiredSkills }) => {
      const serving = byStart.filter(({ queueIds }) => queueIds.includes(id));
      const isAble = ({ clinicianId }: Covering) => {
        const skills = skillsOf.get(clinicianId);
        return skills !== undefined && requiredSkills.every((skill) => skills.includes(skill));
      };
      const unable = serving.filter((shift) => !isAble(shift));
      return uncovered(serving.filter(isAble), { from, until }).map((gap) => ({
        ...{ queueId: id, ...gap },
        unable: [...new Set(unable.filter((shift) => meets(shift, gap)).map((shift) => shift.clinicianId))],
      }));
    })
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

function meets({ startsAt, endsAt }: Covering, gap: { from: Date; until: Date }): boolean {
  return startsAt < gap.until && endsAt > gap.from;
}

/** What the shifts, in order of their start, leave open between two instants. */
function uncovered(shifts: readonly Covering[], { from, until }: { from: Date; until: Date }) {
  const gaps: { from: Date; until: Date }[] = [];
  let coveredUntil = from;
  for (const { startsAt, endsAt } of shifts) {
    if (startsAt >= until) break;
    if (startsAt > coveredUntil) gaps.push({ from: coveredUntil, until: startsAt });
    if (endsAt > coveredUntil) coveredUntil = endsAt;
  }
  if (coveredUntil < until) gaps.push({ from: coveredUntil, until });
  return gaps;
}
