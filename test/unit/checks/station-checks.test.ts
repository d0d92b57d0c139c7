import { expect } from 'chai';
import type { CheckResult } from '../../../domain/checks/wire.ts';
import type { CheckOutcome, CheckRun } from '../../../web/src/check/media-check.ts';
import { StationChecks } from '../../../web/src/check/station-checks.ts';

const result: CheckResult = {
  ways: { udp: 'works', tcp: 'works', relay: 'not-set-up' },
  roundTripMs: 20,
  lossUp: 0,
  lossDown: 0,
};
const done: CheckOutcome = { ended: 'done', findings: {}, result };

/** A page, its clock and its timers in the test's hand; the check ends when the test says so. */
class Page {
  now = 1_000_000;
  readonly reported: CheckResult[] = [];
  readonly runs: { signal: AbortSignal; end: (outcome: CheckOutcome) => void }[] = [];
  answer: { ok: true; value: { againInSeconds: number } } | { ok: false } = {
    ok: true,
    value: { againInSeconds: 21_600 },
  };
  readonly #timers = new Map<number, { at: number; run: () => void }>();
  #last = 0;
  readonly checks: StationChecks;

  constructor() {
    const check: CheckRun = ({ signal }) =>
      new Promise((resolve) => {
        this.runs.push({ signal, end: resolve });
        signal.addEventListener('abort', () => {
          resolve({ ended: 'stopped', message: 'interrupted' });
        });
      });
    this.checks = new StationChecks({
      check,
      wire: {
        command: ((_name: string, payload: CheckResult) => {
          this.reported.push(payload);
          return Promise.resolve(this.answer);
        }) as never,
      },
      timers: {
        after: (ms: number, run: () => void) => {
          const id = ++this.#last;
          this.#timers.set(id, { at: this.now + ms, run });
          return () => this.#timers.delete(id);
        },
      } as never,
      now: () => this.now,
      random: () => 0.5,
    });
    this.checks.open();
  }

  /** Lets time pass, with every timer at its time. */
  async pass(seconds: number): Promise<void> {
    const until = this.now + seconds * 1000;
    for (;;) {
      const next = [...this.#timers].toSorted(([, a], [, b]) => a.at - b.at)[0];
      if (next === undefined || next[1].at > until) break;
      const [id, { at, run }] = next;
      this.#timers.delete(id);
      this.now = Math.max(this.now, at);
      run();
      await settled();
    }
    this.now = until;
  }

  async end(outcome: CheckOutcome = done): Promise<void> {
    this.runs.at(-1)?.end(outcome);
    await settled();
  }
}

/** Everything that waits for nothing but promises has been done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the checks of a station', () => {
  it('come a little after the page, and again when the service says', async () => {
    const page = new Page();
    page.checks.setQuiet(true);
    await page.pass(2);
    expect(page.runs).to.have.length(0);
    await page.pass(60);
    expect(page.runs).to.have.length(1);
    await page.end();
    expect(page.reported).to.deep.equal([result]);
    await page.pass(21_000);
    expect(page.runs).to.have.length(1);
    await page.pass(700);
    expect(page.runs).to.have.length(2);
  });

  it('wait while a call is on, and give way at once when one begins', async () => {
    const page = new Page();
    await page.pass(3600);
    expect(page.runs).to.have.length(0);
    page.checks.setQuiet(true);
    await page.pass(16);
    expect(page.runs).to.have.length(1);
    page.checks.setQuiet(false);
    expect(page.runs[0]?.signal.aborted).to.equal(true);
    await page.pass(600);
    expect(page.runs).to.have.length(1);
    expect(page.reported).to.deep.equal([]);
    page.checks.setQuiet(true);
    await page.pass(120);
    expect(page.runs).to.have.length(2);
  });

  it('that could not be gone through with, or not be told, are made again in some minutes', async () => {
    const page = new Page();
    page.checks.setQuiet(true);
    await page.pass(60);
    await page.end({ ended: 'stopped', message: 'busy with calls' });
    await page.pass(100);
    expect(page.runs).to.have.length(1);
    await page.pass(600);
    expect(page.runs).to.have.length(2);
    page.answer = { ok: false };
    await page.end();
    await page.pass(600);
    expect(page.runs).to.have.length(3);
  });

  it('by hand end one in the background first, and count as one', async () => {
    const page = new Page();
    page.checks.setQuiet(true);
    await page.pass(60);
    const byHand = page.checks.run({ signal: new AbortController().signal });
    await settled();
    expect(page.runs.map(({ signal }) => signal.aborted)).to.deep.equal([true, false]);
    await page.pass(600);
    expect(page.runs).to.have.length(2);
    await page.end();
    expect(await byHand).to.equal(done);
    expect(page.reported).to.deep.equal([result]);
    await page.pass(3600);
    expect(page.runs).to.have.length(2);
  });

  it('end with the page', async () => {
    const page = new Page();
    page.checks.setQuiet(true);
    await page.pass(60);
    page.checks.close();
    expect(page.runs[0]?.signal.aborted).to.equal(true);
    await page.pass(100_000);
    expect(page.runs).to.have.length(1);
  });
});
