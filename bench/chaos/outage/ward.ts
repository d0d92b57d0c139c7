import type { Browser, Page } from 'playwright-core';
import pg from 'pg';
import { recordOutcome } from '../../../test/support/browser/acts.ts';
import { ask } from '../../../test/support/rest-client.ts';
import { enrolStation, goOnCall, newDevice, signIn, stationIs } from '../../../test/support/browsers.ts';
import { launchAt, type Where } from '../../sites/site-browser.ts';
import type { MediaService } from '../media/media-service.ts';
import { VisitPair } from '../media/visit-pair.ts';

const prison = 'HMP Fellside';
/** When the steps of a call that nobody answers are due, seconds after the press. */
const stepSeconds = [4, 8, 12, 16, 20] as const;
const ringsWithinMs = 60_000;
/** What follows a fault must not need somebody to reload a page. */
const hearsWithinMs = 10_000;

/**
 * Everybody that an outage is felt by: the two in a visit, a care home that presses, the clinician who should hear it, and
 * a prison whose call nobody can answer, so that every step of its plan is owed.
 */
export class Ward implements AsyncDisposable {
  readonly visit: VisitPair;
  readonly home: Page;
  readonly onCall: Page;
  readonly #prison: Page;
  readonly #databaseUrl: string;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    visit: VisitPair;
    home: Page;
    onCall: Page;
    prison: Page;
    databaseUrl: string;
    owned: AsyncDisposableStack;
  }) {
    this.visit = parts.visit;
    this.home = parts.home;
    this.onCall = parts.onCall;
    this.#prison = parts.prison;
    this.#databaseUrl = parts.databaseUrl;
    this.#owned = parts.owned;
  }

  static async create(service: MediaService, at: { station: Where; clinician: Where; others: Where }) {
    await using opening = new AsyncDisposableStack();
    const { url, databaseUrl } = service;
    await shortenPlan(databaseUrl);
    const visit = opening.use(await VisitPair.create(service, at));
    const others = opening.use(await launchAt(at.others, { origin: url, trusting: [service.trusted] }));
    const administration = await Administration.open(service);
    const home = await enrol(others, { url, code: await administration.codeFor('Rowan House') });
    const prisonPage = await enrol(others, { url, code: await administration.codeFor(prison) });
    const onCall = await signIn(await newDevice(others), { url, ...clinician(service, 1) });
    await goOnCall(onCall);
    return new Ward({ visit, home, onCall, prison: prisonPage, databaseUrl, owned: opening.move() });
  }

  /** The call whose steps will be owed. */
  async pressAtPrison(): Promise<string> {
    await this.#prison.getByTestId('call-button').click();
    await stationIs(this.#prison, 'waiting');
    return this.#newestCallOf(prison);
  }

  /** Waits until every step has been made, in the trail; false when one is missing when the time is over. */
  async owedStepsAreMade(callId: string, withinMs: number): Promise<boolean> {
    const givenUpAt = performance.now() + withinMs;
    while (performance.now() < givenUpAt) {
      const { rows } = await this.#ask<{ made: number }>(
        `select count(*)::int as made from audit where action = 'call.escalated' and (subject_id = $1 or detail->>'callId' = $1)`,
        [callId],
      );
      if ((rows[0]?.made ?? 0) >= stepSeconds.length) return true;
      await this.#prison.waitForTimeout(500);
    }
    return false;
  }

  async isStored(callId: string): Promise<boolean> {
    const { rows } = await this.#ask('select 1 from calls where id = $1', [callId]);
    return rows.length === 1;
  }

  /**
   * Presses at the care home; resolves with the seconds until staff know how it stands: kept, or in words that it is not;
   * undefined where they are never told.
   */
  async pressAtHome(): Promise<number | undefined> {
    const withinMs = ringsWithinMs * 2;
    const pressedAt = performance.now();
    const kept = this.home.locator(
      '[data-testid="station-phase"][data-phase="waiting"], [data-testid="station-phase"][data-phase="ringing"]',
    );
    try {
      await this.home.getByTestId('call-button').click({ timeout: withinMs });
      await kept.or(this.home.getByTestId('not-gone-through')).first().waitFor({ timeout: withinMs });
    } catch {
      return undefined;
    }
    return (performance.now() - pressedAt) / 1000;
  }

  /** When the clinician on call is rung, by `performance.now()`; undefined when it has not a minute later. */
  rings(): Promise<number | undefined> {
    return this.onCall
      .getByTestId('accept')
      .waitFor({ timeout: 2 * ringsWithinMs })
      .then(
        () => performance.now(),
        () => undefined,
      );
  }

  /** Answers what rings as soon as it does; resolves with when it rang, as `rings` does. */
  async answerWhenItRings(): Promise<number | undefined> {
    const rangAt = await this.rings();
    if (rangAt !== undefined) await this.answerRing();
    return rangAt;
  }

  /** A whole call, from the press to the outcome. */
  async callFromHome(): Promise<void> {
    await this.home.getByTestId('call-button').click();
    await this.answerRing();
  }

  /** Whether both ends of the visit still show it. */
  async isInVisit(): Promise<boolean> {
    const { station, clinician } = this.visit;
    const active = station.locator('[data-testid="station-phase"][data-phase="active"]');
    return (await active.count()) + (await clinician.getByTestId('hang-up').count()) === 2;
  }

  /** The call that rings is answered, and seen to its end. */
  async answerRing(station = this.home): Promise<void> {
    await this.#accept(station);
    await this.onCall.getByTestId('hang-up').click();
    await this.onCall.getByTestId('confirm-hang-up').click();
    await recordOutcome(this.onCall, 'Fluids every hour.');
    await backToStart(station);
  }

  /** As a person does: again while it rings and was refused, because a part of the service may still be away. */
  async #accept(station: Page): Promise<void> {
    const isActive = () =>
      station
        .locator('[data-testid="station-phase"][data-phase="active"]')
        .waitFor({ timeout: hearsWithinMs })
        .then(
          () => true,
          () => false,
        );
    const givenUpAt = performance.now() + ringsWithinMs;
    do {
      await this.onCall.getByTestId('accept').click();
    } while (!(await isActive()) && performance.now() < givenUpAt);
    await stationIs(station, 'active');
  }

  /** How many pages do not hear a new press of the care home. */
  async deafPages(): Promise<number> {
    await this.home.getByTestId('call-button').click();
    const hears = (page: Page, selector: string) =>
      page
        .locator(selector)
        .waitFor({ timeout: hearsWithinMs })
        .then(
          () => 0,
          () => 1,
        );
    const deaf = await Promise.all([
      hears(this.onCall, '[data-testid="accept"]'),
      hears(this.home, '[data-testid="station-phase"][data-phase="ringing"]'),
    ]);
    const total = deaf.reduce((sum, one) => sum + one, 0);
    if (total > 0) await this.#reload();
    await this.answerRing();
    return total;
  }

  /** What a person would do who sees that nothing comes any more. */
  async #reload(): Promise<void> {
    await Promise.all([this.onCall.reload(), this.home.reload()]);
    await this.onCall.getByTestId('accept').waitFor();
  }

  async #newestCallOf(site: string): Promise<string> {
    const { rows } = await this.#ask<{ id: string }>(
      `select calls.id from calls join stations on stations.id = calls.station_id join sites on sites.id = stations.site_id
        where sites.name = $1 order by placed_at desc limit 1`,
      [site],
    );
    const [call] = rows;
    if (call === undefined) throw new Error(`${site} has no call`);
    return call.id;
  }

  #ask<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<Row>> {
    return onceAt(this.#databaseUrl, (client) => client.query<Row>(text, values));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}

/** The nth clinician of the demonstration. */
export function clinician({ demonstration }: MediaService, n: number): { email: string; password: string } {
  const person = demonstration.people.filter(({ roles }) => roles.includes('clinician'))[n];
  if (person === undefined) throw new Error(`The demonstration has no clinician ${n}.`);
  const { email, password } = person;
  return { email, password };
}

/** Does some work over a connection of its own. */
export async function onceAt<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function enrol(browser: Browser, at: { url: string; code: string }): Promise<Page> {
  return enrolStation(await newDevice(browser), at);
}

async function backToStart(station: Page): Promise<void> {
  await station.getByTestId('back-to-start').click();
  await station.getByTestId('call-button').waitFor();
}

/** So that all steps of every queue are due within a fault. */
async function shortenPlan(databaseUrl: string): Promise<void> {
  const actions = ['ring-all', 'push', 'second-tier', 'duty-manager', 'tell-station'];
  const plan = actions.map((action, n) => ({ action, afterSeconds: stepSeconds[n] }));
  const plans = { ladder: { immediate: plan, urgent: plan, soon: plan } };
  await onceAt(databaseUrl, (client) =>
    client.query(`update queues set settings = settings || $1::jsonb where name = 'Prisons'`, [
      JSON.stringify(plans),
    ]),
  );
}

/** The administrator of the demonstration, over REST. */
class Administration {
  readonly #at: { url: string };
  readonly #token: string;
  readonly #organisationId: string;

  private constructor(at: { url: string }, token: string, organisationId: string) {
    this.#at = at;
    this.#token = token;
    this.#organisationId = organisationId;
  }

  static async open({ demonstration, url }: MediaService): Promise<Administration> {
    const person = demonstration.people.find(({ roles }) => roles.includes('administrator'));
    if (person === undefined) throw new Error('The demonstration has no administrator.');
    const { email, password } = person;
    const { value } = await ask({ url }, 'signIn', { body: { email, password } });
    return new Administration({ url }, value.token, value.me.organisationId);
  }

  /** A code for the last station of that site; the first of them all has the one of the demonstration. */
  async codeFor(siteName: string): Promise<string> {
    const [token, organisationId] = [this.#token, this.#organisationId];
    const { value } = await ask(this.#at, 'listSites', { params: { organisationId }, token });
    const station = value.sites.find(({ name }) => name === siteName)?.stations.at(-1);
    if (station === undefined) throw new Error(`${siteName} has no station`);
    const { stationId } = station;
    const issued = await ask(this.#at, 'issueEnrolmentCode', { params: { stationId }, token });
    return issued.value.code;
  }
}
