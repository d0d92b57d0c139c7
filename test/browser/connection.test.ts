import { expect } from 'chai';
import type { Page, WebSocketRoute } from 'playwright-core';
import { stationIs } from '../support/browsers.ts';
import { bothGoOn, bothSeeAndHear, connectCall, countOf, presenceIs, shows } from './acts.ts';
import { stages } from './stage.ts';

/** Stands between a page's sockets and the service. */
class Wire {
  #routes: WebSocketRoute[] = [];
  #deaf = false;

  static async create(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket(/\/socket\.io\//, (route) => {
      wire.#add(route);
    });
    return wire;
  }

  /** From now on nothing that the service says reaches the page, until the wire is cut. */
  loseAnswers(): void {
    this.#deaf = true;
  }

  /** Closes what is open; the page may connect anew. */
  async cut(): Promise<void> {
    this.#deaf = false;
    await Promise.all(this.#routes.splice(0).map((route) => route.close({ code: 1012 })));
  }

  #add(route: WebSocketRoute): void {
    this.#routes.push(route);
    const service = route.connectToServer();
    service.onMessage((message) => {
      if (!this.#deaf) route.send(message);
    });
  }
}

describe('a lost connection, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is shown, and a press made meanwhile arrives once when it is back', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const station = await stage.station();
      await station.page.context().setOffline(true);
      await station.page.getByTestId('connection-banner').waitFor();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'placing');
      await station.page.getByTestId('emergency-advice').waitFor();
      await station.page.context().setOffline(false);
      await stationIs(station.page, 'waiting');
      await station.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));

  it('is shown to a clinician, who is rung when it is back', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.page.context().setOffline(true);
      await clinician.page.getByTestId('connection-banner').waitFor();
      await shows(clinician.page, 'Calls cannot ring here meanwhile.');
      await clinician.page.context().setOffline(false);
      await clinician.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
      await presenceIs(clinician.page, 'available');
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
    }));

  it('that swallows the answer to a press does not make it two calls', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const station = await stage.station();
      const wire = await Wire.create(station.page);
      await station.page.reload();
      await station.page.getByTestId('call-button').waitFor();
      const placed = station.page.locator('[data-testid="queue-position"]', { hasText: '1' });
      wire.loseAnswers();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'placing');
      await wire.cut();
      await placed.waitFor();
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));

  it('in a visit comes back to the same visit with picture and sound', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const wire = await Wire.create(station.page);
      await station.page.reload();
      await station.page.getByTestId('call-button').waitFor();
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      const banner = station.page.getByTestId('connection-banner').waitFor();
      await wire.cut();
      await banner;
      await station.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
      await bothGoOn(sides);
      expect(await stage.trail()).not.to.include('visit.ended');
    }));
});
