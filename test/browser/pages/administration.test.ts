import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { enrolStation, signIn } from '../../support/browsers.ts';
import { shows } from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

type Role = 'administrator' | 'platform-administrator';

async function administrator(stage: Stage, roles: readonly Role[] = ['administrator']): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

async function addSiteWithStation(page: Page): Promise<string> {
  await page.getByTestId('add-site').click();
  await page.getByLabel('Name').fill('Rose Lodge');
  await page.getByLabel('Telephone (optional)').fill('01632 960 001');
  await page.getByTestId('add-site-save').click();
  const site = page.getByTestId('site').filter({ hasText: 'Rose Lodge' });
  await site.getByTestId('add-station').click();
  await site.getByLabel('Station name').fill('Ground floor');
  await site.getByTestId('add-station-save').click();
  const station = site.getByTestId('station').filter({ hasText: 'Ground floor' });
  await station.getByTestId('issue-code').click();
  return station.getByTestId('enrolment-code').innerText();
}

describe('administration in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('adds a site and a station, whose one-time code enrols a device, until it is revoked', () =>
    onStage({}, async (stage) => {
      const page = await administrator(stage);
      const code = await addSiteWithStation(page);
      const device = await stage.device();
      const station = await enrolStation(device, { url: stage.url, code });
      await shows(station, 'Rose Lodge');
      await page.reload();
      const row = page.getByTestId('station').filter({ hasText: 'Ground floor' });
      await row.getByText('Enrolled', { exact: true }).waitFor();
      await row.getByTestId('revoke').click();
      await page.getByTestId('confirm-revoke').click();
      await station.getByTestId('station-revoked').waitFor();
      await row.getByText('Revoked', { exact: true }).waitFor();
    }));

  it('adds a person, whose temporary password is shown once and must be changed', () =>
    onStage({}, async (stage) => {
      const page = await administrator(stage);
      await page.getByRole('link', { name: 'People' }).click();
      await page.getByTestId('add-person').click();
      await page.getByTestId('add-person-save').click();
      await shows(page, 'Enter the person’s name');
      await page.getByLabel('Name').fill('Dr Noor Synthetic');
      await page.getByLabel('Email address').fill('noor@example.org');
      await page.getByTestId('add-person-save').click();
      const password = await page.getByTestId('temporary-password').innerText();
      await page.reload();
      const row = page.getByTestId('person').filter({ hasText: 'Dr Noor Synthetic' });
      await row.waitFor();
      expect(await page.getByText(password).count()).to.equal(0);

      const theirs = await (await stage.device()).newPage();
      await theirs.goto(`${stage.url}/sign-in`);
      await theirs.getByTestId('email').fill('noor@example.org');
      await theirs.getByTestId('password').fill(password);
      await theirs.getByTestId('sign-in').click();
      await theirs.getByTestId('new-password').fill('three unrelated words');
      await theirs.getByTestId('change-password').click();
      await theirs.getByTestId('go-on-call').waitFor();

      await row.getByTestId('disable').click();
      await page.getByTestId('confirm-disable').click();
      await shows(theirs, 'Your account is disabled');
      await row.getByText('Disabled', { exact: true }).waitFor();
    }));

  it('shows the audit trail in words', () =>
    onStage({}, async (stage) => {
      const page = await administrator(stage);
      await addSiteWithStation(page);
      await page.getByRole('link', { name: 'Audit trail' }).click();
      const rows = page.getByRole('row');
      for (const action of ['Made a one-time code', 'Added a station', 'Added a site', 'Signed in']) {
        await rows.filter({ hasText: action }).first().waitFor();
      }
    }));

  it('of the platform adds an organisation and goes on to its sites', () =>
    onStage({}, async (stage) => {
      const page = await administrator(stage, ['platform-administrator']);
      await page.getByRole('link', { name: 'Organisations' }).click();
      await page.getByTestId('add-organisation').click();
      await page.getByLabel('Name').fill('Northern Homes');
      await page.getByTestId('add-organisation-save').click();
      await page.getByRole('link', { name: 'Open Northern Homes' }).click();
      await shows(page, 'There is no site yet. Add the first one.');
      await addSiteWithStation(page);
      await page.getByText('Ground floor').first().waitFor();
    }));
});
