import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { goOnCall, signIn } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { presenceIs } from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

type Notice = { title: string; body: string | undefined; open: boolean };

/** A clinician on call whose browser allows notifications and keeps a list of them. */
async function withNotifications(stage: Stage): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place);
  const device = await stage.device();
  await device.addInitScript(() => {
    const noticed: Notice[] = [];
    class KeptNotification extends EventTarget {
      static readonly permission = 'granted';
      readonly #notice: Notice;
      constructor(title: string, options: NotificationOptions = {}) {
        super();
        this.#notice = { title, body: options.body, open: true };
        noticed.push(this.#notice);
      }
      close(): void {
        this.#notice.open = false;
      }
    }
    Object.assign(globalThis, { noticed, Notification: KeptNotification });
  });
  const page = await signIn(device, { url: stage.url, ...person });
  await goOnCall(page);
  return page;
}

function noticesOf(page: Page): Promise<Notice[]> {
  return page.evaluate(() => (globalThis as unknown as { noticed: Notice[] }).noticed);
}

async function titleBecomes(page: Page, fits: (title: string) => boolean): Promise<void> {
  await eventually(async () => {
    const title = await page.title();
    return fits(title) ? undefined : `the title is “${title}”`;
  });
}

describe('a call that rings in a background tab', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('changes the title and shows a notification with the site only, until it is over', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([withNotifications(stage), stage.station()]);
      const title = await clinician.title();
      const front = await clinician.context().newPage();
      await front.bringToFront();

      await station.page.getByTestId('call-button').click();
      await station.page.getByLabel('Patient’s name').fill('Ada Synthetic');
      await titleBecomes(clinician, (now) => now === 'CALL RINGING');
      await titleBecomes(clinician, (now) => /^Call: Home \d+$/.test(now));
      const notices = await noticesOf(clinician);
      expect(notices).to.have.length(1);
      expect(notices[0]).to.include({ title: 'A call is ringing', open: true });
      expect(notices[0]?.body).to.match(/^Home \d+$/);

      await station.page.getByTestId('cancel-call').click();
      await station.page.getByTestId('confirm-cancel').click();
      await presenceIs(clinician, 'available');
      await titleBecomes(clinician, (now) => now === title);
      expect((await noticesOf(clinician)).map(({ open }) => open)).to.deep.equal([false]);
    }));
});
