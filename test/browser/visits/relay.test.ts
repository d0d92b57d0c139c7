import { expect } from 'chai';
import { signIn, stationIs, pathsOf } from '../../support/browsers.ts';
import { Coturn } from '../../support/relay/coturn.ts';
import { bothSeeAndHear, connectCall, shows } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';

const sfuAddress = '127.0.0.1';

describe('a call of a site whose network lets media through by the relay only', function () {
  this.timeout(120_000);
  let coturn: Coturn;
  before(async () => {
    coturn = await Coturn.start({ sfuAddress });
  });
  after(() => coturn[Symbol.asyncDispose]());
  const onStage = stages({ trusting: () => [coturn.trusted] });

  for (const path of ['udp', 'tcp', 'tls'] as const) {
    it(`has picture and sound both ways over ${path.toUpperCase()}`, () => {
      const env = { BEDSIDE_TURN_URLS: coturn.url(path), BEDSIDE_TURN_SECRET: coturn.secret };
      return onStage({ env }, async (stage) => {
        await stage.world.deps.store.transact(({ accounts }) =>
          accounts.setSiteMediaPath(stage.place.siteId, 'relay'),
        );
        const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
        const pages = { station: station.page, clinician: clinician.page };
        await connectCall(pages);
        await bothSeeAndHear(pages);
        expect(await pathsOf(station.page)).to.deep.equal([path, path]);
        // The site's network is not the clinician's, who takes the better way.
        expect(await pathsOf(clinician.page)).to.deep.equal(['straight', 'straight']);
      });
    });
  }

  it('is set by an administrator, for that site alone', () => {
    const env = { BEDSIDE_TURN_URLS: coturn.url('udp'), BEDSIDE_TURN_SECRET: coturn.secret };
    return onStage({ env }, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['administrator'] });
      const page = await signIn(await stage.device(), { url: stage.url, ...person });
      await page.getByTestId('media-path').locator('summary').click();
      await page.getByTestId('media-path-relay').check();
      await shows(page, 'Saved. It holds from the next call on.');
      await page.reload();
      await shows(page, /: relay only/);
      expect(await stage.trail()).to.include('site.media-path-set');

      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const pages = { station: station.page, clinician: clinician.page };
      await connectCall(pages);
      await stationIs(station.page, 'active');
      await bothSeeAndHear(pages);
      expect(await pathsOf(station.page)).to.deep.equal(['udp', 'udp']);
    });
  });
});
