import type { ClinicSessionId, InterpreterId, PatientId, StationId } from '../ids.ts';
import {
  type Appointment,
  appointmentOf,
  mainStartsOf,
  peopleClaimsOf,
  stationClaimOf,
} from './appointment.ts';
import type { Taken } from './clinic-port.ts';
import type { Claim, ClinicSession, PrisonDay, ResourceKind } from './clinic.ts';
import { blockOver, clashesOver, type Hindrances, stopOver } from './hindrances.ts';
import { type EventClash, isHard } from './person-event.ts';
import { RegimeDays } from './regime.ts';
import type { GapReason } from './wire.ts';

/** How long before its first segment an appointment can still be booked: somebody has to be told to fetch the patient. */
const shortestNoticeMs = 15 * 60_000;

/** What a search for times has to know. Of a booking that is to be moved, its own times are left out of `taken`. */
export type ClinicWorld = {
  now: Date;
  /** Open ones. */
  sessions: readonly ClinicSession[];
  prison: PrisonDay;
  patientId: PatientId;
  taken: readonly Taken[];
  hindrances: Hindrances;
  /** Whether who asks works in the prison, and so may book over what else the patient has on. */
  ofPrison: boolean;
  /** Sessions of which what is left is kept for other prisons. */
  full?: ReadonlySet<ClinicSessionId>;
  /** Who could interpret; empty where nobody has to, or the hospital keeps nobody of that language. */
  interpreterIds?: readonly InterpreterId[];
};

/** A time that all can keep; where the patient has something else on, whoever takes it has to say why. */
export type OfferedTime = {
  sessionId: ClinicSessionId;
  stationId: StationId;
  appointment: Appointment;
  clashes: EventClash[];
};

/** What a search has found, earliest first, and how many other places there are, by the first reason against them. */
export type OfferedTimes = { times: OfferedTime[]; notOffered: Map<GapReason, number> };

const reasonOf = {
  clinician: 'clinician-taken',
  patient: 'patient-taken',
  escort: 'escort-taken',
  station: 'station-taken',
  interpreter: 'interpreter-taken',
} as const satisfies Record<ResourceKind, GapReason>;

/** Whether there is too little time left to fetch the patient, or to meet before (A18). */
export function isTooSoon(appointment: Pick<Appointment, 'beginsAt'>, now: Date): boolean {
  return appointment.beginsAt.getTime() < now.getTime() + shortestNoticeMs;
}

/** Every place of the sessions that the clinic, the regime, the escorts, a station and the patient can all keep. */
export function freeTimes(world: ClinicWorld): OfferedTimes {
  const { sessions, prison } = world;
  const index = { regime: new RegimeDays(prison), taken: new TakenTimes(world.taken) };
  const times: OfferedTime[] = [];
  const notOffered = new Map<GapReason, number>();
  for (const session of sessions) {
    for (const mainStartsAt of mainStartsOf(session)) {
      const appointment = appointmentOf(session, prison, mainStartsAt);
      const found = stationFor(appointment, { ...world, ...index, session });
      if ('stationId' in found && world.full?.has(session.id) !== true) {
        times.push({ sessionId: session.id, ...found, appointment });
      } else {
        const why = 'why' in found ? found.why : 'kept-for-others';
        notOffered.set(why, (notOffered.get(why) ?? 0) + 1);
      }
    }
  }
  times.sort((a, b) => a.appointment.startsAt.getTime() - b.appointment.startsAt.getTime());
  return { times, notOffered };
}

type Search = Pick<
  ClinicWorld,
  'now' | 'prison' | 'patientId' | 'hindrances' | 'ofPrison' | 'interpreterIds'
> & {
  session: ClinicSession;
  regime: RegimeDays;
  taken: TakenTimes;
};

type Found = Pick<OfferedTime, 'stationId' | 'clashes'>;

/** The first station that is free, or the first reason against the time. */
function stationFor(appointment: Appointment, search: Search): Found | { why: GapReason } {
  const { now, regime, taken, hindrances, ofPrison } = search;
  if (isTooSoon(appointment, now)) return { why: 'too-soon' };
  const fault = regime.faultOf(appointment);
  if (fault !== null) return { why: fault };
  if (stopOver(appointment, hindrances) !== undefined) return { why: 'movements-stopped' };
  const refused = peopleClaimsOf(appointment, search).find((claim) => !taken.leavesRoomFor(claim));
  if (refused !== undefined) return { why: reasonOf[refused.kind] };
  const clashes = clashesOver(appointment, hindrances);
  // A hospital sees of what a patient has on only that they are not free (A38).
  if (clashes.length > 0 && (!ofPrison || clashes.some(isHard))) return { why: 'patient-taken' };
  if (!interpreterIsFree(appointment, search)) return { why: 'interpreter-taken' };
  const found = freeStation(appointment, search);
  return typeof found === 'string' ? { why: found } : { ...found, clashes };
}

function interpreterIsFree(
  { startsAt, endsAt }: Appointment,
  { interpreterIds = [], taken }: Pick<Search, 'interpreterIds' | 'taken'>,
): boolean {
  const claimOf = (resourceId: InterpreterId): Claim => ({
    ...{ kind: 'interpreter', resourceId, seats: 1, startsAt, endsAt },
  });
  return interpreterIds.length === 0 || interpreterIds.some((one) => taken.leavesRoomFor(claimOf(one)));
}

/** The first station that is neither taken nor blocked. Where only a block keeps one from it, that is the reason. */
function freeStation(
  appointment: Appointment,
  { prison: { stationIds }, taken, hindrances }: Search,
): Pick<Found, 'stationId'> | GapReason {
  if (stationIds.length === 0) return 'no-station';
  const isFree = (one: StationId) => taken.leavesRoomFor(stationClaimOf(appointment, one));
  const stationId = stationIds.find(
    (one) => blockOver(appointment, hindrances, one) === undefined && isFree(one),
  );
  if (stationId !== undefined) return { stationId };
  return stationIds.some(isFree) ? 'station-blocked' : 'station-taken';
}

/** When one resource is taken, in milliseconds. `latestEnd` is that of this row and of all before it. */
type TakenRow = { start: number; end: number; latestEnd: number };

/** What is taken, a list for each resource in order of the start: a time is found in it without going through all. */
class TakenTimes {
  readonly #byResource: Readonly<Record<ResourceKind, Map<string, TakenRow[]>>> = {
    clinician: new Map(),
    patient: new Map(),
    station: new Map(),
    escort: new Map(),
    interpreter: new Map(),
  };

  constructor(taken: readonly Taken[]) {
    for (const { kind, resourceId, startsAt, endsAt } of taken) {
      const row: TakenRow = { start: startsAt.getTime(), end: endsAt.getTime(), latestEnd: 0 };
      const rows = this.#byResource[kind].get(resourceId);
      if (rows === undefined) this.#byResource[kind].set(resourceId, [row]);
      else rows.push(row);
    }
    for (const rows of Object.values(this.#byResource).flatMap((ofKind) => [...ofKind.values()])) {
      rows.sort((a, b) => a.start - b.start);
      let latestEnd = -Infinity;
      for (const row of rows) {
        latestEnd = Math.max(latestEnd, row.end);
        row.latestEnd = latestEnd;
      }
    }
  }

  /** Whether one more can use the resource through the whole time of the claim. */
  leavesRoomFor(claim: Claim): boolean {
    const rows = this.#overlapping(claim);
    return rows.length < claim.seats || mostAtOnce(rows) < claim.seats;
  }

  #overlapping({ kind, resourceId, startsAt, endsAt }: Claim): TakenRow[] {
    const rows = this.#byResource[kind].get(resourceId) ?? [];
    const from = startsAt.getTime();
    const overlapping: TakenRow[] = [];
    for (let n = countBefore(rows, endsAt.getTime()) - 1; n >= 0; n -= 1) {
      const row = rows[n];
      // None of those before it reaches into the time either.
      if (row === undefined || row.latestEnd <= from) break;
      if (row.end > from) overlapping.push(row);
    }
    return overlapping;
  }
}

/** How many of the rows, which are in order of the start, begin before the time. */
function countBefore(rows: readonly TakenRow[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.start < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many of them there are at the busiest moment. All reach into the time that is asked about, so those that meet one
 * another also meet within it. Whoever begins as another ends takes that one's place.
 */
function mostAtOnce(rows: readonly TakenRow[]): number {
  const changes = rows
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  let most = 0;
  let count = 0;
  for (const { by } of changes) {
    count += by;
    most = Math.max(most, count);
  }
  return most;
}
