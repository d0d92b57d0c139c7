import { expect } from 'chai';
import pg from 'pg';
import type { PersonId } from '../../../domain/ids.ts';
import { signIn, stationIs } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { isAbsent, presenceIs, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

describe('a station that is cut off, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('rings when it is back, goes on with one press, and stays on the board until a person closes it', () =>
    onStage({ network: 'cut', graces: { graceWaitingSeconds: 8 } }, async (stage) => {
      const withoutDevices = true;
      const [clinician, station] = await Promise.all([
        stage.onCall({ withoutDevices }),
        stage.station({ withoutDevices }),
      ]);
      await clinician.page.getByTestId('pause').click();
      await clinician.page.getByTestId('pause-reason-break').click();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'waiting');
      await station.page.context().setOffline(true);
      await clinician.page.getByTestId('call-backs').waitFor();
      await isFitForAll(clinician.page, 'a call-back on the board');
      await station.page.context().setOffline(false);
      await stationIs(station.page, 'call-back');
      await eventually(async () => {
        const title = await station.page.title();
        return title === 'CALL BACK' ? undefined : `the title is “${title}”`;
      });
      await isFitForAll(station.page, 'being called back');
      await station.page.getByTestId('answer-call-back').click();
      await stationIs(station.page, 'waiting');
      await isAbsent(station.page, 'call-back');
      await shows(clinician.page, /They have called again/);
      await clinician.page.getByTestId('close-call-back').click();
      await clinician.page.getByTestId('confirm-close-call-back').click();
      await shows(clinician.page, 'There is a problem');
      await isFitForAll(clinician.page, 'closing a call-back, with an error');
      await clinician.page.getByTestId('close-reason-reached-by-video').check();
      await clinician.page.getByTestId('close-note').fill('Synthetic note.');
      await clinician.page.getByTestId('confirm-close-call-back').click();
      await clinician.page.getByTestId('call-backs').waitFor({ state: 'detached' });
      await clinician.page.getByTestId('go-on-call').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      const trail = await stage.trail();
      expect(trail).to.include.members([
        'call.dropped',
        'call-back.opened',
        'call-back.answered',
        'call-back.closed',
      ]);
    }));
});

/** Every shift of theirs ends now. */
async function endShift(stage: Stage, clinicianId: PersonId): Promise<void> {
  const client = new pg.Client({ connectionString: stage.world.config.databaseUrl });
  await client.connect();
  try {
    await client.query('update shifts set ends_at = now() where clinician_id = $1', [clinicianId]);
  } finally {
    await client.end();
  }
}

describe('going on and off call, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('asks why outside a shift, and to whom waiting calls are handed over', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place, { onRota: false });
      const page = await signIn(await stage.device({ withoutDevices: true }), { url: stage.url, ...person });
      await page.getByTestId('go-on-call').click();
      await page.getByTestId('confirm-outside-shift').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'asked why outside a shift');
      await page.getByTestId('outside-shift-swap').check();
      await page.getByTestId('confirm-outside-shift').click();
      await presenceIs(page, 'available');
      await shows(page, 'You are on call outside the rota.');
      await page.getByTestId('pause').click();
      await page.getByTestId('pause-reason-break').click();
      const station = await stage.station({ withoutDevices: true });
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'waiting');
      await page.getByTestId('go-off-call').click();
      await page.getByTestId('confirm-handover').waitFor();
      await isFitForAll(page, 'asked to whom calls are handed over');
      await page.getByTestId('handover-manager').check();
      await page.getByTestId('confirm-handover').click();
      await presenceIs(page, 'away');
    }));

  it('says that the shift has ended, also after a reload, and asks for hand-over while calls wait', () =>
    onStage({}, async (stage) => {
      const { page, personId } = await stage.onCall({ withoutDevices: true });
      await shows(page, /^On the rota until/);
      await page.getByTestId('pause').click();
      await page.getByTestId('pause-reason-break').click();
      await presenceIs(page, 'paused');
      await endShift(stage, personId);
      await page.reload();
      const notice = page.getByTestId('shift');
      await notice.getByText(/^Your shift has ended at .* You are still on call/).waitFor();
      await isFitForAll(page, 'after the shift');
      const station = await stage.station({ withoutDevices: true });
      await station.page.getByTestId('call-button').click();
      await notice.getByText('1 call is waiting: hand over before you go off call.').waitFor();
      await page.getByTestId('go-off-call').click();
      await page.getByTestId('handover-manager').check();
      await page.getByTestId('confirm-handover').click();
      await presenceIs(page, 'away');
      await notice.getByText(/^Your shift has ended at [0-9:]+[.]$/).waitFor();
    }));

  it('shows the shift of the rota and asks nothing within it', () =>
    onStage({}, async (stage) => {
      const { page } = await stage.onCall({ tier: 2, withoutDevices: true });
      await shows(page, /^On the rota until \d\d:\d\d, second tier\.$/);
    }));
});
