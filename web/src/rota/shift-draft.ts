import type { Rota, ShiftBody, ShiftView } from '../../../domain/rota/wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { ShiftId } from '../../../domain/ids.ts';
import { addDays, instantsOf, type WallTime, wallTimeOf } from '../../../domain/rota/wall-clock.ts';
import type { Problem } from '../ui/answer.ts';

type Clock = { date: string; time: string };

/** A shift in the form, as a person writes it. */
export type ShiftDraft = {
  shiftId: ShiftId | null;
  clinicianId: string;
  start: Clock;
  end: Clock;
  queueIds: readonly string[];
  tier: '1' | '2';
  /** What was stored. A time that is not touched stays that very instant, also in the hour that comes twice. */
  stored: Pick<ShiftView, 'startsAt' | 'endsAt'> | null;
};

/** The times that most shifts have. */
export const usualTimes = {
  day: { start: '08:00', end: '20:00' },
  night: { start: '20:00', end: '08:00' },
} as const;

export function newDraft(
  rota: Pick<Rota, 'queues' | 'clinicians'>,
  { date, clinicianId }: { date: string; clinicianId: string | null },
): ShiftDraft {
  const first = rota.clinicians.find(({ active }) => active)?.clinicianId ?? '';
  return {
    shiftId: null,
    clinicianId: clinicianId ?? first,
    start: { date, time: usualTimes.day.start },
    end: { date, time: usualTimes.day.end },
    queueIds: rota.queues.map(({ queueId }) => queueId),
    tier: '1',
    stored: null,
  };
}

export function draftOf(shift: ShiftView): ShiftDraft {
  return {
    shiftId: shift.shiftId,
    clinicianId: shift.clinicianId,
    start: clockAt(shift.startsAt),
    end: clockAt(shift.endsAt),
    queueIds: shift.queueIds,
    tier: shift.tier === 1 ? '1' : '2',
    stored: { startsAt: shift.startsAt, endsAt: shift.endsAt },
  };
}

/** Usual times on the day of the draft; those that end before they begin end on the next day. */
export function withTimes(draft: ShiftDraft, { start, end }: { start: string; end: string }): ShiftDraft {
  const { date } = draft.start;
  const endDate = end > start ? date : addDays(date, 1);
  return { ...draft, start: { date, time: start }, end: { date: endDate, time: end } };
}

/** Another day; the end moves with it. */
export function withStartDate(draft: ShiftDraft, date: string): ShiftDraft {
  const overnight = draft.end.date > draft.start.date;
  const complete = /^\d{4}-\d{2}-\d{2}$/.test(date);
  const endDate = complete ? (overnight ? addDays(date, 1) : date) : draft.end.date;
  return { ...draft, start: { ...draft.start, date }, end: { ...draft.end, date: endDate } };
}

function clockAt(instant: string): Clock {
  const wall = wallTimeOf(new Date(instant));
  return { date: wall.slice(0, 10), time: wall.slice(-5) };
}

/** What a start or an end means: one instant, or none, and whether the clock shows that time twice. */
export type ReadClock = { instant: Date; twice: boolean } | { instant: null; why: 'missing' | 'unfinished' };

export function readStart({ start, stored }: ShiftDraft): ReadClock {
  return readClock(start, stored?.startsAt);
}

export function readEnd({ end, stored }: ShiftDraft): ReadClock {
  return readClock(end, stored?.endsAt);
}

function readClock({ date, time }: Clock, stored: string | undefined): ReadClock {
  const wall: WallTime = `${date}T${time}`;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return { instant: null, why: 'unfinished' };
  const all = instantsOf(wall);
  const [first] = all;
  if (first === undefined) return { instant: null, why: 'missing' };
  const untouched = all.find((instant) => instant.toISOString() === stored);
  return { instant: untouched ?? first, twice: all.length > 1 };
}

/** The body that is sent, or what is wrong with the draft. */
export function readDraft(draft: ShiftDraft): { body: ShiftBody } | { problems: Problem[] } {
  const start = readStart(draft);
  const end = readEnd(draft);
  const problems: Problem[] = [
    ...(draft.clinicianId === '' ? [{ message: 'Choose a clinician', field: 'shift-clinician' }] : []),
    ...clockProblem(start, { what: 'starts', field: 'shift-start-time' }),
    ...clockProblem(end, { what: 'ends', field: 'shift-end-time' }),
    ...(draft.queueIds.length === 0 ? [{ message: 'Choose at least one queue', field: 'shift-queues' }] : []),
  ];
  if (start.instant !== null && end.instant !== null && end.instant <= start.instant) {
    problems.push({ message: 'The shift must end after it starts', field: 'shift-end-time' });
  }
  if (problems.length > 0 || start.instant === null || end.instant === null) return { problems };
  const body = endpoints.addShift.body.safeParse({
    clinicianId: draft.clinicianId,
    startsAt: start.instant.toISOString(),
    endsAt: end.instant.toISOString(),
    queueIds: draft.queueIds,
    tier: draft.tier === '1' ? 1 : 2,
  });
  return body.success ? { body: body.data } : { problems: [{ message: 'Check the shift and try again' }] };
}

function clockProblem(read: ReadClock, { what, field }: { what: string; field: string }): Problem[] {
  if (read.instant !== null) return [];
  return read.why === 'missing'
    ? [{ message: `The clocks go forward that night: there is no such time when the shift ${what}`, field }]
    : [{ message: `Enter the day and time at which the shift ${what}`, field }];
}
