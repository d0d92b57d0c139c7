import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { arrives, keepsArriving, received } from '../../support/browsers.ts';
import { bothGoOn, bothSeeAndHear, connectCall, shows } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';

const enough = { framesDecoded: 48, audioPackets: 1 };

/** No sound comes while 48 frames of the picture do. */
async function isSilent(page: Page): Promise<void> {
  const before = await received(page);
  await keepsArriving(page, { who: 'the listening side', sound: false });
  expect((await received(page)).audioPackets - before.audioPackets).to.be.at.most(2);
}

describe('missing and muted media, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('lets a station without camera and microphone join, and says at both ends what is missing', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([
        stage.onCall(),
        stage.station({ withoutDevices: true }),
      ]);
      await connectCall({ station: station.page, clinician: clinician.page });
      await arrives(station.page, enough, { who: 'the station' });
      await shows(station.page, 'The other side cannot see or hear you.');
      await shows(clinician.page, /has no camera and has no microphone\.$/);
      expect(await received(clinician.page)).to.deep.equal({ framesDecoded: 0, audioPackets: 0 });
    }));

  it('lets a clinician without camera and microphone answer, and says at both ends what is missing', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([
        stage.onCall({ withoutDevices: true }),
        stage.station(),
      ]);
      await connectCall({ station: station.page, clinician: clinician.page });
      await arrives(clinician.page, enough, { who: 'the clinician' });
      await shows(clinician.page, 'The other side cannot see or hear you.');
      await shows(station.page, `${clinician.name} has no camera and has no microphone.`);
      expect(await received(station.page)).to.deep.equal({ framesDecoded: 0, audioPackets: 0 });
    }));

  it('keeps a muted microphone silent, tells the other side, and stays muted through a reload', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      await clinician.page.getByTestId('mute').click();
      await shows(station.page, `${clinician.name} is muted.`);
      await isSilent(station.page);
      await clinician.page.reload();
      await clinician.page.locator('[data-testid="mute"][data-off="true"]').waitFor();
      await arrives(clinician.page, enough, { who: 'the clinician' });
      await shows(station.page, `${clinician.name} is muted.`);
      await isSilent(station.page);
      await clinician.page.getByTestId('mute').click();
      await bothGoOn(sides);
      await station.page.getByText(`${clinician.name} is muted.`).first().waitFor({ state: 'detached' });
    }));

  it('shows the other side that the camera is off, and on again', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      await station.page.getByTestId('camera').click();
      await shows(clinician.page, /has switched the camera off\.$/);
      await shows(clinician.page, 'No picture');
      await station.page.getByTestId('camera').click();
      await bothGoOn(sides);
      await clinician.page.getByText('No picture').waitFor({ state: 'detached' });
    }));
});
