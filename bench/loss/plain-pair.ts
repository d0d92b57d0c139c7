import type { Browser, Page } from 'playwright-core';
import { narrow, newDevice } from '../../test/support/browsers.ts';
import { bundlePage } from '../page-bundle.ts';
import { addHearingMeter } from './hearing-meter.ts';
import type { Plain } from './plain-page.ts';
import type { PlainRoom, PlainParticipant } from './plain-room.ts';
import type { Pair } from './pair.ts';

const html = '<!doctype html><title>mediasoup by default</title><body></body>';

/** A call with mediasoup's defaults between plain pages, which stay in it until their browsers close. */
export async function openPlainPair(
  room: PlainRoom,
  { station, clinician, origin }: { station: Browser; clinician: Browser; origin: string },
): Promise<Pair> {
  const script = await bundlePage(new URL('plain-page.ts', import.meta.url));
  const ends = [];
  for (const browser of [station, clinician]) {
    const participant = await room.participant();
    const page = await plainPage(browser, { participant, script, url: `${origin}/plain` });
    const capabilities = await page.evaluate(
      (entry) => (globalThis as unknown as { plain: Plain }).plain.enter(entry),
      participant.entry,
    );
    ends.push({ page, seat: participant, capabilities });
  }
  const [one, other] = ends;
  if (one === undefined || other === undefined) throw new Error('A pair has two ends.');
  for (const [to, from] of [
    [one, other],
    [other, one],
  ] as const) {
    const streams = await to.seat.offer(from.seat, to.capabilities);
    await to.page.evaluate((given) => (globalThis as unknown as { plain: Plain }).plain.take(given), streams);
  }
  return { station: one.page, clinician: other.page };
}

/** The page comes from here, though it seems to come from the service, whose origin the browsers take for secure. */
async function plainPage(
  browser: Browser,
  { participant, script, url }: { participant: PlainParticipant; script: string; url: string },
): Promise<Page> {
  const context = await newDevice(browser, { viewport: narrow });
  await addHearingMeter(context);
  await context.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  const page = await context.newPage();
  await page.exposeFunction('askRoom', (what: string, ...parts: unknown[]) =>
    participant.answer(what, ...parts),
  );
  await page.goto(url);
  await page.addScriptTag({ content: script });
  return page;
}
