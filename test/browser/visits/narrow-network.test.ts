import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { PictureLevel } from '../../../domain/rooms/wire.ts';
import { enrolStation, launchChromium, narrow, newDevice, received } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { NarrowNetwork } from '../../support/narrow-network.ts';
import { testChromium } from '../../support/services.ts';
import { bothGoOn, bothSeeAndHear, comesToHearWell, connectCall, shows } from '../../support/browser/acts.ts';
import { Stage } from '../../support/browser/stage.ts';

/** What the page is sent of the other side's picture, as its own screen has been told. */
async function levelIs(page: Page, levels: readonly PictureLevel[], withinMs: number): Promise<void> {
  await eventually(async () => {
    const now = (await page.getByTestId('picture-words').getAttribute('data-rung')) as PictureLevel | null;
    return now !== null && levels.includes(now) ? undefined : `the page is sent ${now ?? 'nothing'}`;
  }, withinMs);
}

describe('a station whose network becomes narrow', function () {
  this.timeout(400_000);
  let network: NarrowNetwork;
  let near: Browser;
  let far: Browser;
  before(async () => {
    network = await NarrowNetwork.create();
    [near, far] = await Promise.all([
      launchChromium(testChromium()),
      launchChromium(await network.inside(testChromium())),
    ]);
  });
  after(async () => {
    await Promise.all([near.close(), far.close()]);
    await network[Symbol.asyncDispose]();
  });

  /** A visit whose station is on the network that becomes narrow. */
  async function visitOnTheNetwork(stage: Stage): Promise<{ station: Page; clinician: Page }> {
    await network.forward(Number(new URL(stage.url).port));
    const [clinician, code] = await Promise.all([stage.onCall(), stage.world.addEnrolmentCode(stage.place)]);
    const station = await enrolStation(await newDevice(far, { viewport: narrow }), {
      url: stage.url,
      code: code.code,
    });
    const sides = { station, clinician: clinician.page };
    await connectCall(sides);
    await bothSeeAndHear(sides);
    await levelIs(station, ['full'], 10_000);
    return sides;
  }

  const onTheNetwork = () =>
    Stage.create(near, {
      camera: 'usual',
      env: { HOST: '0.0.0.0', BEDSIDE_SFU_LISTEN_ADDRESS: `127.0.0.1,${network.address}` },
    });

  it('keeps the sound and gives up the picture at 60 kbit/s, says so at both ends, and comes back by itself', async () => {
    await using stage = await onTheNetwork();
    const sides = await visitOnTheNetwork(stage);
    const { station, clinician } = sides;

    await network.limit('downlink', 60_000);
    await shows(clinician, /can hear you but cannot see you: the connection there is too weak/);
    // The others are told at once; the station hears of it when its own signalling gets through the same narrow line.
    await levelIs(station, ['audio'], 150_000);
    await shows(station, 'Sound only: the connection is too weak for a picture.');
    await shows(station, 'No picture');
    const { framesDecoded } = await received(station);
    await comesToHearWell(station);
    // Stills may be tried meanwhile, one every five seconds of the forty that are waited for at most; nothing moves.
    expect((await received(station)).framesDecoded).to.be.at.most(framesDecoded + 8);

    await network.widen('downlink');
    await levelIs(station, ['full'], 150_000);
    await bothGoOn(sides);
    await station.getByText(/^Sound only/).waitFor({ state: 'hidden' });
    stage.expectNoComplaints({ network: 'cut' });
  });

  it('holds its own picture back at 60 kbit/s up, is heard well, says so at both ends, and is seen again by itself', async () => {
    await using stage = await onTheNetwork();
    const sides = await visitOnTheNetwork(stage);
    const { station, clinician } = sides;

    await network.limit('uplink', 60_000);
    await shows(
      station,
      'The others do not see you: your connection is too weak to send a picture. They still hear you.',
    );
    await shows(clinician, /^The connection of .+ is too weak for their picture\. You still hear them\.$/);
    await shows(clinician, 'No picture');
    await comesToHearWell(clinician);

    await network.widen('uplink');
    const { framesDecoded } = await received(clinician);
    await eventually(async () => {
      const now = (await received(clinician)).framesDecoded;
      return now > framesDecoded + 20 ? undefined : `${now - framesDecoded} frames have come since`;
    }, 90_000);
    await station.getByText(/your connection is too weak to send/).waitFor({ state: 'hidden' });
    await clinician.getByText(/is too weak for their picture/).waitFor({ state: 'hidden' });
    await bothGoOn(sides);
    stage.expectNoComplaints({ network: 'cut' });
  });
});
