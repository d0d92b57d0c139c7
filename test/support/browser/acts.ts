import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { arrives, keepsArriving, stationIs, tracksOpened } from '../browsers.ts';
import { eventually } from '../eventually.ts';

type Sides = { station: Page; clinician: Page };

/** Presses the button, waits until the clinician's screen rings, accepts, and waits for the room at both ends. */
export async function connectCall({ station, clinician }: Sides): Promise<void> {
  await station.getByTestId('call-button').click();
  await accept(clinician);
  await stationIs(station, 'active');
}

export async function accept(clinician: Page): Promise<void> {
  await clinician.getByTestId('accept').click();
  await clinician.getByTestId('hang-up').waitFor();
}

/** Each side decodes at least 48 frames and receives sound. */
export async function bothSeeAndHear({ station, clinician }: Sides): Promise<void> {
  const least = { framesDecoded: 48, audioPackets: 1 };
  await Promise.all([
    arrives(station, least, { who: 'the station' }),
    arrives(clinician, least, { who: 'the clinician' }),
  ]);
}

/** The same again from now on, after something has been interrupted. */
export async function bothGoOn({ station, clinician }: Sides): Promise<void> {
  await Promise.all([
    keepsArriving(station, { who: 'the station' }),
    keepsArriving(clinician, { who: 'the clinician' }),
  ]);
}

/** None of its sound, or none of its picture, leaves this page until the answer is called, though it means to send some. */
export async function stopSending(page: Page, kind: 'audio' | 'video'): Promise<() => Promise<void>> {
  await page.evaluate(async (wanted) => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    const halted = peerConnectionsMade
      .filter(({ connectionState }) => connectionState === 'connected')
      .flatMap((connection) => connection.getSenders())
      .filter(({ track }) => track?.kind === wanted)
      .map((sender) => ({ sender, track: sender.track }));
    Object.assign(globalThis, { halted });
    await Promise.all(halted.map(({ sender }) => sender.replaceTrack(null)));
  }, kind);
  return () =>
    page.evaluate(async () => {
      const { halted } = globalThis as unknown as {
        halted: { sender: RTCRtpSender; track: MediaStreamTrack | null }[];
      };
      await Promise.all(halted.map(({ sender, track }) => sender.replaceTrack(track)));
    });
}

export async function hangUp(page: Page): Promise<void> {
  await page.getByTestId('hang-up').click();
  await page.getByTestId('confirm-hang-up').click();
}

/** The page has had a camera and a microphone, and none of them is open any more: not from now on, but now. */
export async function lightIsOff(page: Page): Promise<void> {
  const tracks = await tracksOpened(page);
  expect(new Set(tracks.map(({ kind }) => kind))).to.deep.equal(new Set(['audio', 'video']));
  expect(tracks.filter(({ on }) => on)).to.deep.equal([]);
}

/** The same, where the page has to be told first that it is in no visit any more. */
export async function lightGoesOff(page: Page): Promise<void> {
  await eventually(async () => {
    const on = (await tracksOpened(page)).filter((track) => track.on);
    return on.length === 0 ? undefined : `still open: ${on.map(({ kind }) => kind).join(' and ')}`;
  }, 10_000);
  await lightIsOff(page);
}

export async function recordOutcome(clinician: Page, advice: string): Promise<void> {
  await clinician.getByTestId('disposition-gp-today').check();
  await clinician.getByTestId('advice').fill(advice);
  await clinician.getByTestId('note').fill('Synthetic note.');
  await clinician.getByTestId('save-outcome').click();
  await presenceIs(clinician, 'available');
}

export async function presenceIs(clinician: Page, state: string): Promise<void> {
  await clinician.locator(`[data-testid="presence"][data-state="${state}"]`).waitFor();
}

/** Waits until an element shows this text, and says what it shows when it does not. */
export async function shows(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor();
}

/** The station is rung through to this clinician. */
export async function ringsAt(station: Page, name: string): Promise<void> {
  await eventually(async () => {
    const now = await station.getByTestId('being-rung').innerText();
    return now === `Ringing ${name}` ? undefined : `the station shows “${now}”, not “Ringing ${name}”`;
  }, 10_000);
}

export async function placeIs(station: Page, place: string): Promise<void> {
  await station.locator('[data-testid="queue-position"]', { hasText: place }).waitFor();
}

/** A picture of each of them is drawn and moves. */
export async function seesPicturesOf(
  page: Page,
  names: readonly string[],
  { withinMs = 20_000 }: { withinMs?: number } = {},
): Promise<void> {
  const lowest = new Map<string, number>();
  await eventually(async () => {
    const drawn = await framesDrawn(page);
    const still = names.flatMap((name) => {
      const now = drawn[name] ?? 0;
      // An element that was put in place of another counts from the beginning.
      const before = Math.min(lowest.get(name) ?? now, now);
      lowest.set(name, before);
      return now >= before + 10 ? [] : [`${now - before} of ${name}`];
    });
    return still.length === 0 ? undefined : `only so many frames were drawn: ${still.join(', ')}`;
  }, withinMs);
}

/** How many frames of each person have been drawn, by the name on their tile. */
function framesDrawn(page: Page): Promise<Record<string, number>> {
  return page.locator('[data-testid="tile"]').evaluateAll((tiles) => {
    const framesOf = (tile: Element) =>
      tile.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    return Object.fromEntries(tiles.map((tile) => [tile.getAttribute('data-name') ?? '', framesOf(tile)]));
  });
}

/** Sound of so many others arrives at the page. */
export async function hearsOthers(page: Page, count: number): Promise<void> {
  await eventually(async () => {
    const heard = await page.evaluate(async () => {
      const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
      const before = new Map<string, number>();
      const read = async () => {
        const found = new Map<string, number>();
        for (const connection of peerConnectionsMade) {
          if (connection.connectionState === 'closed') continue;
          for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
            if (report['type'] === 'inbound-rtp' && report['kind'] === 'audio')
              found.set(String(report['ssrc']), Number(report['packetsReceived'] ?? 0));
          }
        }
        return found;
      };
      for (const [ssrc, packets] of await read()) before.set(ssrc, packets);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [...(await read())].filter(([ssrc, packets]) => packets > (before.get(ssrc) ?? 0)).length;
    });
    return heard === count ? undefined : `sound of ${heard} others arrives, not of ${count}`;
  }, 20_000);
}

/** The sound at the page becomes clear: of what is played while a hundred packets arrive not a twentieth is made up. */
export async function comesToHearWell(page: Page): Promise<void> {
  let before = await heard(page);
  await eventually(async () => {
    const now = await heard(page);
    const packets = now.packets - before.packets;
    if (packets < 100) return `only ${packets} packets`;
    const share = (now.concealed - before.concealed) / (now.samples - before.samples);
    before = now;
    return share < 0.05 ? undefined : `${Math.round(share * 100)} % of the sound was made up`;
  }, 40_000);
}

function heard(page: Page): Promise<{ packets: number; samples: number; concealed: number }> {
  return page.evaluate(async () => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    const total = { packets: 0, samples: 0, concealed: 0 };
    for (const connection of peerConnectionsMade) {
      for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
        total.packets += Number(report['packetsReceived'] ?? 0);
        total.samples += Number(report['totalSamplesReceived'] ?? 0);
        total.concealed += Number(report['concealedSamples'] ?? 0);
      }
    }
    return total;
  });
}

export function countOf(trail: readonly string[], action: string): number {
  return trail.filter((found) => found === action).length;
}

export async function isAbsent(page: Page, testId: string): Promise<void> {
  expect(await page.getByTestId(testId).count()).to.equal(0);
}
