import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SourceStates } from '../../../domain/rooms/wire.ts';
import { narrow, wide } from '../../support/browsers.ts';
import { bothSeeAndHear, connectCall, seesPicturesOf } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { eightGuests, joinOverWire } from '../../support/browser/guests-over-wire.ts';
import { stages } from '../../support/browser/stage.ts';

const cases: readonly SourceStates[] = [
  { microphone: 'on', camera: 'off' },
  { microphone: 'off', camera: 'off' },
  { microphone: 'taken', camera: 'missing' },
  { microphone: 'on', camera: 'on' },
];

/** Without scrolling, the picture is large and the controls can be pressed. */
async function isUsable(page: Page): Promise<void> {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    const at = `at ${viewport.width}`;
    const stage = await page.locator('.bedside-stage').boundingBox();
    expect(stage?.width ?? 0, at).to.be.at.least(viewport.width * 0.5);
    expect(stage?.height ?? 0, at).to.be.at.least(200);
    for (const testId of ['mute', 'camera', 'hang-up']) {
      const box = await page.getByTestId(testId).boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0), `${testId} ${at}`).to.be.at.most(viewport.height);
    }
  }
}

describe('ten in a visit, in browsers', function () {
  this.timeout(240_000);
  const onStage = stages();

  it('shows the patient largest, everybody else by name, and the controls without scrolling', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      for (const [n, guest] of eightGuests.entries()) {
        const sources = cases[n % cases.length] as SourceStates;
        await joinOverWire(stage, clinician.page, { ...guest, sources });
      }
      await clinician.page.getByText('In the room (10)').waitFor();
      await station.page.getByText('In the room (10)').waitFor();
      const site = (await clinician.page.locator('h1').innerText()).trim();
      await seesPicturesOf(clinician.page, [site]);
      const large = clinician.page.locator('.bedside-stage [data-testid="tile"]');
      expect(await large.getAttribute('data-name')).to.equal(site);
      expect(await clinician.page.locator('.bedside-tiles [data-testid="tile"]').count()).to.equal(8);
      for (const page of Object.values(sides)) {
        await isUsable(page);
        await isFitForAll(page, 'ten in a visit');
      }
      await clinician.page.getByRole('button', { name: 'Show large: Dr Okafor (GP)' }).click();
      await clinician.page.locator('.bedside-stage [data-name="Dr Okafor (GP)"]').waitFor();
      expect(await clinician.page.locator('.bedside-tiles [data-testid="tile"]').count()).to.equal(8);
    }));
});
