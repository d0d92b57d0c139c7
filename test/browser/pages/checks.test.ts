import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { CheckResult } from '../../../domain/checks/wire.ts';
import type { TransportOptions } from '../../../domain/rooms/wire.ts';
import type { StationId } from '../../../domain/ids.ts';
import { signIn } from '../../support/browsers.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { notes } from '../../support/browser/passing.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

const good: CheckResult = {
  ways: { udp: 'works', tcp: 'works', relay: 'not-set-up' },
  roundTripMs: 20,
  lossUp: 0,
  lossDown: 0,
};

async function board(stage: Stage): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
  const page = await signIn(await stage.device(), { url: stage.url, ...person });
  await page.getByRole('heading', { name: 'Stations' }).waitFor();
  return page;
}

/** Checks by hand, and answers with what is said of each way. */
async function checkPaths(page: Page): Promise<Record<string, string>> {
  await page.getByTestId('check-ways').click();
  await page.getByRole('button', { name: 'Check the connection again' }).waitFor({ timeout: 40_000 });
  const paths = ['udp', 'tcp', 'relay'] as const;
  const verdicts = paths.map(
    async (path) => [path, await page.getByTestId(`way-${path}`).locator('dd').innerText()] as const,
  );
  return Object.fromEntries(await Promise.all(verdicts));
}

/** From now on what is sent to the SFU over UDP arrives nowhere, as behind a firewall: nothing comes back, not even a refusal. */
async function blockUdp(stage: Stage): Promise<AsyncDisposable> {
  const hole = createSocket('udp4').bind(0, '127.0.0.1');
  await once(hole, 'listening');
  const { port } = hole.address();
  const { rooms } = stage.world;
  const openCheck = rooms.openCheck.bind(rooms);
  const blocked = (transport: TransportOptions): TransportOptions => ({
    ...transport,
    iceCandidates: transport.iceCandidates.map((candidate) =>
      candidate['protocol'] === 'udp' ? { ...candidate, port } : candidate,
    ),
  });
  rooms.openCheck = async () => {
    const check = await openCheck();
    const { send, receive } = check.opened;
    Object.assign(check.opened, { send: blocked(send), receive: blocked(receive) });
    return check;
  };
  return {
    [Symbol.asyncDispose]: () => {
      hole.close();
      return Promise.resolve();
    },
  };
}

/** As in a browser that lets no page make sound before a press; and it counts who asks for camera or microphone. */
function standStill(): void {
  const page = globalThis as { devicesAsked?: number };
  page.devicesAsked = 0;
  globalThis.AudioContext = class extends AudioContext {
    constructor() {
      super();
      super.suspend().catch(() => undefined);
    }
    override resume(): Promise<void> {
      return new Promise(() => undefined);
    }
    override get state(): AudioContextState {
      return 'suspended';
    }
  };
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (mediaDevices === undefined) return;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints) => {
    page.devicesAsked = (page.devicesAsked ?? 0) + 1;
    return getUserMedia(constraints);
  };
}

async function checkOf(stage: Stage, stationId: StationId) {
  const stations = await stage.world.deps.store.reads.listCheckedStations(stage.place.organisationId);
  const found = stations.find((one) => one.stationId === stationId);
  if (found === undefined) throw new Error('the station is not listed');
  return found;
}

describe('checks before a call', function () {
  this.timeout(180_000);
  const onStage = stages();

  it('at a station: picture, sound, connection, in words; the board hears of it', () =>
    onStage({}, async (stage) => {
      const { page, stationName } = await stage.station();
      const oversight = await board(stage);
      await page.getByTestId('check-this-device').click();
      await page.getByText('Camera: working').waitFor();
      await page.getByTestId('play-sound').click();
      await page.getByTestId('not-heard').click();
      await page.getByText('The test sound was not heard.').waitFor();
      await isFitForAll(page, 'the check of a station, unheard');
      await page.getByTestId('play-sound').click();
      await page.getByTestId('heard').click();
      await page.getByText('You can hear calls.').waitFor();
      const verdicts = await checkPaths(page);
      expect(verdicts['udp']).to.match(/^works: \d+ ms there and back, nothing lost$/);
      expect(verdicts['tcp']).to.match(/^works: \d+ ms there and back, nothing lost$/);
      expect(verdicts['relay']).to.equal('not set up here');
      await page.getByText('A video call from here would work.').waitFor();
      await isFitForAll(page, 'the check of a station, good');
      await oversight.getByTestId('stations-green').getByText('1 station').waitFor();
      expect(await oversight.getByText(stationName).count()).to.equal(0);
    }));

  it('at a station whose network blocks UDP: told in words, amber on the board', () =>
    onStage({}, async (stage) => {
      await using blocking = await blockUdp(stage);
      expect(blocking).not.to.equal(undefined);
      const { page, stationName } = await stage.station();
      const oversight = await board(stage);
      await page.getByTestId('check-this-device').click();
      const verdicts = await checkPaths(page);
      expect(verdicts['udp']).to.equal('does not work');
      expect(verdicts['tcp']).to.match(/^works: /);
      await page.getByText('The best way (UDP) is blocked').waitFor();
      await isFitForAll(page, 'the check of a station, UDP blocked');
      await oversight
        .locator('[data-testid="station-lights"] [data-light="amber"]', { hasText: stationName })
        .getByText('its network blocks UDP')
        .waitFor();
    }));

  it('in the background: nobody presses anything, no camera, and the board turns green', () =>
    onStage({}, async (stage) => {
      const { page: enrolled, stationId } = await stage.station();
      const context = enrolled.context();
      await enrolled.close();
      await context.addInitScript(standStill);
      const page = await context.newPage();
      await page.goto(`${stage.url}/station`);
      const oversight = await board(stage);
      await oversight.getByTestId('stations-green').getByText('1 station').waitFor({ timeout: 120_000 });
      const { check } = await checkOf(stage, stationId);
      expect(check?.ways).to.deep.equal({ udp: 'works', tcp: 'works', relay: 'not-set-up' });
      // Sound was sent, though Web Audio stood still.
      expect(check?.lossUp).to.equal(0);
      expect(check?.lossDown).to.equal(0);
      expect(await page.evaluate(() => (globalThis as { devicesAsked?: number }).devicesAsked)).to.equal(0);
      expect(stage.world.rooms.counts()).to.include({ rooms: 0, participants: 0 });
    }));

  it('at a clinician’s, before going on call and after', () =>
    onStage({}, async (stage) => {
      const { page } = await stage.clinician();
      const verdicts = await checkPaths(page);
      expect(verdicts['udp']).to.match(/^works: /);
      await isFitForAll(page, 'the check before going on call');
      await page.getByTestId('skip-check').click();
      await page.getByTestId('check-this-device').click();
      await page.getByTestId('check-steps').waitFor();
      await isFitForAll(page, 'the check of a clinician');
    }));

  it('gives way to a call at once', () =>
    onStage({}, async (stage) => {
      const { page } = await stage.station();
      await page.getByTestId('check-this-device').click();
      const checking = await notes(page, { text: 'Checking the connection…' });
      await page.getByTestId('check-ways').click();
      await page.getByTestId('call-button').click();
      await checking();
      await page.locator('[data-testid="station-phase"][data-phase="waiting"]').waitFor();
      expect(await page.getByTestId('check-steps').count()).to.equal(0);
    }));

  it('on the board: red and amber by name, in words', () =>
    onStage({}, async (stage) => {
      const stations = await Promise.all([1, 2, 3].map(() => stage.world.addStation(stage.place)));
      const [first, second] = stations;
      if (!first || !second) throw new Error('three were made');
      const keep = (stationId: typeof first.stationId, result: CheckResult) =>
        stage.world.deps.store.transact(({ checks }) => checks.keepCheck(stationId, result, { keep: 5 }));
      await keep(first.stationId, good);
      await keep(second.stationId, { ...good, lossUp: 0.2 });
      const page = await board(stage);
      const lights = page.getByTestId('station-lights').locator('li');
      await lights.nth(1).waitFor();
      expect(await lights.count()).to.equal(2);
      expect(await lights.nth(0).innerText()).to.match(
        /^Red\s+.*it has never shown that a video call works/s,
      );
      expect(await lights.nth(1).innerText()).to.match(/^Amber\s+.*its line loses sound and pictures/s);
      await isFitForAll(page, 'the board with lights');
    }));
});
