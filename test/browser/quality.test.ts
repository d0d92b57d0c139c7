import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { signIn } from '../support/browsers.ts';
import { eventually } from '../support/eventually.ts';
import { bothSeeAndHear, connectCall } from './acts.ts';
import { isFitForAll } from './fit-for-all.ts';
import { type Stage, stages } from './stage.ts';

async function dump(page: Page) {
  return page.evaluate(async () => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    return Promise.all(
      peerConnectionsMade
        .filter((c) => c.connectionState === 'connected')
        .map(async (c) => [...(await c.getStats()).values()]),
    );
  });
}

describe('the connections of a visit', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('are measured by every browser', () =>
    onStage({}, async (stage: Stage) => {
      const [station, clinician] = await Promise.all([stage.station(), stage.onCall()]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      await clinician.page.getByTestId('connection').click();
      await writeFile('/tmp/q-dump1.json', JSON.stringify(await dump(station.page), null, 1));
      await eventually(async () => {
        const text = await clinician.page
          .getByTestId('connection-sentences')
          .innerText({ timeout: 500 })
          .catch(String);
        return /Your connection is/.test(text) && /The station’s connection is/.test(text) ? undefined : text;
      }, 30_000);
      await writeFile('/tmp/q-dump2.json', JSON.stringify(await dump(station.page), null, 1));
      console.log(await clinician.page.getByTestId('connection-sentences').innerText());
      await clinician.page.waitForTimeout(12_000);
      await clinician.page.screenshot({ path: '/tmp/q-panel-1280.png', fullPage: true });
      await isFitForAll(clinician.page, 'the connections');
      await clinician.page.screenshot({ path: '/tmp/q-panel-390.png', fullPage: true });
      const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
      const page = await signIn(await stage.device(), { url: stage.url, ...person });
      await page.getByRole('link', { name: 'Connections' }).click();
      await page.getByTestId('worst-visits').waitFor();
      await page.screenshot({ path: '/tmp/q-page-1280.png', fullPage: true });
      await isFitForAll(page, 'the day');
      await page.screenshot({ path: '/tmp/q-page-390.png', fullPage: true });
    }));
});
