import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { stationIs } from '../../support/browsers.ts';
import { shows } from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

/** What has the focus, and whether one can see that it has. */
function focused(page: Page): Promise<{ name: string; visible: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return { name: '', visible: false };
    // A radio's own box is drawn beside it, by its label.
    const radio = element instanceof HTMLInputElement && element.type === 'radio';
    const drawn = radio ? element.labels?.[0] : element;
    const style = drawn ? getComputedStyle(drawn, radio ? '::before' : undefined) : null;
    const outlined = style !== null && style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
    return {
      name: element.dataset['testid'] ?? element.id,
      visible: element.matches(':focus-visible') && (outlined || style?.boxShadow !== 'none'),
    };
  });
}

/** Presses Tab until the element is reached, at which the focus must be seen. */
async function tabTo(page: Page, testId: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 60) {
    await page.keyboard.press('Tab');
    const { name, visible } = await focused(page);
    if (name === testId) {
      expect(visible, `the focus at ${testId} can be seen`).to.equal(true);
      return;
    }
    passed.push(name);
  }
  throw new Error(`Tab does not lead to ${testId}; it passed ${passed.join(', ')}`);
}

async function go(page: Page, testId: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await page.getByTestId(testId).waitFor();
  await tabTo(page, testId);
  await page.keyboard.press(key);
}

async function write(page: Page, testId: string, text: string): Promise<void> {
  await page.getByTestId(testId).waitFor();
  await tabTo(page, testId);
  await page.keyboard.type(text);
}

async function enrolByKeys(stage: Stage): Promise<Page> {
  const { code } = await stage.world.addEnrolmentCode(stage.place);
  const page = await (await stage.device()).newPage();
  await page.goto(`${stage.url}/station`);
  await write(page, 'enrolment-code-input', code);
  await page.keyboard.press('Enter');
  await page.getByTestId('call-button').waitFor();
  return page;
}

async function goOnCallByKeys(stage: Stage): Promise<Page> {
  const { email, password } = await stage.world.addPersonWithPassword(stage.place);
  const page = await (await stage.device()).newPage();
  await page.goto(`${stage.url}/sign-in`);
  await write(page, 'email', email);
  await write(page, 'password', password);
  await page.keyboard.press('Enter');
  await go(page, 'go-on-call');
  await page.getByTestId('presence').and(page.locator('[data-state="available"]')).waitFor();
  return page;
}

describe('the keyboard alone', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is enough for a whole call at both ends, and shows where one is', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([goOnCallByKeys(stage), enrolByKeys(stage)]);
      await go(station, 'call-button');
      await go(clinician, 'accept', 'Space');
      await stationIs(station, 'active');
      await go(station, 'mute', 'Space');
      await shows(clinician, /is muted\.$/);

      await go(clinician, 'hang-up');
      await go(clinician, 'confirm-hang-up', 'Space');
      await write(clinician, 'disposition-home-with-advice', ' ');
      await write(clinician, 'advice', 'Rest.');
      await go(clinician, 'save-outcome');
      await shows(station, 'Rest.');
      await go(station, 'back-to-start', 'Space');
      await stationIs(station, 'idle');
    }));

  it('can take a call back, and an Enter too many does not', () =>
    onStage({}, async (stage) => {
      const station = await enrolByKeys(stage);
      await go(station, 'call-button', 'Space');
      await go(station, 'cancel-call');
      await station.getByTestId('confirm-cancel').waitFor();
      await station.keyboard.press('Enter');
      await station.getByTestId('confirm-cancel').waitFor({ state: 'detached' });
      await go(station, 'cancel-call');
      await station.getByTestId('confirm-cancel').waitFor();
      await station.keyboard.press('Escape');
      await station.getByTestId('confirm-cancel').waitFor({ state: 'detached' });
      await stationIs(station, 'waiting');
      await go(station, 'cancel-call');
      await go(station, 'confirm-cancel');
      await stationIs(station, 'idle');
      expect(await stage.trail()).to.include('call.cancelled');
    }));
});
