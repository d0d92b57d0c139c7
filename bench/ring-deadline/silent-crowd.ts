import type pg from 'pg';
import type { Config } from '../../config/config.ts';
import { createLog } from '../../process/log.ts';
import { defaultQueueSettings, type QueueSettings } from '../../domain/queues/queue.ts';
import { SignedAccessTokens } from '../../server/auth/access-tokens.ts';
import { openStore } from '../../store/open-store.ts';
import { Population } from '../../test/support/population.ts';
import { Line } from '../chaos/line.ts';
import { SeededRandom } from '../chaos/seeded-random.ts';

const hearEveryMs = 1500;

/** The ladder and the timers stay out of it: nothing happens to a call but one ring after the other. */
const lastStep = [{ afterSeconds: 80_000, action: 'tell-station' as const }];
const settings: QueueSettings = {
  ...defaultQueueSettings,
  ringSeconds: 20,
  raiseAfterSeconds: { urgent: null, soon: null },
  ladder: { immediate: lastStep, urgent: lastStep, soon: lastStep },
};

/** As many stations that call as clinicians who ring, say so, and never answer; whoever was paused comes back at once. */
export class SilentCrowd {
  readonly #stations: readonly Line[];
  readonly #clinicians: readonly Line[];
  #ticking: NodeJS.Timeout | undefined;

  private constructor(stations: readonly Line[], clinicians: readonly Line[]) {
    this.#stations = stations;
    this.#clinicians = clinicians;
  }

  /** Everybody is connected, and every clinician on call, when it resolves. */
  static async create(options: {
    url: string;
    config: Config;
    client: pg.Client;
    size: number;
  }): Promise<SilentCrowd> {
    const { url, config, client, size } = options;
    const clock = { now: () => new Date() };
    const accessTokens = await SignedAccessTokens.create({ keyFile: config.tokens.keyFile, clock });
    const log = createLog({ level: 'error' });
    await using store = openStore({ databaseUrl: config.databaseUrl, clock, log });
    const population = new Population({ store, accessTokens });
    const place = await population.addPlace();
    await client.query('update queues set settings = $1 where organisation_id = $2', [
      JSON.stringify(settings),
      place.organisationId,
    ]);
    const line = ({ token }: { token: string }, n: number) =>
      new Line({ urls: [url], newToken: () => token, random: new SeededRandom(n) });
    const all = (add: () => Promise<{ token: string }>) =>
      Promise.all(Array.from({ length: size }, async (_, n) => line(await add(), n)));
    const crowd = new SilentCrowd(
      await all(() => population.addStation(place)),
      await all(() => population.addPerson(place)),
    );
    await crowd.#come();
    return crowd;
  }

  async press(): Promise<void> {
    await Promise.all(this.#stations.map((station) => station.say('call:start', {})));
  }

  leave(): void {
    clearInterval(this.#ticking);
    for (const line of [...this.#stations, ...this.#clinicians]) line.leave();
  }

  async #come(): Promise<void> {
    const all = [...this.#stations, ...this.#clinicians];
    for (const line of all) line.come();
    while (!all.every(({ state }) => state !== undefined)) await new Promise((done) => setTimeout(done, 50));
    await Promise.all(
      this.#clinicians.map((line) =>
        line.say('presence:set', { to: 'available', outsideShiftReason: 'other' }),
      ),
    );
    const heardAt = new Map<string, number>();
    this.#ticking = setInterval(() => {
      for (const line of this.#clinicians) attend(line, heardAt);
    }, 100);
  }
}

function attend(line: Line, heardAt: Map<string, number>): void {
  const { state } = line;
  if (state?.kind !== 'clinician') return;
  const now = performance.now();
  // What is not answered is said again at a later tick.
  const say = (...said: Parameters<Line['say']>) => {
    line.say(...said).catch(() => undefined);
  };
  if (state.offer !== null && now - (heardAt.get(state.offer.offerId) ?? -Infinity) >= hearEveryMs) {
    heardAt.set(state.offer.offerId, now);
    say('offer:hear', { offerId: state.offer.offerId });
  }
  if (state.presence.state === 'paused') say('presence:set', { to: 'available' });
}
