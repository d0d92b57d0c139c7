import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../domain/actors.ts';
import { cancelBooking, moveBooking } from '../../domain/clinics/amend.ts';
import { confirmBooking, holdTime, releaseHold } from '../../domain/clinics/book.ts';
import type { BookingDetails, BookingView, HoldBody } from '../../domain/clinics/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Deps } from '../../domain/ports.ts';
import type { SeededRandom } from '../chaos/seeded-random.ts';
import type { Ground } from './ground.ts';
import type { Report } from './orders.ts';

const details: BookingDetails = {
  otherwise: 'hospital-escort',
  officer: 'outside',
  interpreterLanguage: null,
  noteForPatient: null,
  noteForStaff: null,
};

/** Only the first places of each clinic are asked for, so that many want the same. */
const wantedPlaces = 4;
const minuteMs = 60_000;

export type JourneyDeps = Pick<Deps, 'store' | 'clock' | 'newId' | 'channels' | 'jobs' | 'facts'>;

export type JourneyParts = {
  deps: JourneyDeps;
  ground: Ground;
  random: SeededRandom;
  report: (report: Report) => void;
  /** Called between a hold and its confirmation; does not come back in a process that is to be killed there. */
  between: () => Promise<void>;
};

/**
 * One booker's way through a booking: a hold, mostly confirmed, sometimes moved, nearly always cancelled, so that others find
 * the time free again. Answers with how many races it has run: each hold and each move is one.
 */
export async function runJourney(parts: JourneyParts, booker: PersonActor): Promise<number> {
  const { deps, random } = parts;
  const kept = await race(parts, () => holdTime(deps, booker, wantedTime(parts)));
  if (kept === 'busy') return 0;
  if (kept === undefined) return 1;
  const { bookingId } = kept;
  await parts.between();
  if (random.chance(0.1)) {
    await releaseHold(deps, booker, { bookingId });
    return 1;
  }
  const booked = await asked(parts, { ...kept, state: 'booked' }, () =>
    confirmBooking(deps, booker, { bookingId, ...details }),
  );
  const moves = random.chance(0.3);
  const last = moves ? await move(parts, booker, booked) : booked;
  if (random.chance(0.95)) {
    await asked(parts, { ...last, state: 'cancelled' }, () =>
      cancelBooking(deps, booker, { bookingId, version: last.version, code: 'lockdown', text: null }),
    );
  }
  return moves ? 2 : 1;
}

async function move(parts: JourneyParts, booker: PersonActor, booked: BookingView): Promise<BookingView> {
  const { bookingId, version } = booked;
  let wanted = wantedTime(parts);
  // The time that it has is no move.
  while (wanted.startsAt === booked.startsAt) wanted = wantedTime(parts);
  const { sessionId, stationId, startsAt } = wanted;
  const moved = await race(parts, () =>
    asked(parts, { ...booked, startsAt, state: 'booked' }, () =>
      moveBooking(parts.deps, booker, { bookingId, version, sessionId, stationId, startsAt }),
    ),
  );
  if (moved === undefined || moved === 'busy') {
    parts.report({ say: 'has', bookingId, state: 'booked', startsAt: booked.startsAt });
    return booked;
  }
  return moved;
}

type Said = Pick<BookingView, 'bookingId' | 'startsAt'> & { state: 'booked' | 'cancelled' };

/** Says what is asked for before it is, and what was answered: a process can be killed in between. */
async function asked(
  { report }: JourneyParts,
  { bookingId, startsAt, state }: Said,
  ask: () => Promise<BookingView>,
): Promise<BookingView> {
  report({ say: 'asks', bookingId, state, startsAt });
  const view = await ask();
  report({ say: 'has', bookingId, state, startsAt });
  return view;
}

/** Undefined when somebody else has got the time; `busy` when it is no race, because the referral is not free. */
async function race(
  { report }: JourneyParts,
  take: () => Promise<BookingView>,
): Promise<BookingView | 'busy' | undefined> {
  try {
    const view = await take();
    report({ say: 'raced', outcome: 'won' });
    return view;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'conflict') return 'busy';
    if (error.code !== 'taken') throw error;
    report({ say: 'raced', outcome: 'taken' });
    return undefined;
  }
}

/** A place of some clinic for some referral, in some room. */
export function wantedTime({ ground, random }: Pick<JourneyParts, 'ground' | 'random'>): HoldBody {
  const session = random.pick(atLeastOne(ground.sessions));
  const { preMinutes, mainMinutes, debriefMinutes } = session;
  const place = random.between(0, wantedPlaces - 1);
  const minutes = place * (preMinutes + mainMinutes + debriefMinutes) + preMinutes;
  return {
    referralId: random.pick(atLeastOne(ground.referralIds)),
    sessionId: session.id,
    stationId: random.pick(atLeastOne(ground.prison.stationIds)),
    startsAt: new Date(Date.parse(ground.startsAt) + minutes * minuteMs).toISOString(),
    requestId: randomUUID(),
  };
}

function atLeastOne<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...others] = list;
  if (first === undefined) throw new Error('nothing was laid out');
  return [first, ...others];
}
