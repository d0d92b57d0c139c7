import type { Page } from 'playwright-core';
import { signIn } from '../../support/browsers.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function administrator(stage: Stage): Promise<Page> {
  const roles = ['administrator', 'platform-administrator'] as const;
  const person = await stage.world.addPersonWithPassword(stage.place, { roles });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

describe('administration for everybody, by axe and without scrolling sideways', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('sites, people, the audit trail and organisations, with their forms', () =>
    onStage({}, async (stage) => {
      await stage.world.addEnrolmentCode(stage.place);
      await stage.world.addPersonWithPassword(stage.place);
      const page = await administrator(stage);
      await page.getByTestId('issue-code').click();
      await page.getByTestId('enrolment-code').waitFor();
      await page.getByTestId('media-path').locator('summary').click();
      await page.getByTestId('media-path-relay').click();
      // This service has none.
      await shows(page, /has no TURN relay/);
      await page.getByTestId('add-site').click();
      await page.getByTestId('add-site-save').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'sites');
      await page.getByRole('link', { name: 'People' }).click();
      await page.getByTestId('reset-password').first().click();
      await isFitForAll(page, 'about to reset a password');
      await page.getByTestId('confirm-reset').click();
      await page.getByTestId('temporary-password').waitFor();
      await page.getByTestId('add-person').click();
      await page.getByTestId('add-person-save').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'people');
      await page.getByRole('link', { name: 'Audit trail' }).click();
      await page.getByRole('table').waitFor();
      await isFitForAll(page, 'the audit trail');
      await page.getByRole('link', { name: 'Organisations' }).click();
      await page.getByTestId('add-organisation').click();
      await isFitForAll(page, 'organisations');
    }));

  it('the change of a temporary password, with an error', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place, { mustChangePassword: true });
      const page = await (await stage.device()).newPage();
      await page.goto(`${stage.url}/sign-in`);
      await page.getByTestId('email').fill(person.email);
      await page.getByTestId('password').fill(person.password);
      await page.getByTestId('sign-in').click();
      await page.getByTestId('new-password').waitFor();
      await isFitForAll(page, 'a new password');
      await page.getByTestId('change-password').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'a new password, with an error');
    }));
});
