import { expect } from 'chai';
import type { Page } from 'playwright-core';
import {
  bothGoOn,
  bothSeeAndHear,
  connectCall,
  countOf,
  hangUp,
  lightIsOff,
  presenceIs,
  seesPicturesOf,
  shows,
} from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { askIn, inviteTo, waitInLobby } from '../../support/browser/inviting.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { visitOverWire } from '../../support/browser/wire.ts';
import { stationIs, tracksOpened } from '../../support/browsers.ts';

async function visitOn(stage: Stage) {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const sides = { station: station.page, clinician: clinician.page };
  await connectCall(sides);
  await bothSeeAndHear(sides);
  return sides;
}

async function isLeaving(page: Page, state: 'unanswered' | 'refused'): Promise<void> {
  await page.locator(`[data-testid="still-leaving"][data-state="${state}"]`).waitFor();
  await shows(page, 'nobody can see or hear you');
}

/** Until the answer is called nothing of this page reaches the service. */
async function goOffline(page: Page): Promise<() => Promise<void>> {
  await page.context().setOffline(true);
  await page.getByTestId('connection-banner').waitFor();
  return () => page.context().setOffline(false);
}

async function leave(page: Page, testId: 'leave-visit' | 'leave-as-guest'): Promise<void> {
  await page.getByTestId(testId).click();
  await page.getByTestId('confirm-leave').click();
}

describe('somebody who leaves a visit while the service does not answer', function () {
  this.timeout(150_000);
  const onStage = stages();

  it('at the station has camera and microphone off at once, reads that the call runs, and has it ended later', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      const goOnline = await goOffline(station);
      await hangUp(station);
      await lightIsOff(station);
      await isLeaving(station, 'unanswered');
      await shows(station, 'The call has not been ended yet');
      await isFitForAll(station, 'a station whose call has not been ended');
      await goOnline();
      await stationIs(station, 'ended');
      await clinician.getByTestId('save-outcome').waitFor();
      await lightIsOff(station);
      expect(countOf(await stage.trail(), 'visit.ended')).to.equal(1);
    }));

  it('is not put back into it by a reload', () =>
    onStage({ network: 'cut', gated: true }, async (stage) => {
      const { station } = await visitOn(stage);
      await stage.world.database.shut();
      await hangUp(station);
      await isLeaving(station, 'unanswered');
      await station.reload();
      await stage.world.database.reopen();
      await stationIs(station, 'ended');
      expect(await tracksOpened(station)).to.deep.equal([]);
    }));

  it('may go back, is seen and heard again, and nothing is ended', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const sides = await visitOn(stage);
      const goOnline = await goOffline(sides.clinician);
      await hangUp(sides.clinician);
      await lightIsOff(sides.clinician);
      await isLeaving(sides.clinician, 'unanswered');
      await isFitForAll(sides.clinician, 'a clinician whose call has not been ended');
      await sides.clinician.getByTestId('go-back').click();
      await goOnline();
      await sides.clinician.getByTestId('hang-up').waitFor();
      await bothGoOn(sides);
      expect(await stage.trail()).not.to.include('visit.ended');
    }));

  it('as a second clinician is off at once, and out of it later, and the visit goes on', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const sides = await visitOn(stage);
      const second = await stage.onCall();
      await askIn(sides.clinician, second.name, 'consult');
      await second.page.getByTestId('accept').click();
      await seesPicturesOf(sides.station, [second.name]);
      const goOnline = await goOffline(second.page);
      await leave(second.page, 'leave-visit');
      await lightIsOff(second.page);
      await isLeaving(second.page, 'unanswered');
      await shows(second.page, 'You have not left the visit yet');
      await goOnline();
      await presenceIs(second.page, 'available');
      await bothGoOn(sides);
      expect(countOf(await stage.trail(), 'visit.left')).to.equal(1);
    }));

  it('as a guest is off at once, in the lobby and in the visit, and out of it later', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const sides = await visitOn(stage);
      const first = await waitInLobby(stage, (await inviteTo(sides.clinician)).link);
      await first.getByLabel('Your own picture').waitFor();
      const firstOnline = await goOffline(first);
      await leave(first, 'leave-as-guest');
      await lightIsOff(first);
      await isLeaving(first, 'unanswered');
      await firstOnline();
      await first.getByTestId('guest-over').waitFor();
      const second = await waitInLobby(stage, (await inviteTo(sides.clinician)).link, 'Ben Ito');
      await sides.clinician.getByTestId('admit-guest').click();
      await seesPicturesOf(second, ['the patient']);
      const secondOnline = await goOffline(second);
      await leave(second, 'leave-as-guest');
      await lightIsOff(second);
      await isLeaving(second, 'unanswered');
      await isFitForAll(second, 'a guest who has not left yet');
      await secondOnline();
      await second.getByTestId('guest-over').waitFor();
      expect(countOf(await stage.trail(), 'guest.left')).to.equal(2);
    }));

  it('by signing out is off at once, and may not be signed out', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      await clinician.getByTestId('sign-out').click();
      await clinician.getByTestId('confirm-sign-out').waitFor();
      await clinician.context().setOffline(true);
      await clinician.getByTestId('confirm-sign-out').click();
      await lightIsOff(clinician);
      await shows(clinician, 'There is a problem');
      await clinician.getByRole('button', { name: 'Stay in the visit' }).click();
      await isLeaving(clinician, 'unanswered');
      await clinician.context().setOffline(false);
      await stationIs(station, 'ended');
      await clinician.getByTestId('save-outcome').waitFor();
    }));
});

describe('somebody whom the service does not let hang up', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is off, reads why, may try again, and may go back to be seen and heard', () =>
    onStage({}, async (stage) => {
      const { wire, ...sides } = await visitOverWire(stage);
      wire.refuse('visit:end');
      await hangUp(sides.station);
      await isLeaving(sides.station, 'refused');
      await lightIsOff(sides.station);
      await shows(sides.station, 'The call could not be ended');
      await shows(sides.station, 'This visit is somebody else’s.');
      await isFitForAll(sides.station, 'a station whose call could not be ended');
      await sides.station.getByTestId('leave-again').click();
      await isLeaving(sides.station, 'refused');
      await sides.station.getByTestId('go-back').click();
      await bothGoOn(sides);
      expect(await stage.trail()).not.to.include('visit.ended');
    }));
});
