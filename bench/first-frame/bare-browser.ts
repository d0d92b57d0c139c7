import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Bare, BareStart } from './bare-page.ts';

const patienceMs = 20_000;

/** A headless Chromium with a fake camera and microphone that asks nobody for permission. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      // Host names instead of addresses in candidates would need a resolver for mDNS.
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  });
}

/** One bare page in a browser context of its own. */
export class BarePageDriver {
  readonly #context: BrowserContext;
  readonly #page: Page;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
  }

  /** Opens the page and waits for its socket; nothing else has begun. */
  static async open(browser: Browser, url: string): Promise<BarePageDriver> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'bare' in globalThis, undefined, { timeout: patienceMs });
    return new BarePageDriver(context, page);
  }

  /** Starts cold; answers with when that was, once all is sent. */
  start(options: BareStart): Promise<number> {
    return this.#page.evaluate(
      (given) => (globalThis as unknown as { bare: Bare }).bare.start(given),
      options,
    );
  }

  /** When the first remote frame was decoded. */
  firstFrame(): Promise<number> {
    return this.#page.evaluate(() => (globalThis as unknown as { bare: Bare }).bare.firstFrame());
  }

  ask(name: string, ...parts: unknown[]): Promise<unknown> {
    return this.#page.evaluate(
      ([what, given]) => (globalThis as unknown as { bare: Bare }).bare.ask(what, ...given),
      [name, parts] as const,
    );
  }

  stats(...kinds: string[]): Promise<Record<string, unknown>[]> {
    return this.#page.evaluate(
      (given) => (globalThis as unknown as { bare: Bare }).bare.stats(...given),
      kinds,
    );
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
