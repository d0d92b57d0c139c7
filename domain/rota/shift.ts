import { DomainError } from '../errors.ts';
import type { ClinicianId, OrganisationId, QueueId, ShiftId } from '../ids.ts';
import { timesInWords } from './wall-clock.ts';

/** When a clinician is on call, for which queues and in which tier. */
export type Shift = {
  readonly id: ShiftId;
  readonly organisationId: OrganisationId;
  readonly clinicianId: ClinicianId;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly queueIds: readonly QueueId[];
  readonly tier: 1 | 2;
};

const minuteMs = 60_000;

/** The longest day of the year has 25 hours, and a shift may be a whole day. */
export const longestShiftMs = 25 * 60 * minuteMs;

/** Why a shift cannot stand on the rota. */
export type ShiftRefusal =
  | { why: 'times' | 'length' | 'clinician' | 'queue'; other?: undefined }
  | { why: 'overlap'; other: Pick<Shift, 'startsAt' | 'endsAt'> };

/** What a shift is measured against: the other shifts of its time, and who and what the organisation has. */
export type RotaWorld = {
  others: readonly Shift[];
  clinicians: ReadonlySet<ClinicianId>;
  queues: ReadonlySet<QueueId>;
};

/** The first rule that the shift breaks; undefined when it may stand. */
export function refusalOf(shift: Shift, { others, clinicians, queues }: RotaWorld): ShiftRefusal | undefined {
  const length = shift.endsAt.getTime() - shift.startsAt.getTime();
  if (length <= 0 || !isWholeMinute(shift.startsAt) || !isWholeMinute(shift.endsAt)) {
    return { why: 'times' };
  }
  if (length > longestShiftMs) {
    return { why: 'length' };
  }
  if (!clinicians.has(shift.clinicianId)) {
    return { why: 'clinician' };
  }
  if (shift.queueIds.length === 0 || shift.queueIds.some((queueId) => !queues.has(queueId))) {
    return { why: 'queue' };
  }
  const other = others.find((one) => overlap(shift, one));
  return other === undefined ? undefined : { why: 'overlap', other };
}

/** Throws `conflict` for an overlap, naming the other shift's times, and `invalid`, naming the field, for the rest. */
export function requireMayStand(shift: Shift, world: RotaWorld): void {
  const refusal = refusalOf(shift, world);
  if (refusal !== undefined) {
    throw refusal.why === 'overlap'
      ? new DomainError('conflict', `they have a shift already, ${timesInWords(refusal.other)}`)
      : new DomainError('invalid', saidOf[refusal.why]);
  }
}

const saidOf = {
  times: 'endsAt: a shift ends after it starts, and both are whole minutes',
  length: 'endsAt: a shift is at most 25 hours long',
  clinician: 'clinicianId: not a clinician of this organisation who can sign in',
  queue: 'queueIds: not a queue of this organisation',
} as const;

/** Two shifts of one clinician at the same time; one that begins as the other ends does not overlap it. */
function overlap(shift: Shift, other: Shift): boolean {
  return (
    other.id !== shift.id &&
    other.clinicianId === shift.clinicianId &&
    other.startsAt < shift.endsAt &&
    shift.startsAt < other.endsAt
  );
}

function isWholeMinute(at: Date): boolean {
  return at.getTime() % minuteMs === 0;
}
