import type { BrowserContext, Page } from 'playwright-core';
import { goOnCall, signIn } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { presenceIs, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';

/**
 * The pages of the device make no sound before somebody has pressed something on them, as browsers have it; to Chromium all
 * that a test does in a page is a press. They keep a list of what is played over and over, until it ends.
 */
async function silenceBeforePress(device: BrowserContext): Promise<void> {
  await device.addInitScript(() => {
    let pressed = false;
    window.addEventListener('pointerdown', () => (pressed = true), { capture: true });
    const ringing = new Set<AudioBufferSourceNode>();
    Object.assign(globalThis, { ringing });
    globalThis.AudioContext = class extends AudioContext {
      constructor() {
        super();
        if (!pressed) this.suspend().catch(reportError);
      }

      override resume(): Promise<void> {
        return pressed ? super.resume() : new Promise(() => undefined);
      }

      override createBufferSource(): AudioBufferSourceNode {
        const source = super.createBufferSource();
        const [start, stop] = [source.start.bind(source), source.stop.bind(source)];
        source.start = (...when) => {
          if (source.loop) ringing.add(source);
          start(...when);
        };
        source.stop = (...when) => {
          ringing.delete(source);
          stop(...when);
        };
        return source;
      }
    };
  });
}

/** What is played over and over, and whether it comes out of the browser. */
async function tonesBecome(page: Page, expected: readonly AudioContextState[]): Promise<void> {
  await eventually(async () => {
    const played = await page.evaluate(() => {
      const { ringing } = globalThis as unknown as { ringing: Set<AudioBufferSourceNode> };
      return [...ringing].map(({ context }) => context.state);
    });
    return played.join() === expected.join() ? undefined : `the tones are ${played.join() || 'none'}`;
  });
}

/** The page says that it is silent, and is not any more after one press. */
async function turnSoundOn(page: Page, what: string): Promise<void> {
  await page.getByTestId('sound-off').waitFor();
  await shows(page, 'You would not hear a call: the browser keeps this page silent.');
  await isFitForAll(page, what);
  await page.getByTestId('turn-sound-on').click();
  await page.getByTestId('sound-off').waitFor({ state: 'detached' });
}

describe('a browser that plays nothing before a press', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is told to whoever is on call, also on the rota, and rings aloud after one press', () =>
    onStage({}, async (stage) => {
      const [person, device, station] = await Promise.all([
        stage.world.addPersonWithPassword(stage.place),
        stage.device(),
        stage.station(),
      ]);
      await silenceBeforePress(device);
      const clinician = await signIn(device, { url: stage.url, ...person });
      await goOnCall(clinician);
      await clinician.reload();
      await presenceIs(clinician, 'available');
      await turnSoundOn(clinician, 'a page that the browser keeps silent');
      await clinician.goto(`${stage.url}/rota`);
      await turnSoundOn(clinician, 'the rota in a browser that keeps it silent');
      await station.page.getByTestId('call-button').click();
      await clinician.getByTestId('calls-elsewhere').waitFor();
      await tonesBecome(clinician, ['running']);
      await station.page.getByTestId('cancel-call').click();
      await station.page.getByTestId('confirm-cancel').click();
      await clinician.getByTestId('calls-elsewhere').waitFor({ state: 'detached' });
      await tonesBecome(clinician, []);
    }));
});
