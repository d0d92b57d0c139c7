import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { PatientId } from '../../../domain/ids.ts';
import { Clinic, day } from '../../support/browser/a-clinic.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { wide } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { ask } from '../../support/rest-client.ts';

/** What is on the paper when the page is printed: the text that print styles leave. */
async function onPaper(page: Page): Promise<string> {
  await page.emulateMedia({ media: 'print' });
  const text = await page.locator('body').innerText();
  await page.emulateMedia({ media: 'screen' });
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A browser that is asked to print would open a window of its own. */
async function withoutPrinter(page: Page): Promise<void> {
  await page.addInitScript('window.print = () => { document.body.dataset["printed"] = "yes"; };');
}

async function rowsOf(page: Page): Promise<string[]> {
  await page.getByTestId('sheet').waitFor();
  const texts = await page.getByTestId('sheet-row').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

async function settle({ world }: Stage, patientId: PatientId, wing: string): Promise<void> {
  const marks = ['acct', 'category-a'] as const;
  await world.deps.store.transact(({ lists }) =>
    lists.setWhereabouts(patientId, { wing, cell: '2-14', marks: [...marks] }),
  );
}

/** Counts the chimes that pages of the device play, and keeps what has become of the sound they are played into. */
async function countChimes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const chimes: AudioContext[] = [];
    Object.assign(globalThis, { chimes });
    globalThis.AudioContext = class extends AudioContext {
      override createBufferSource(): AudioBufferSourceNode {
        const source = super.createBufferSource();
        const start = source.start.bind(source);
        source.start = (...when) => {
          if (!source.loop) chimes.push(this);
          start(...when);
        };
        return source;
      }
    };
  });
}

/** The chimes that the page has played since it was loaded, each by whether it comes out of the browser. */
async function chimesHeard(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { chimes } = globalThis as unknown as { chimes: AudioContext[] };
    return chimes.map(({ state }) => state);
  });
}

describe('the lists and slips of a prison, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A36, A37, A40 print whom to bring, by time and by wing, and the slip, with nothing of the clinic', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const first = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      await clinic.book(await clinic.addReferral('Rhys Morgan'), '10:05');
      await settle(stage, first.patient.patientId, 'B');
      const page = await clinic.open(clinic.nurse);
      await withoutPrinter(page);
      await page.goto(`${stage.url}/clinics/lists?day=${day}`);
      expect(await rowsOf(page)).to.deep.equal([
        '09:05 B, 2-14 Ade Okafor A0001BC Slip for Ade Okafor Healthcare appointment at 09:35 Video room 1 10:10',
        '09:35 Not known Rhys Morgan A0002BC Slip for Rhys Morgan Healthcare appointment at 10:05 Video room 1 10:40',
      ]);
      await isFitForAll(page, 'the movement list');
      await page.setViewportSize(wide);
      await page.getByTestId('print-list').click();
      await page.locator('body[data-printed="yes"]').waitFor();
      const paper = await onPaper(page);
      expect(paper).to.match(/^Movement list, .*2 patients to bring\. Printed at \d\d:\d\d on /);
      expect(paper).to.match(/End of the list\. 2 lines in all\.$/);
      expect(paper).not.to.match(/Dermatology|Slip|ACCT/);
      // Above the columns, which paper repeats on each of its sheets.
      expect(paper).to.match(
        /By the time of fetching\. Movement list, HMP Fellside, \w{3} \d+ \w{3} \d{4} Fetch at/,
      );
      expect(await page.getByTestId('sheet-running').isVisible()).to.equal(false);

      await page.getByTestId('list-unlock').check();
      await page.getByTestId('sheet-marks').getByText('Marks are not shown on this list.').waitFor();
      expect(await page.getByRole('columnheader', { name: 'Marks' }).count()).to.equal(0);
      await page.getByTestId('show-acct').check();
      await page.getByTestId('sheet-marks').getByText('Marks shown: ACCT. Other marks are not').waitFor();
      await page.getByText('Wing B: 1 patient', { exact: true }).waitFor();
      const [onB] = await rowsOf(page);
      expect(onB).to.contain('ACCT').and.not.to.contain('Category A');
      await isFitForAll(page, 'the unlock list');
      await page.setViewportSize(wide);

      await page.getByRole('link', { name: 'Slip for Ade Okafor' }).click();
      await page.getByTestId('slip').waitFor();
      await isFitForAll(page, 'a slip');
      await page.setViewportSize(wide);
      const slip = await onPaper(page);
      expect(slip).to.match(
        /^Healthcare appointment Name Ade Okafor Prison number A0001BC Where you are Wing B, cell 2-14 /,
      );
      expect(slip).not.to.match(/Dermatology|Polish|hospital/i);
      const saved = page.waitForEvent('download');
      await page.getByTestId('save-slip').click();
      expect((await saved).suggestedFilename()).to.equal('slip.pdf');
    }));

  it('A27 says aloud what has changed on a printed list, whichever list is shown and after a reload, until it is seen', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const booking = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      const page = await clinic.open(clinic.nurse);
      await withoutPrinter(page);
      await countChimes(page);
      await page.goto(`${stage.url}/clinics/lists?day=${day}`);
      await page.getByTestId('print-list').click();
      await page.locator('body[data-printed="yes"]').waitFor();
      await page.goto(`${stage.url}/clinics/lists`);
      await page.getByTestId('sheet-empty').waitFor();
      expect(await chimesHeard(page)).to.deep.equal([]);
      await ask({ url: stage.url }, 'cancelBooking', {
        token: clinic.colleague.token,
        params: { bookingId: booking.bookingId },
        body: { code: 'patient-unwell', text: null, version: booking.version },
      });

      // The list of today is shown: what is on paper for another day is watched all the same.
      await page.reload();
      const news = page.getByTestId('amended-list');
      await news.getByText('Do not fetch: Ade Okafor.').waitFor();
      await eventually(async () => {
        const heard = await chimesHeard(page);
        return heard.length === 1 && heard[0] === 'running'
          ? undefined
          : `heard ${heard.join() || 'nothing'}`;
      });
      await page.getByTestId('list-unlock').check();
      await page.getByTestId('show-acct').check();
      await page.getByTestId('sheet-empty').waitFor();
      await news.waitFor();
      await isFitForAll(page, 'a list that has changed');
      await page.setViewportSize(wide);
      await page.reload();
      await news.waitFor();
      // From here on by keyboard alone.
      await page.getByTestId('list-news-seen').focus();
      await page.keyboard.press('Enter');
      await news.waitFor({ state: 'detached' });
      await page.reload();
      await page.getByTestId('sheet-empty').waitFor();
      await page.goto(`${stage.url}/clinics/lists?day=${day}`);
      await page.getByTestId('sheet').getByText('Cancelled: do not fetch').waitFor();
      expect(await news.count()).to.equal(0);
      expect(await chimesHeard(page)).to.deep.equal([]);
    }));

  it('A49, A50 show what is ready on the booking, and the prison says what is', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const booking = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/bookings/${booking.bookingId}`);
      await page.getByTestId('preflight-officer').getByText('Officer not named').waitFor();
      await page.getByTestId('change-preflight').click();
      await isFitForAll(page, 'about to say what is ready');
      await page.setViewportSize(wide);
      await page.getByLabel('Name of the officer (optional)').fill('Officer Synthetic');
      await page.getByTestId('consent-given').check();
      await page.getByTestId('interpreter-confirmed').check();
      await page.getByTestId('save-preflight').click();
      await page.getByTestId('preflight-officer').getByText('Officer named').waitFor();
      await page.getByTestId('preflight-interpreter').getByText('Interpreter confirmed').waitFor();
      await page.getByTestId('where-they-are').click();
      await page.getByLabel('Wing (optional)').fill('c');
      await page.getByTestId('mark-peep').check();
      await isFitForAll(page, 'where a patient is');
      await page.setViewportSize(wide);
      await page.getByTestId('save-whereabouts').click();
      await page.getByText('Where they are is saved.').waitFor();
      await isFitForAll(page, 'a booking and what is ready');
      await page.setViewportSize(wide);
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      await page.getByTestId('ready-marks').getByText('Not ready yet').waitFor();
      await page.goto(`${stage.url}/clinics/lists?day=${day}`);
      expect((await rowsOf(page)).join(' ')).to.contain('C, cell not known');
      await page.goto(`${stage.url}/clinics/stops`);
      await page.getByTestId('stop-some-wings').check();
      await page.getByTestId('preview-stop').click();
      await isFitForAll(page, 'a stop of some wings');
      await page.setViewportSize(wide);
      await page.getByTestId('stop-wing-C').check();
      for (const end of ['from', 'to']) await page.locator(`#stop-${end}Day`).fill(day);
      await page.locator('#stop-fromClock').fill('09:00');
      await page.locator('#stop-toClock').fill('12:00');
      await page.getByLabel('Why?').fill('A search');
      await page.getByTestId('preview-stop').click();
      await page.getByText('HMP Fellside, wing C, ').waitFor();
      await page.getByTestId('confirm-stop').click();
      await page.getByTestId('stop').getByText('HMP Fellside, wing C, ').waitFor();
    }));
});
