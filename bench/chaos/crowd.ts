import { ClinicianDriver } from './clinician-driver.ts';
import type { Hospital } from './hospital.ts';
import { difference, type Interval, type Intervals, intersection, union } from './intervals.ts';
import { Line } from './line.ts';
import { SeededRandom } from './seeded-random.ts';
import { StationDriver } from './station-driver.ts';

const tickMs = 100;

/** Everybody who uses the service: stations and clinicians, each on a socket of their own. */
export class Crowd {
  readonly #stations: readonly StationDriver[];
  readonly #clinicians: ReadonlyMap<string, ClinicianDriver>;
  readonly #ticking: NodeJS.Timeout;

  constructor(hospital: Hospital, { urls, seed }: { urls: readonly [string, string]; seed: number }) {
    const random = (n: number) => new SeededRandom(seed * 1000 + n);
    const line = (newToken: () => string, n: number) => new Line({ urls, newToken, random: random(n) });
    this.#stations = hospital.stations.map(
      ({ newToken }, n) => new StationDriver(line(newToken, n), random(100 + n)),
    );
    this.#clinicians = new Map(
      hospital.clinicians.map(({ id, newToken }, n) => [
        id,
        new ClinicianDriver(line(newToken, 200 + n), random(300 + n), { closesCallBacks: n === 0 }),
      ]),
    );
    for (const driver of this.#all()) driver.line.come();
    this.#ticking = setInterval(() => {
      const now = performance.now();
      for (const driver of this.#all()) driver.tick(now);
    }, tickMs);
  }

  /** Every call that a station was told has been placed. */
  get acknowledged(): string[] {
    return this.#stations.flatMap((station) => [...station.acknowledged]);
  }

  /** No new calls; whoever is rung answers. */
  calmDown(): void {
    for (const driver of this.#all()) driver.calmDown();
  }

  /** Everybody goes home. */
  leave(): void {
    clearInterval(this.#ticking);
    for (const driver of this.#all()) driver.line.leave();
  }

  /**
   * When each clinician was at their desk with a browser that could be reached, once everybody has left. `paused`
   * says when each server stood still.
   */
  attending(paused: ReadonlyMap<number, Intervals>): Map<string, Intervals> {
    return new Map(
      [...this.#clinicians].map(([id, { line }]) => [
        id,
        difference(union(line.wanted), unheard(line, paused)),
      ]),
    );
  }

  #all(): (StationDriver | ClinicianDriver)[] {
    return [...this.#stations, ...this.#clinicians.values()];
  }
}

/** A second after a server goes on again, what was sent meanwhile has arrived. */
const arrivesWithinMs = 1000;

function unheard({ attached }: Line, paused: ReadonlyMap<number, Intervals>): Interval[] {
  return union(
    ...attached.map(({ server, from, to }) =>
      intersection(
        [{ from, to }],
        (paused.get(server) ?? []).map((one) => ({ from: one.from, to: one.to + arrivesWithinMs })),
      ),
    ),
  );
}
