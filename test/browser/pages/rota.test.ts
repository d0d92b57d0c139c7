import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays, instantOf, mondayOf, wallDateOf, type WallTime } from '../../../domain/rota/wall-clock.ts';
import type { ShiftId } from '../../../domain/ids.ts';
import { narrow, signIn, wide } from '../../support/browsers.ts';
import type { PersonWithPassword } from '../../support/world.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

const monday = addDays(mondayOf(wallDateOf(new Date())), 14);

type Doctors = { page: Page; asha: PersonWithPassword; ben: PersonWithPassword };

/** Somebody who keeps the rota of two clinicians, at a week in which nobody is on it. */
async function openRota(stage: Stage, week = monday): Promise<Doctors> {
  const { world, place } = stage;
  const asha = await world.addPersonWithPassword(place, { onRota: false });
  const ben = await world.addPersonWithPassword(place, { onRota: false });
  // An administrator too: the oversight of a manager alone is not what this is about.
  const manager = await world.addPersonWithPassword(place, { roles: ['administrator', 'manager'] });
  const page = await signIn(await stage.device(), { url: stage.url, ...manager });
  await page.goto(`${stage.url}/rota?week=${week}`);
  await page.getByTestId('week').waitFor();
  return { page, asha, ben };
}

/** A shift that is on the rota already. */
async function giveShift(stage: Stage, whose: PersonWithPassword, [starts, ends]: [WallTime, WallTime]) {
  const { store, newId } = stage.world.deps;
  const { organisationId } = stage.place;
  await store.transact(async ({ rota, queues }) => {
    const queueIds = (await queues.list(organisationId)).map(({ id }) => id);
    await rota.add([
      {
        id: newId() as ShiftId,
        organisationId,
        clinicianId: whose.personId,
        startsAt: instantOf(starts),
        endsAt: instantOf(ends),
        queueIds,
        tier: 1,
      },
    ]);
  });
}

const addOn = (page: Page, day: number) => page.getByTestId('add-on-day').nth(day);

async function addShift(page: Page, day: number, kind: 'day' | 'night'): Promise<void> {
  await addOn(page, day).click();
  await page.getByTestId(`usual-${kind}`).click();
  await page.getByTestId('save-shift').click();
}

describe('the rota in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('shows in red and in words where nobody is on it, and closes the gap with a shift', () =>
    onStage({}, async (stage) => {
      const { page } = await openRota(stage);
      await shows(page, 'Nobody is on the rota this week.');
      const first = page.getByTestId('gap').first();
      expect(await first.innerText()).to.equal('No one all day');
      const colour = await first.evaluate((element) => getComputedStyle(element).backgroundColor);
      expect(colour).to.equal('rgb(213, 40, 27)');
      await addShift(page, 0, 'day');
      await page.getByTestId('shift').getByText('08:00 to 20:00').waitFor();
      await shows(page, 'No one 00:00 to 08:00');
      await addShift(page, 0, 'night');
      await page.getByTestId('shift').getByText('20:00 to Tue 08:00').waitFor();
      expect(await page.getByText('No one 20:00').count()).to.equal(0);
    }));

  it('refuses an overlap in the form, and lets a shift be changed and taken off', () =>
    onStage({}, async (stage) => {
      const { page } = await openRota(stage);
      await addShift(page, 0, 'day');
      await page.getByTestId('shift').waitFor();
      await addShift(page, 0, 'day');
      await shows(page, /They have a shift already, Mon .* 08:00 to 20:00/);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByTestId('shift').click();
      await page.getByLabel('Ends at').fill('18:00');
      await page.getByRole('radio', { name: 'Second' }).check();
      await page.getByTestId('save-shift').click();
      await page.getByTestId('shift').getByText('08:00 to 18:00').waitFor();
      await page.getByTestId('shift').getByText('Second tier').waitFor();
      await page.getByTestId('shift').click();
      await page.getByTestId('remove-shift').click();
      await page.getByTestId('confirm-remove-shift').click();
      await shows(page, 'Nobody is on the rota this week.');
      expect((await stage.trail()).filter((action) => action.startsWith('shift.'))).to.deep.equal([
        'shift.added',
        'shift.changed',
        'shift.removed',
      ]);
    }));

  it('copies a week, tells what is left out and why, and goes there', () =>
    onStage({}, async (stage) => {
      const { page, asha, ben } = await openRota(stage);
      const times = (days: number): [WallTime, WallTime] => [
        `${addDays(monday, days)}T08:00`,
        `${addDays(monday, days)}T20:00`,
      ];
      await giveShift(stage, asha, times(0));
      await giveShift(stage, ben, times(1));
      await giveShift(stage, ben, times(8));
      await page.reload();
      await page.getByTestId('copy-week').click();
      await page.getByTestId('confirm-copy').click();
      const note = page.getByTestId('copied');
      await note.getByText('1 shift copied').waitFor();
      await note.getByText(`${ben.name}, Tue`).waitFor();
      await note.getByText('it would overlap another shift of theirs').waitFor();
      await note.getByRole('button', { name: 'Go to that week' }).click();
      await page.waitForURL(`**/rota?week=${addDays(monday, 7)}`);
      await page.getByTestId('shift').nth(1).waitFor();
      expect(await page.getByTestId('shift').count()).to.equal(2);
      await page.getByTestId('previous-week').click();
      await page.waitForURL(`**/rota?week=${monday}`);
    }));

  it('is kept with the keyboard alone, and the dialog gives the focus back', () =>
    onStage({}, async (stage) => {
      const { page } = await openRota(stage);
      await addOn(page, 2).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await addOn(page, 2).evaluate((element) => element === document.activeElement)).to.equal(true);
      await page.keyboard.press('Enter');
      await page.getByLabel('Ends at').focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('shift').waitFor();
    }));

  it('says how long a night across the clock change is', () =>
    onStage({}, async (stage) => {
      const { page } = await openRota(stage, '2026-10-19');
      await addOn(page, 5).click();
      await page.getByTestId('usual-night').click();
      await page.getByTestId('shift-length').getByText('13 hours: the clocks change in between').waitFor();
      await page.getByTestId('save-shift').click();
      await page.getByTestId('shift').getByText('20:00 to Sun 08:00').waitFor();
    }));

  it('reads a calendar file and tells about each event', () =>
    onStage({}, async (stage) => {
      const { page, asha } = await openRota(stage);
      const stamp = (time: string) => `${addDays(monday, 1).replaceAll('-', '')}T${time}`;
      const event = (uid: string, email: string) =>
        ['BEGIN:VEVENT', `UID:${uid}`, `DTSTART:${stamp('080000')}`, `DTEND:${stamp('200000')}`]
          .concat(`ATTENDEE:mailto:${email}`, 'END:VEVENT')
          .join('\r\n');
      const events = [event('one', asha.email), event('two', 'nobody@example.org')].join('\r\n');
      const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events}\r\nEND:VCALENDAR\r\n`;
      await page.getByTestId('import-rota').click();
      await shows(page, 'Choose a calendar file');
      const file = { name: 'rota.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) };
      await page.locator('#import-file').setInputFiles(file);
      await page.getByTestId('import-rota').click();
      await page
        .getByTestId('imported')
        .getByText('1 added, 0 changed, 0 as they were, 1 left out')
        .waitFor();
      await shows(page, 'it names nobody who is a clinician here');
      await page.getByTestId('shift').getByText('08:00 to 20:00').waitFor();
      const downloading = page.waitForEvent('download');
      await page.getByTestId('export-rota').click();
      expect((await downloading).suggestedFilename()).to.equal('rota.ics');
    }));

  it('is read by clinicians, who cannot change it', () =>
    onStage({}, async (stage) => {
      const { asha, ben } = await openRota(stage);
      await giveShift(stage, ben, [`${monday}T08:00`, `${monday}T20:00`]);
      const page = await signIn(await stage.device(), { url: stage.url, ...asha });
      await page.getByRole('link', { name: 'Rota' }).click();
      await page.getByTestId('next-week').click();
      await page.getByTestId('next-week').click();
      await page.getByTestId('shift').getByText('08:00 to 20:00').waitFor();
      for (const testId of ['add-on-day', 'copy-week', 'import-rota']) {
        expect(await page.getByTestId(testId).count()).to.equal(0);
      }
    }));

  it('is for everybody, by axe, wide and on a telephone, and so are queues and skills', () =>
    onStage({}, async (stage) => {
      const { page, asha, ben } = await openRota(stage);
      await giveShift(stage, asha, [`${monday}T08:00`, `${monday}T20:00`]);
      await giveShift(stage, ben, [`${monday}T20:00`, `${addDays(monday, 1)}T08:00`]);
      await page.reload();
      await page.getByTestId('shift').first().waitFor();
      await isFitForAll(page, 'the rota');
      await page.setViewportSize(narrow);
      await page.getByTestId('day').first().getByTestId('add-on-day').click();
      await page.getByLabel('Ends at').fill('07:00');
      await page.getByTestId('save-shift').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'a shift, with an error');
      await page.keyboard.press('Escape');
      await page.setViewportSize(wide);
      await page.getByTestId('copy-week').click();
      await isFitForAll(page, 'about to copy a week');
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: 'Queues' }).click();
      await page.getByTestId('change-queue').click();
      await page.getByLabel('Ring for (seconds)').fill('1');
      await page.getByTestId('save-queue').click();
      await shows(page, 'Enter from 5 to 120 seconds');
      await isFitForAll(page, 'queues');

      await page.setViewportSize(wide);
      await page.goto(`${stage.url}/admin/people`);
      await page.getByTestId('edit-profile').first().click();
      await isFitForAll(page, 'skills and telephone');
    }));

  it('queues and skills are set in words: a required skill, a ladder, a site’s queue, a telephone', () =>
    onStage({}, async (stage) => {
      const { page, asha } = await openRota(stage);
      await page.getByRole('link', { name: 'Queues' }).click();
      await page.getByTestId('add-queue').click();
      await page.getByLabel('Name', { exact: true }).fill('Prisons');
      await page.getByLabel('Prison clearance').check();
      await page.getByTestId('add-step-soon').click();
      await page.getByTestId('save-queue').click();
      await shows(page, 'Enter the seconds of step 5 (calls for soon)');
      await page.locator('#queue-soon-step-4').fill('2000');
      await page.getByTestId('save-queue').click();
      await shows(page, /^No clinician has all of the required skills, so nobody could answer/);
      const cleared = await stage.world.addPerson(stage.place);
      await stage.world.deps.store.transact(({ queues }) =>
        queues.setProfile(cleared.personId, { skills: ['prison-clearance'], phone: null }),
      );
      await page.getByTestId('save-queue').click();
      const panel = page.getByTestId('queue').filter({ hasText: 'Prisons' });
      await panel.getByText('Required: Prison clearance').waitFor();
      await page.getByTestId('move-site').click();
      await page.getByLabel('New queue').selectOption({ label: 'Prisons' });
      await page.getByTestId('propose-move').click();
      await page.getByTestId('queues-said').getByText('now go into Prisons').waitFor();
      await panel.getByText('Sites: Home').waitFor();

      await page.goto(`${stage.url}/admin/people`);
      const row = page.getByTestId('person').filter({ hasText: asha.email });
      await row.getByTestId('edit-profile').click();
      await page.getByLabel('Palliative care').check();
      await page.getByLabel('Telephone (optional)').fill('07700 900123');
      await page.getByTestId('save-profile').click();
      await row.getByText('Palliative care, 07700 900123').waitFor();
    }));
});
