import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn } from '../../support/browsers.ts';
import { presenceIs, shows } from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function openSignIn(stage: Stage): Promise<Page> {
  const page = await (await stage.device()).newPage();
  await page.goto(`${stage.url}/sign-in`);
  return page;
}

async function trySigningIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByTestId('email').fill(email);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
}

describe('signing in and out, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('says what is wrong with a sign-in, and takes the person to their work when it is right', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place);
      const page = await openSignIn(stage);
      await page.getByTestId('sign-in').click();
      await shows(page, 'Enter your email address');
      await shows(page, 'Enter your password');
      await trySigningIn(page, { email: 'nobody', password: 'x' });
      await shows(page, /email address in the right form/);
      await trySigningIn(page, { email: person.email, password: 'not this one' });
      await shows(page, 'The email address or the password is not right');
      await trySigningIn(page, { email: 'nobody@example.org', password: 'not this one' });
      await shows(page, 'The email address or the password is not right');
      await trySigningIn(page, person);
      await page.getByTestId('go-on-call').waitFor();
      expect(new URL(page.url()).pathname).to.equal('/clinician');
    }));

  it('asks for a new password in place of a temporary one before anything else', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place, { mustChangePassword: true });
      const page = await openSignIn(stage);
      await trySigningIn(page, person);
      await page.getByTestId('new-password').fill('short');
      await page.getByTestId('change-password').click();
      await shows(page, 'The new password must have at least 12 characters');
      // A detour does not lead around it.
      await page.goto(`${stage.url}/clinician`);
      await page.getByTestId('current-password').fill('not this one');
      await page.getByTestId('new-password').fill('three unrelated words');
      await page.getByTestId('change-password').click();
      await shows(page, 'The present password is not right');
      await page.getByTestId('current-password').fill(person.password);
      await page.getByTestId('change-password').click();
      await page.getByTestId('go-on-call').waitFor();
      const again = await openSignIn(stage);
      await trySigningIn(again, { ...person, password: 'three unrelated words' });
      await again.getByTestId('go-on-call').waitFor();
    }));

  it('ends every tab at the sign-out of one', () =>
    onStage({}, async (stage) => {
      const { page } = await stage.onCall();
      const second = await page.context().newPage();
      await second.goto(`${stage.url}/clinician`);
      await presenceIs(second, 'available');
      await page.getByTestId('sign-out').click();
      await page.getByTestId('email').waitFor();
      await shows(second, 'You have signed out');
      await second.goto(`${stage.url}/clinician`);
      await second.getByTestId('email').waitFor();
    }));

  it('tells a disabled person at once, and lets them in no more', () =>
    onStage({}, async (stage) => {
      const person = await stage.onCall();
      await stage.administrate(`/api/people/${person.personId}/disablement`);
      await shows(person.page, 'Your account is disabled');
      const again = await openSignIn(stage);
      await trySigningIn(again, person);
      await again.getByRole('alert').first().waitFor();
      expect(new URL(again.url()).pathname).to.equal('/sign-in');
    }));

  it('says that an enrolment code is wrong, missing or used', () =>
    onStage({}, async (stage) => {
      const { code } = await stage.station();
      const page = await (await stage.device()).newPage();
      await page.goto(`${stage.url}/station`);
      await page.getByTestId('enrol').click();
      await shows(page, 'Enter the one-time code');
      for (const wrong of ['AAAA-AAAA', code]) {
        await page.getByTestId('enrolment-code-input').fill(wrong);
        await page.getByTestId('enrol').click();
        await shows(page, /This code is not valid, has been used, or is older than 15 minutes/);
      }
      expect(await stage.trail()).to.include('station.enrolled');
    }));

  it('keeps a clinician out of administration', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place);
      const page = await signIn(await stage.device(), { url: stage.url, ...person });
      await page.goto(`${stage.url}/admin`);
      await page.waitForURL('**/clinician');
    }));
});
