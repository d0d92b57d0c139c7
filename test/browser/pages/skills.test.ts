import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Role } from '../../../domain/actors.ts';
import { signIn } from '../../support/browsers.ts';
import type { PersonWithPassword, Place } from '../../support/world.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function manager(stage: Stage, roles: readonly Role[]): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

async function clinicianOf(stage: Stage, place: Place, tier: 1 | 2 | null): Promise<PersonWithPassword> {
  const person = await stage.world.addPersonWithPassword(place, { onRota: false });
  if (tier !== null) await stage.world.addShift(place, person.personId, { tier });
  return person;
}

const rowOf = (page: Page, { name }: PersonWithPassword) =>
  page.getByTestId('clinician-skills').filter({ hasText: name });

describe('skills in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('are kept by a manager, with the keyboard alone, and shown beside the tier', () =>
    onStage({}, async (stage) => {
      const asha = await clinicianOf(stage, stage.place, 2);
      const ben = await clinicianOf(stage, stage.place, null);
      const page = await manager(stage, ['manager']);
      await page.getByRole('link', { name: 'Skills' }).focus();
      await page.keyboard.press('Enter');
      const row = rowOf(page, asha);
      await row.getByText(/^Second tier, until /).waitFor();
      await row.getByText('No particular skill').waitFor();
      await rowOf(page, ben).getByText('Not on the rota in the next two weeks').waitFor();
      await isFitForAll(page, 'skills');

      const change = row.getByTestId('change-skills');
      await change.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await change.evaluate((element) => element === document.activeElement)).to.equal(true);
      await page.keyboard.press('Enter');
      await page.getByLabel('Palliative care').focus();
      await page.keyboard.press('Space');
      await page.getByLabel('Telephone (optional)').fill('call me');
      await page.keyboard.press('Enter');
      await shows(page, 'Enter a telephone number, like 07700 900 123');
      await page.getByLabel('Telephone (optional)').fill('07700 900123');
      await page.keyboard.press('Enter');
      await row.getByTestId('skills').getByText('Palliative care', { exact: true }).waitFor();
      await row.getByText('07700 900123').waitFor();
      expect(await stage.trail()).to.include('person.profile-set');
    }));

  it('are nothing that a clinician alone is led to or gets at', () =>
    onStage({}, async (stage) => {
      const { page } = await stage.clinician({ withoutDevices: true });
      expect(await page.getByRole('link', { name: 'Skills' }).count()).to.equal(0);
      await page.goto(`${stage.url}/skills`);
      await page.waitForURL('**/clinician');
    }));

  it('queues and the rota are those of the organisation that an administrator of the platform chooses', () =>
    onStage({}, async (stage) => {
      const elsewhere = await stage.world.addPlace();
      const [ours, theirs] = [
        await clinicianOf(stage, stage.place, 1),
        await clinicianOf(stage, elsewhere, 1),
      ];
      // Of every role, so that there are as many links as there can be.
      const page = await manager(stage, ['platform-administrator', 'administrator', 'manager', 'clinician']);
      await page.getByRole('link', { name: 'Skills' }).click();
      await rowOf(page, ours).waitFor();
      const choice = page.getByLabel('Organisation');
      await choice.selectOption(elsewhere.organisationId);
      await rowOf(page, theirs).waitFor();
      expect(await rowOf(page, ours).count()).to.equal(0);
      await isFitForAll(page, 'skills of a chosen organisation');

      await page.getByRole('link', { name: 'change them on the rota' }).click();
      await page.getByTestId('shift').getByText(theirs.name).first().waitFor();
      await page.getByTestId('next-week').click();
      await page.waitForURL((url) => url.searchParams.has('week'));
      expect(new URL(page.url()).searchParams.get('organisation')).to.equal(elsewhere.organisationId);
      await choice.selectOption(stage.place.organisationId);
      await page.getByTestId('this-week').click();
      await page.getByTestId('shift').getByText(ours.name).first().waitFor();

      await page.goto(`${stage.url}/queues?organisation=${elsewhere.organisationId}`);
      await page.getByTestId('add-queue').click();
      await page.getByLabel('Name', { exact: true }).fill('Theirs alone');
      await page.getByTestId('save-queue').click();
      const added = page.getByTestId('queue').filter({ hasText: 'Theirs alone' });
      await added.waitFor();
      await choice.selectOption(stage.place.organisationId);
      await added.waitFor({ state: 'detached' });
    }));

  it('an organisation in the address is nothing to a manager', () =>
    onStage({}, async (stage) => {
      const elsewhere = await stage.world.addPlace();
      const ours = await clinicianOf(stage, stage.place, 1);
      const page = await manager(stage, ['manager']);
      await page.goto(`${stage.url}/skills?organisation=${elsewhere.organisationId}`);
      await rowOf(page, ours).waitFor();
      expect(await page.getByLabel('Organisation').count()).to.equal(0);
    }));
});
