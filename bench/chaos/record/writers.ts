import { setTimeout as pause } from 'node:timers/promises';
import type { PartnerSystem } from '../../partner-system.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type Attempt, type Known, planBundle, type Planned } from './attempts.ts';

const answerWithinMs = 30_000;
const afterFailureMs = 250;

type Answered = { entry: { response: { location?: string } }[] };

/** A partner’s system that sends one transaction after the other to several servers at the same time. */
export class Writers {
  readonly attempts: Attempt[] = [];
  /** What each server is at. */
  readonly #inFlight = new Map<string, number>();
  readonly #partner: PartnerSystem;
  readonly #urls: readonly [string, ...string[]];
  readonly #random: SeededRandom;
  #stopped = false;

  constructor(
    partner: PartnerSystem,
    { urls, random }: { urls: readonly [string, ...string[]]; random: SeededRandom },
  ) {
    this.#partner = partner;
    this.#urls = urls;
    this.#random = random;
  }

  /** How many transactions a server, or all of them, has not answered yet. */
  inFlight(url?: string): number {
    if (url !== undefined) return this.#inFlight.get(url) ?? 0;
    return [...this.#inFlight.values()].reduce((sum, one) => sum + one, 0);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Until it is stopped. What was not answered is not sent again: what came of it is counted. */
  async write(atOnce: number): Promise<void> {
    await Promise.all(Array.from({ length: atOnce }, () => this.#writeOn()));
  }

  async #writeOn(): Promise<void> {
    let known: Known[] = [];
    while (!this.#stopped) {
      const planned = planBundle(this.#random, known);
      const url = this.#random.pick(this.#urls);
      const { heard, made } = await this.#send(url, planned);
      this.attempts.push({ mark: planned.mark, writes: planned.writes, heard });
      // Of what was not answered nobody knows the version: it is not changed any more.
      known = heard === 'whole' ? made : known.slice(planned.updates.length);
      if (heard === 'nothing') await pause(afterFailureMs);
    }
  }

  async #send(url: string, { bundle }: Planned): Promise<{ heard: Attempt['heard']; made: Known[] }> {
    this.#inFlight.set(url, this.inFlight(url) + 1);
    try {
      const response = await fetch(`${url}/fhir`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#partner.token()}`,
          'content-type': 'application/fhir+json',
          prefer: 'return=minimal',
        },
        body: JSON.stringify(bundle),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const text = await response.text();
      if (response.status === 200) return { heard: 'whole', made: madeBy(JSON.parse(text) as Answered) };
      if (response.status < 500)
        process.stderr.write(`refused: ${String(response.status)} ${text.slice(0, 300)}\n`);
      return { heard: response.status < 500 ? 'refused' : 'nothing', made: [] };
    } catch (error) {
      // Its server, or the connection, has gone: that is what is tried here.
      if (!(error instanceof Error)) throw error;
      return { heard: 'nothing', made: [] };
    } finally {
      this.#inFlight.set(url, this.inFlight(url) - 1);
    }
  }
}

/** Observations as they stand after a bundle; the patient is that of its entry. */
function madeBy({ entry }: Answered): Known[] {
  const written = entry.map(({ response: { location = '' } }) =>
    /(\w+)\/([^/]+)\/_history\/(\d+)$/.exec(location),
  );
  const patient = written.find((found) => found?.[1] === 'Patient')?.[2] ?? '';
  return written.flatMap((found) => {
    const [, type, id = '', version] = found ?? [];
    return type === 'Observation' ? [{ id, version: Number(version), subject: `Patient/${patient}` }] : [];
  });
}
