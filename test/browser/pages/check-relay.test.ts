import { expect } from 'chai';
import { Coturn } from '../../support/relay/coturn.ts';
import { stages } from '../../support/browser/stage.ts';

describe('a check of a site whose media goes over the relay only', function () {
  this.timeout(120_000);
  let coturn: Coturn;
  before(async () => {
    coturn = await Coturn.start({ sfuAddress: '127.0.0.1' });
  });
  after(() => coturn[Symbol.asyncDispose]());
  const onStage = stages({ trusting: () => [coturn.trusted] });

  it('tries the relay by TLS, and leaves the straight ways alone', () => {
    const urls = `${coturn.url('udp')},${coturn.url('tls')}`;
    const env = { BEDSIDE_TURN_URLS: urls, BEDSIDE_TURN_SECRET: coturn.secret };
    return onStage({ env }, async (stage) => {
      await stage.world.deps.store.transact(({ accounts }) =>
        accounts.setSiteMediaPath(stage.place.siteId, 'relay'),
      );
      const { page } = await stage.station();
      await page.getByTestId('check-this-device').click();
      await page.getByTestId('check-ways').click();
      await page.getByText('A video call from here would work.').waitFor({ timeout: 40_000 });
      const said = (path: string) => page.getByTestId(`way-${path}`).locator('dd').innerText();
      expect(await said('udp')).to.equal('not tried: this site uses the relay only');
      expect(await said('tcp')).to.equal('not tried: this site uses the relay only');
      expect(await said('relay')).to.match(/^works: \d+ ms there and back, nothing lost$/);
      const protocols = await page.evaluate(() => {
        const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
        return peerConnectionsMade.map((one) =>
          (one.getConfiguration().iceServers ?? [])
            .flatMap(({ urls }) => urls)
            .map((url) => url.split(':')[0]),
        );
      });
      expect(new Set(protocols.flat())).to.deep.equal(new Set(['turns']));
    });
  });
});
