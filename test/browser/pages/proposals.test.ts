import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Role } from '../../../domain/actors.ts';
import { narrow, signIn, wide } from '../../support/browsers.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type SignedInPage, type Stage, stages } from '../../support/browser/stage.ts';

async function signedIn(stage: Stage, roles: readonly Role[]): Promise<SignedInPage> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles });
  const page = await signIn(await stage.device(), { url: stage.url, ...person });
  await page.goto(`${stage.url}/queues`);
  await page.getByTestId('change-queue').waitFor();
  return { ...person, page };
}

/** Lets the first tier of urgent calls ring alone for so long. */
async function setTierOne(page: Page, seconds: string): Promise<void> {
  await page.getByTestId('change-queue').first().click();
  await page.locator('#queue-urgent-tier-one').fill(seconds);
  await page.getByTestId('save-queue').click();
}

const said = (page: Page) => page.getByTestId('queues-said');

async function tierOneOf({ world, place }: Stage): Promise<number | undefined> {
  const [queue] = await world.deps.store.reads.listQueues(place.organisationId);
  return queue?.settings.relaxation.urgent.tierOneSeconds;
}

/** What the trail says of queues and proposals. */
async function changesIn(stage: Stage): Promise<string[]> {
  return (await stage.trail()).filter((action) => /^(queue|site|proposal)\./.test(action));
}

describe('a change of a queue that a second person confirms, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('shows the second one what changes, and holds when they have confirmed it', () =>
    onStage({}, async (stage) => {
      const first = await signedIn(stage, ['manager']);
      const second = await signedIn(stage, ['administrator']);
      await setTierOne(first.page, '90');
      await said(first.page).getByText('waits until a second person has confirmed it').waitFor();
      const own = first.page.getByTestId('proposal');
      await own.getByText('Somebody else has to confirm it on this page.').waitFor();
      expect(await own.getByTestId('confirm-proposal').count()).to.equal(0);
      await isFitForAll(first.page, 'queues with a proposal of one’s own');
      expect(await tierOneOf(stage)).to.equal(30);

      await second.page.reload();
      const waits = second.page.getByTestId('proposal');
      await waits.getByText(`Proposed by ${first.name} on`).waitFor();
      const row = waits.getByTestId('differences').getByRole('row').filter({ hasText: 'first tier' });
      await row.getByText('30 seconds').waitFor();
      await row.getByText('90 seconds').waitFor();
      await isFitForAll(second.page, 'queues with a proposal to be confirmed');
      await second.page.setViewportSize(wide);
      await waits.getByTestId('confirm-proposal').click();
      await second.page
        .getByRole('dialog')
        .getByText('Confirm only what you have checked yourself')
        .waitFor();
      // A no changes nothing.
      await second.page.keyboard.press('Escape');
      expect(await tierOneOf(stage)).to.equal(30);
      await waits.getByTestId('confirm-proposal').click();
      await second.page.getByTestId('really-confirm-proposal').click();
      await said(second.page).getByText('Confirmed: Settings of Urgent calls.').waitFor();
      await second.page.getByTestId('settled-proposal').getByText(`confirmed by ${second.name}`).waitFor();
      expect(await tierOneOf(stage)).to.equal(90);
    }));

  it('can be rejected with a reason, which whoever proposed it reads', () =>
    onStage({}, async (stage) => {
      const first = await signedIn(stage, ['manager']);
      const second = await signedIn(stage, ['manager']);
      await setTierOne(first.page, '90');
      await first.page.getByTestId('proposal').waitFor();
      await second.page.reload();
      await second.page.getByTestId('reject-proposal').click();
      await second.page.getByTestId('really-reject-proposal').click();
      await shows(second.page, 'Enter why you reject it');
      await isFitForAll(second.page, 'about to reject a proposal');
      await second.page.setViewportSize(wide);
      await second.page.getByLabel('Why?').fill('Nobody would be there for a minute and a half.');
      await second.page.getByTestId('really-reject-proposal').click();
      await said(second.page).getByText('Rejected: Settings of Urgent calls.').waitFor();
      await first.page.reload();
      const settled = first.page.getByTestId('settled-proposal');
      await settled.getByText('Nobody would be there for a minute and a half.').waitFor();
      expect(await first.page.getByTestId('proposal').count()).to.equal(0);
      expect(await tierOneOf(stage)).to.equal(30);
    }));

  it('moves a site by a button that asks, with the keyboard alone, and not by an arrow key in a list', () =>
    onStage({}, async (stage) => {
      const first = await signedIn(stage, ['manager']);
      const second = await signedIn(stage, ['manager']);
      const { page } = first;
      await page.getByTestId('add-queue').click();
      await page.getByLabel('Name', { exact: true }).fill('Prisons');
      await page.getByLabel('Ring for (seconds)').fill('30');
      await page.getByTestId('save-queue').click();
      const move = page.getByTestId('move-site');
      await move.focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('New queue').focus();
      await page.keyboard.press('ArrowDown');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Nobody is on the rota of Prisons now.').waitFor();
      await dialog.getByTestId('differences').getByText('30 seconds').waitFor();
      await isFitForAll(page, 'about to move a site');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await changesIn(stage)).to.deep.equal(['queue.added']);

      await page.setViewportSize(wide);
      await move.click();
      await page.getByTestId('propose-move').click();
      await shows(page, 'Choose a queue');
      await page.getByLabel('New queue').selectOption({ label: 'Prisons' });
      await page.getByTestId('propose-move').click();
      await said(page).getByText('to Prisons waits until a second person has confirmed it').waitFor();
      await page.getByTestId('site-queue').getByText('Its calls go into Urgent calls').waitFor();

      await second.page.reload();
      await second.page.getByTestId('proposal').getByText('would go into Prisons').waitFor();
      await second.page.getByTestId('confirm-proposal').click();
      await second.page.getByTestId('really-confirm-proposal').click();
      await second.page.getByTestId('site-queue').getByText('Its calls go into Prisons').waitFor();
      await page.reload();
      await page.getByTestId('site-queue').getByText('Its calls go into Prisons').waitFor();
      expect(await changesIn(stage)).to.deep.equal([
        'queue.added',
        'proposal.made',
        'site.queue-set',
        'proposal.confirmed',
      ]);
    }));

  it('says plainly that there is nobody else, and then changes it alone', () =>
    onStage({}, async (stage) => {
      const { page, name } = await signedIn(stage, ['manager']);
      await setTierOne(page, '90');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('There is nobody else who can confirm this').waitFor();
      expect(await tierOneOf(stage)).to.equal(30);
      await page.setViewportSize(narrow);
      await isFitForAll(page, 'about to change a queue alone');
      await page.setViewportSize(wide);
      await page.getByTestId('change-alone').click();
      await said(page).getByText('The settings of Urgent calls are saved.').waitFor();
      await page.getByTestId('settled-proposal').getByText(`Changed by ${name} alone`).waitFor();
      expect(await tierOneOf(stage)).to.equal(90);
      // What only makes it safer is not asked about.
      await setTierOne(page, '20');
      await said(page).getByText('The settings of Urgent calls are saved.').waitFor();
      await page.getByTestId('save-queue').waitFor({ state: 'detached' });
      expect(await tierOneOf(stage)).to.equal(20);
    }));
});
