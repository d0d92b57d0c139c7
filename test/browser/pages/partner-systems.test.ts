import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { signIn } from '../../support/browsers.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const publicText = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'synthetic' }] });
const privateText = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'synthetic' });

describe('partners’ systems in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('are let in for what is said in plain words, disabled in one tab, and enabled in another', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['administrator'] });
      const device = await stage.device();
      const page = await signIn(device, { url: stage.url, ...person });
      await page.getByRole('link', { name: 'Partner systems' }).click();
      await shows(page, 'No partner’s system may use the record yet.');
      await isFitForAll(page, 'no partner system');

      await page.getByTestId('add-partner').click();
      await page.getByTestId('add-partner-save').click();
      await shows(page, 'Choose what it may read or what it may send');
      await page.getByLabel('Name of the system').fill('Ward records of Northdale');
      await page.getByLabel('Public keys').fill(privateText);
      await page.getByTestId('partner-read-some').click();
      await page.getByTestId('add-partner-save').click();
      await shows(page, /it is no longer secret, so the partner must make a new one/);
      await isFitForAll(page, 'a partner system that is not right yet');
      await page.getByLabel('Public keys').fill(publicText);
      await page.getByTestId('partner-read-Patient').click();
      await page.getByTestId('partner-read-Observation').click();
      await page.getByTestId('add-partner-save').click();

      const row = page.getByTestId('partner').filter({ hasText: 'Ward records of Northdale' });
      await row.getByText('May read patients’ details and observations.').waitFor();
      await row.getByText('Let in', { exact: true }).waitFor();
      await row.getByText('One key, kept here. Not used yet.').waitFor();
      await isFitForAll(page, 'one partner system');

      const tab = await device.newPage();
      await tab.goto(`${stage.url}/admin/partners`);
      const there = tab.getByTestId('partner');
      await there.getByText('Let in', { exact: true }).waitFor();
      await row.getByTestId('partner-standing').click();
      await page.getByTestId('confirm-partner-standing').click();
      await shows(page, 'Ward records of Northdale is disabled.');
      await row.getByText('Disabled', { exact: true }).waitFor();
      // That tab reads it again by itself.
      await there.getByText('Disabled', { exact: true }).waitFor();
      await there.getByTestId('partner-standing').click();
      await tab.getByTestId('confirm-partner-standing').click();
      await shows(tab, 'Ward records of Northdale is let in again.');
      await row.getByText('Let in', { exact: true }).waitFor();

      await row.getByTestId('partner-keys-change').click();
      await page.getByTestId('save-keys').click();
      await shows(page, 'Paste the partner’s public keys');
      await isFitForAll(page, 'other keys');
      await page.getByLabel('Public keys').fill(publicText);
      await page.getByTestId('save-keys').click();
      await shows(page, 'The keys of Ward records of Northdale are replaced.');
      await page.getByRole('link', { name: 'Audit trail' }).click();
      await page.getByText('Changed the keys of a partner’s system').waitFor();
      expect(await page.getByText('Let a partner’s system use the record').count()).to.equal(1);
    }));
});
