import { daysBetween, instantOf, mondayOf, wallDateOf } from '../rota/wall-clock.ts';
import { type Appointment, patientTimeOf } from './appointment.ts';
import type { PrisonDay } from './clinic.ts';

/** Why the regime of a prison does not let a patient come. */
export type RegimeFault = 'no-regime' | 'over-lock-up';

/** Where nobody is locked up there is no regime, and so nothing is against it. */
type RegimeOf = Pick<PrisonDay, 'regime' | 'alwaysOpen'>;

type OpenTime = { startsAt: Date; endsAt: Date };

/**
 * Whether patients may be out of their cells from when this one is fetched until they are back (A13). `no-regime` when
 * nobody may be out on that day at all.
 */
export function regimeFault(prison: RegimeOf, appointment: Appointment): RegimeFault | null {
  return new RegimeDays(prison).faultOf(appointment);
}

/** The regime read day by day. Reading a wall clock is slow, so that each day is read once for all appointments on it. */
export class RegimeDays {
  readonly #regime: PrisonDay['regime'];
  readonly #alwaysOpen: boolean;
  readonly #openTimes = new Map<string, readonly OpenTime[]>();

  constructor({ regime, alwaysOpen }: RegimeOf) {
    this.#regime = regime;
    this.#alwaysOpen = alwaysOpen === true;
  }

  faultOf(appointment: Appointment): RegimeFault | null {
    if (this.#alwaysOpen) return null;
    const { startsAt, endsAt } = patientTimeOf(appointment);
    const openTimes = this.#openTimesOn(dateOf(startsAt));
    if (openTimes.length === 0) return 'no-regime';
    return openTimes.some((open) => open.startsAt <= startsAt && endsAt <= open.endsAt)
      ? null
      : 'over-lock-up';
  }

  #openTimesOn(date: string): readonly OpenTime[] {
    const known = this.#openTimes.get(date);
    if (known !== undefined) return known;
    const openTimes = openTimesOn(this.#regime, date);
    this.#openTimes.set(date, openTimes);
    return openTimes;
  }
}

/** Before 23:00 in UTC the day in London is that of UTC, in summer and in winter; only then is the slow clock needed. */
function dateOf(instant: Date): string {
  return instant.getUTCHours() < 23 ? instant.toISOString().slice(0, 10) : wallDateOf(instant);
}

/** The windows of one day, earliest first; those that touch are one, because nobody is locked up between them. */
function openTimesOn(regime: PrisonDay['regime'], date: string): OpenTime[] {
  const weekday = daysBetween(mondayOf(date), date) + 1;
  const windows = regime
    .filter((window) => window.weekday === weekday)
    .map(({ from, to }) => ({ startsAt: instantOf(`${date}T${from}`), endsAt: instantOf(`${date}T${to}`) }))
    // In the night of the spring's change a window can lie in the hour that is left out.
    .filter(({ startsAt, endsAt }) => startsAt < endsAt)
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const openTimes: OpenTime[] = [];
  for (const window of windows) {
    const last = openTimes.at(-1);
    if (last === undefined || last.endsAt < window.startsAt) openTimes.push(window);
    else if (last.endsAt < window.endsAt) last.endsAt = window.endsAt;
  }
  return openTimes;
}
