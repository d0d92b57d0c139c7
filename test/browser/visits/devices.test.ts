import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepsArriving, received } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { bothSeeAndHear, connectCall, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import {
  hears,
  onDevices,
  type PluggableDevice,
  replaceDevices,
  sinksOf,
} from '../../support/browser/pluggable-devices.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { Wire } from '../../support/browser/wire.ts';

const builtInHz = 400;
const headsetHz = 900;
const builtIn: PluggableDevice = {
  kind: 'audioinput',
  deviceId: 'built-in',
  groupId: 'tablet',
  label: 'Built-in microphone',
  toneHz: builtInHz,
};
const headset: PluggableDevice = {
  kind: 'audioinput',
  deviceId: 'headset',
  groupId: 'headset',
  label: 'Ward headset',
  toneHz: headsetHz,
};
const earphones: PluggableDevice = { ...headset, kind: 'audiooutput', deviceId: 'earphones' };
const loudspeaker: PluggableDevice = {
  kind: 'audiooutput',
  deviceId: 'loudspeaker',
  groupId: 'tablet',
  label: 'Loudspeaker',
};
const front: PluggableDevice = {
  kind: 'videoinput',
  deviceId: 'front',
  groupId: 'tablet',
  label: 'Front camera',
  facing: 'user',
};
const back: PluggableDevice = { ...front, deviceId: 'back', label: 'Back camera', facing: 'environment' };
const tablet = [builtIn, loudspeaker, front, back];

/** A visit with a station of these devices; its sockets go over the wire. */
async function visitWith(stage: Stage, devices: readonly PluggableDevice[]) {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const wire = await Wire.create(station.page);
  await replaceDevices(station.page, devices);
  await station.page.getByTestId('call-button').waitFor();
  const sides = { station: station.page, clinician: clinician.page };
  await connectCall(sides);
  await bothSeeAndHear(sides);
  return { ...sides, wire };
}

async function choose(page: Page, use: 'microphone' | 'camera' | 'speaker', deviceId: string): Promise<void> {
  await page.getByTestId(`choose-${use}`).selectOption(deviceId);
}

async function isChosen(page: Page, use: string, deviceId: string): Promise<void> {
  await eventually(async () => {
    const now = await page.getByTestId(`choose-${use}`).inputValue();
    return now === deviceId ? undefined : `the ${use} is ${now}, not ${deviceId}`;
  });
}

async function openDevices(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Devices', exact: true }).click();
  await page.getByTestId('devices').waitFor();
}

/** While 48 frames of the picture come, no packet of sound does, and nothing is heard. */
async function hearsNothing(page: Page): Promise<void> {
  const before = await received(page);
  await keepsArriving(page, { who: 'the listening side', sound: false });
  expect((await received(page)).audioPackets - before.audioPackets).to.be.at.most(2);
  await hears(page, null);
}

describe('devices in a visit, in browsers', function () {
  this.timeout(150_000);
  const onStage = stages();

  it('goes on with another microphone when one is pulled out, and takes back the one that was chosen', () =>
    onStage({}, async (stage) => {
      const { station, clinician, wire } = await visitWith(stage, [...tablet, headset]);
      await hears(clinician, builtInHz);
      await openDevices(station);
      await choose(station, 'microphone', 'headset');
      await hears(clinician, headsetHz);
      await isFitForAll(station, 'the choice of devices');
      // The choice outlives the connection, and a whole new page.
      await wire.cut();
      await keepsArriving(clinician, { who: 'the clinician' });
      await hears(clinician, headsetHz);
      await station.reload();
      await hears(clinician, headsetHz);
      for (const says of ['ended', 'list only'] as const) {
        await onDevices(station, 'pull', 'headset', says);
        await shows(
          station,
          '“Ward headset” was unplugged or is used by something else. “Built-in microphone” is used instead.',
        );
        await hears(clinician, builtInHz);
        await isFitForAll(station, 'a device pulled out');
        await onDevices(station, 'plug', headset);
        await shows(station, '“Ward headset” is back and is used again.');
        await hears(clinician, headsetHz);
      }
      await onDevices(station, 'pull', 'headset', 'ended');
      await hears(clinician, builtInHz);
      await onDevices(station, 'pull', 'built-in', 'ended');
      await shows(clinician, /has no microphone\.$/);
      await onDevices(station, 'plug', builtIn);
      await hears(clinician, builtInHz);
    }));

  it('stays muted, and its camera off, through every change of device', () =>
    onStage({}, async (stage) => {
      const { station, clinician, wire } = await visitWith(stage, [...tablet, headset]);
      const isMuted = async (after: string) => {
        await hearsNothing(clinician).catch((cause: unknown) => {
          throw new Error(`not silent after ${after}`, { cause });
        });
        await station.locator('[data-testid="mute"][data-off="true"]').waitFor();
      };
      await station.getByTestId('mute').click();
      await shows(clinician, /is muted\.$/);
      await openDevices(station);
      await choose(station, 'microphone', 'headset');
      await isChosen(station, 'microphone', 'headset');
      await isMuted('another microphone was chosen');
      await onDevices(station, 'pull', 'headset', 'ended');
      await shows(station, /is used instead\. You are still muted\.$/);
      await isMuted('the microphone was pulled out');
      await onDevices(station, 'plug', headset);
      await shows(station, /is used again\. You are still muted\.$/);
      await isMuted('it was plugged in again');
      await onDevices(station, 'silence', 'headset');
      await shows(station, /Your microphone is used by something else/);
      await onDevices(station, 'giveBack', 'headset');
      await isMuted('a telephone call gave it back');
      await onDevices(station, 'seize', 'headset');
      await isChosen(station, 'microphone', 'built-in');
      await wire.cut();
      await isMuted('it was taken away and the connection cut');
      await station.getByTestId('mute').click();
      await hears(clinician, builtInHz);
    }));

  it('sends no picture while the camera is off, whichever camera it is', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitWith(stage, tablet);
      await station.getByTestId('camera').click();
      await shows(clinician, 'No picture');
      const noFrames = async () => {
        const before = (await received(clinician)).framesDecoded;
        await hears(clinician, builtInHz);
        expect((await received(clinician)).framesDecoded - before).to.be.at.most(1);
      };
      await station.getByTestId('turn-camera').click();
      await openDevices(station);
      await isChosen(station, 'camera', 'back');
      await noFrames();
      await onDevices(station, 'pull', 'back', 'ended');
      await shows(station, /“Front camera” is used instead\. Your camera is still off\.$/);
      await noFrames();
      await station.getByTestId('camera').click();
      await keepsArriving(clinician, { who: 'the clinician' });
    }));

  it('turns the camera round, and does not mirror what is before the tablet', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitWith(stage, tablet);
      await openDevices(station);
      await isChosen(station, 'camera', 'front');
      await station.getByTestId('turn-camera').click();
      await isChosen(station, 'camera', 'back');
      await keepsArriving(clinician, { who: 'the clinician' });
      const mirrored = () =>
        station.getByTestId('own-video').evaluate((video) => getComputedStyle(video).transform);
      expect(await mirrored()).to.equal('none');
      await station.getByTestId('turn-camera').click();
      await isChosen(station, 'camera', 'front');
      expect(await mirrored()).not.to.equal('none');
      await onDevices(station, 'pull', 'back', 'list only');
      await station.getByTestId('turn-camera').waitFor({ state: 'detached' });
    }));

  it('offers a headset that is plugged in, and uses it to hear and to be heard', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitWith(stage, tablet);
      await onDevices(station, 'plug', headset);
      await onDevices(station, 'plug', earphones);
      await shows(station, '“Ward headset” was plugged in. Use it to be heard and to hear?');
      await hears(clinician, builtInHz);
      await isFitForAll(station, 'a headset is offered');
      await station.getByTestId('use-offered').click();
      await eventually(async () => {
        const sinks = await sinksOf(station);
        return sinks.every((sink) => sink === 'earphones') ? undefined : `sound goes to ${sinks.join()}`;
      });
      await hears(clinician, headsetHz);
      await openDevices(station);
      await isChosen(station, 'speaker', 'earphones');
      await onDevices(station, 'pull', 'earphones', 'list only');
      await shows(
        station,
        '“Ward headset” was unplugged or is used by something else. “Loudspeaker” is used instead.',
      );
      expect(await sinksOf(station)).to.deep.equal(['']);
    }));

  it('says at both ends that a telephone call has the microphone, and is heard again afterwards', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitWith(stage, tablet);
      const cases = [
        ['silence', 'giveBack'],
        ['seize', 'release'],
      ] as const;
      for (const [take, giveBack] of cases) {
        await onDevices(station, take, 'built-in');
        await shows(station, /^Your microphone is used by something else, such as a telephone call/);
        await shows(
          clinician,
          /^The microphone of .* is used by something else, such as a telephone call\.$/,
        );
        await isFitForAll(station, 'a microphone that was taken');
        await onDevices(station, giveBack, 'built-in');
        await hears(clinician, builtInHz);
        await station.getByText(/is used by something else/).waitFor({ state: 'detached' });
        await clinician
          .getByText(/is used by something else/)
          .first()
          .waitFor({ state: 'detached' });
      }
    }));
});
