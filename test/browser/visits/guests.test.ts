import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { narrow } from '../../support/browsers.ts';
import { letExpire } from '../../support/guests.ts';
import { speaksWithoutPause } from '../../support/speaks-without-pause.ts';
import {
  connectCall,
  hangUp,
  hearsOthers,
  lightGoesOff,
  seesPicturesOf,
  shows,
  stopSending,
} from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { inviteTo, openLink, waitInLobby } from '../../support/browser/inviting.ts';
import { notes } from '../../support/browser/passing.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

/** A visit with a patient who speaks, and a link to it for an interpreter. */
async function visitWithLink(stage: Stage) {
  const [station, clinician] = await Promise.all([stage.station(), stage.onCall()]);
  await station.page.evaluate(speaksWithoutPause);
  await connectCall({ station: station.page, clinician: clinician.page });
  return { station, clinician, ...(await inviteTo(clinician.page)) };
}

async function closedBecause(page: Page, why: string): Promise<void> {
  await page.locator(`[data-testid="guest-closed"][data-why="${why}"]`).waitFor();
}

describe('a guest in a visit', () => {
  const play = stages();

  it('is invited, waits, is let in, is seen and heard, survives a reload, and is removed', () =>
    play({}, async (stage) => {
      const { station, clinician, link } = await visitWithLink(stage);
      const guest = await openLink(stage, link);
      await guest.getByTestId('join-visit').click();
      await shows(guest, 'Enter your name');
      await isFitForAll(guest, 'the name of a guest');
      await guest.getByTestId('guest-name-input').fill('Ana Lima');
      await guest.getByTestId('join-visit').focus();
      await guest.keyboard.press('Enter');
      await guest.getByTestId('guest-waiting').waitFor();
      expect(new URL(guest.url()).hash).to.equal('');
      await guest.reload();
      await guest.getByTestId('guest-waiting').waitFor();
      await isFitForAll(guest, 'a guest waiting');
      await clinician.page.getByTestId('lobby').waitFor();
      await isFitForAll(clinician.page, 'a clinician with a guest in the lobby');

      await clinician.page.getByTestId('admit-guest').click();
      await guest.getByTestId('guest-in-visit').waitFor();
      const known = 'Ana Lima (interpreter)';
      await Promise.all([
        seesPicturesOf(station.page, [known, clinician.name]),
        seesPicturesOf(clinician.page, [known]),
        seesPicturesOf(guest, ['the patient', clinician.name]),
        ...[station.page, clinician.page, guest].map((page) => hearsOthers(page, 2)),
      ]);
      await station.page.getByTestId('people').getByText(known).waitFor();
      for (const page of [guest, clinician.page]) {
        await page.locator('.bedside-stage [data-testid="tile"][data-speaking="true"]').waitFor();
      }
      await isFitForAll(guest, 'a guest in the visit');
      await isFitForAll(clinician.page, 'a clinician with a guest in the visit');
      await guest.reload();
      await seesPicturesOf(guest, ['the patient', clinician.name]);

      await clinician.page.getByTestId('mute-all').click();
      await guest.getByText('Unmute').waitFor();
      await guest.getByTestId('mute').click();
      await guest.locator('[data-testid="mute"][data-off="false"]').waitFor();

      const saidWhoLeft = await notes(station.page, { text: `${known} left.` });
      await clinician.page.getByTestId('remove-guest').click();
      await clinician.page.getByTestId('confirm-remove').click();
      await guest.getByTestId('guest-over').waitFor();
      await lightGoesOff(guest);
      await shows(guest, 'The clinician has taken you out of the visit.');
      await isFitForAll(guest, 'a guest who was removed');
      await saidWhoLeft();
      await seesPicturesOf(station.page, [clinician.name]);
    })).timeout(180_000);

  it('shows somebody else large who is chosen', () =>
    play({}, async (stage) => {
      const { clinician, link } = await visitWithLink(stage);
      await waitInLobby(stage, link);
      await clinician.page.getByTestId('admit-guest').click();
      const large = clinician.page.locator('.bedside-stage [data-testid="tile"]');
      const guestTile = clinician.page.locator('.bedside-tiles [data-testid="tile"]');
      await guestTile.waitFor();
      const site = await large.getAttribute('data-name');
      expect(await large.getByTestId('show-large').count()).to.equal(0);
      await guestTile.getByTestId('show-large').click();
      await clinician.page.locator('.bedside-stage [data-name="Ana Lima (interpreter)"]').waitFor();
      await large.getByTestId('show-large').click();
      await clinician.page.locator(`.bedside-stage [data-name="${site ?? ''}"]`).waitFor();
    })).timeout(120_000);

  it('finds the button where it was when the camera opens late', () =>
    play({}, async (stage) => {
      const { link } = await visitWithLink(stage);
      const device = await stage.device({ viewport: narrow });
      await device.addInitScript(() => {
        // A page that is not served securely has none.
        const { mediaDevices } = navigator as Partial<Navigator>;
        if (mediaDevices === undefined) return;
        const open = mediaDevices.getUserMedia.bind(mediaDevices);
        const allowed = new Promise<void>((resolve) => {
          Object.assign(globalThis, { allowDevices: resolve });
        });
        mediaDevices.getUserMedia = async (wanted) => {
          await allowed;
          return await open(wanted);
        };
      });
      const page = await device.newPage();
      await page.goto(link);
      await shows(page, 'Camera: starting…');
      const join = page.getByTestId('join-visit');
      const before = await join.boundingBox();
      await page.evaluate(() => {
        (globalThis as unknown as { allowDevices: () => void }).allowDevices();
      });
      await shows(page, /^Camera: working/);
      await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
      expect(await join.boundingBox()).to.deep.equal(before);
    })).timeout(60_000);

  it('is told of a picture that stands still, and the clinician of theirs', () =>
    play({}, async (stage) => {
      const { clinician, link } = await visitWithLink(stage);
      const guest = await waitInLobby(stage, link);
      await clinician.page.getByTestId('admit-guest').click();
      const known = 'Ana Lima (interpreter)';
      for (const [stopped, seenBy, name] of [
        [clinician.page, guest, clinician.name],
        [guest, clinician.page, known],
      ] as const) {
        await seesPicturesOf(seenBy, [name]);
        const standing = seenBy.locator(`[data-name="${name}"]`).getByTestId('standing-picture');
        const goOn = await stopSending(stopped, 'video');
        await standing.waitFor();
        await goOn();
        await standing.waitFor({ state: 'detached' });
      }
    })).timeout(120_000);

  it('is told why not: refused, used, withdrawn, run out, locked, over', () =>
    play({}, async (stage) => {
      const { clinician, link } = await visitWithLink(stage);
      const { page } = clinician;
      const guest = await waitInLobby(stage, link);
      await closedBecause(await openLink(stage, link), 'taken');
      await page.getByTestId('refuse-guest').click();
      await guest.getByTestId('guest-over').waitFor();
      await shows(guest, 'You were not let in');
      await guest.reload();
      await closedBecause(guest, 'expired');

      const expired = await inviteTo(page);
      await letExpire(stage.world, 'all');
      const late = await openLink(stage, expired.link);
      await closedBecause(late, 'expired');
      await isFitForAll(late, 'an invitation that has run out');

      const open = await inviteTo(page, 'family');
      await page.getByTestId('lock-room').click();
      await page.getByTestId('room-locked').waitFor();
      const locked = await openLink(stage, open.link);
      await closedBecause(locked, 'conflict');
      await page.getByTestId('lock-room').click();
      await page.getByTestId('room-locked').waitFor({ state: 'detached' });
      await locked.getByTestId('enter-code').click();
      await isFitForAll(locked, 'the code of a guest');
      await locked.getByTestId('guest-code-input').fill(open.code.toLowerCase());
      await locked.getByTestId('find-visit').click();
      await locked.getByTestId('guest-name-input').fill('Ben Ito');
      await locked.getByTestId('join-visit').click();
      await locked.getByTestId('guest-waiting').waitFor();
      const last = await inviteTo(page, 'gp');
      await hangUp(page);
      await locked.getByTestId('guest-over').waitFor();
      await shows(locked, 'The visit is over');
      await closedBecause(await openLink(stage, last.link), 'wrong-phase');
    })).timeout(180_000);
});
