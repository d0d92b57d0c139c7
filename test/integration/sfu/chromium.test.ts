import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { BarePageDriver, launchBrowser } from '../../../bench/first-frame/bare-browser.ts';
import { BareService } from '../../../bench/first-frame/bare-service.ts';
import { environment } from '../../../config/environment.ts';
import * as id from '../../../domain/ids.ts';
import { LocalMediaRooms } from '../../../sfu/rooms/local-media-rooms.ts';
import { eventually } from '../../support/eventually.ts';
import { newRoomId, quietLog, workerBin } from '../../support/media-client.ts';

const patienceMs = 15_000;

/** Real packets: two Chromium pages through the SFU. */
describe('LocalMediaRooms with Chromium', function () {
  this.timeout(60_000);
  let rooms: LocalMediaRooms;
  let service: BareService;
  let browser: Browser;
  before(async () => {
    rooms = await LocalMediaRooms.create({
      workers: 1,
      listenAddress: '127.0.0.1',
      firstPort: 0,
      workerBin: workerBin(),
      log: quietLog,
    });
    service = await BareService.create(rooms);
    browser = await launchBrowser(environment()['BEDSIDE_CHROMIUM'] ?? '/usr/bin/chromium');
  });
  after(async () => {
    await browser.close();
    await service.close();
    await rooms.close();
  });

  it('warms up while it rings, forwards nothing before admission, all after it, and nothing while muted', async () => {
    const roomId = newRoomId();
    const stationIds = [randomUUID(), randomUUID()].map((uuid) => id.stationId.parse(uuid));
    const pages = await Promise.all(
      stationIds.map(async (stationId) => {
        const page = await BarePageDriver.open(browser, service.url);
        await page.start({ roomId, stationId, admitted: false, receives: true, order: 'side-by-side' });
        return page;
      }),
    );
    const [muted, listener] = pages as [BarePageDriver, BarePageDriver];

    for (const page of pages) await eventually(() => notConnectedYet(page), patienceMs);
    // Both have sent something by now, so that silence at the other end means that it was not forwarded.
    for (const page of pages) await eventually(() => notSentYet(page), patienceMs);
    for (const page of pages) expect(await received(page)).to.deep.equal({ audio: 0, video: 0, frames: 0 });

    await rooms.admit(
      roomId,
      stationIds.map((stationId) => `station:${stationId}` as const),
    );
    for (const page of pages) {
      await page.firstFrame();
      await eventually(() => fewerThan(page, { frames: 48, audio: 1 }), patienceMs);
    }

    await muted.ask('setSource', 'microphone', 'off');
    // Packets on their way have arrived when pictures sent after them have.
    const { frames } = await received(listener);
    await eventually(() => fewerThan(listener, { frames: frames + 5, audio: 0 }), patienceMs);
    const before = await received(listener);
    await eventually(() => fewerThan(listener, { frames: before.frames + 20, audio: 0 }), patienceMs);
    expect((await received(listener)).audio).to.equal(before.audio);

    await muted.ask('setSource', 'microphone', 'on');
    await eventually(() => fewerThan(listener, { frames: 0, audio: before.audio + 10 }), patienceMs);
    for (const page of pages) await page.close();
  });
});

/** Why the page's two transports are not both connected, with the cipher that is offered first. */
async function notConnectedYet(page: BarePageDriver): Promise<string | undefined> {
  const transports = await page.stats('transport');
  const states = transports.map((entry) => `${String(entry['dtlsState'])} ${String(entry['srtpCipher'])}`);
  // Some versions of Chromium name the suite without its first word.
  const wanted = /^connected (SRTP_)?AEAD_AES_256_GCM$/;
  const ready = states.length === 2 && states.every((state) => wanted.test(state));
  return ready ? undefined : `transports are ${states.join()}`;
}

async function notSentYet(page: BarePageDriver): Promise<string | undefined> {
  const sent = (await page.stats('outbound-rtp')).map((entry) => Number(entry['packetsSent']));
  return sent.length === 2 && sent.every((packets) => packets > 5)
    ? undefined
    : `packets sent: ${sent.join()}`;
}

async function received(page: BarePageDriver): Promise<{ audio: number; video: number; frames: number }> {
  const entries = await page.stats('inbound-rtp');
  const sum = (kind: string, what: string): number =>
    entries
      .filter((entry) => entry['kind'] === kind)
      .reduce((total, entry) => total + Number(entry[what] ?? 0), 0);
  return {
    audio: sum('audio', 'packetsReceived'),
    video: sum('video', 'packetsReceived'),
    frames: sum('video', 'framesDecoded'),
  };
}

async function fewerThan(
  page: BarePageDriver,
  wanted: { frames: number; audio: number },
): Promise<string | undefined> {
  const now = await received(page);
  const enough = now.frames >= wanted.frames && now.audio >= wanted.audio;
  return enough ? undefined : `received ${now.frames} frames and ${now.audio} audio packets`;
}
