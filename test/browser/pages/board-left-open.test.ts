import type { Page } from 'playwright-core';
import { bothSeeAndHear, connectCall, isAbsent, ringsAt, shows } from '../../support/browser/acts.ts';
import { type SignedInPage, type Stage, stages } from '../../support/browser/stage.ts';
import { signIn, stationIs } from '../../support/browsers.ts';

/** The person's board in the same browser, as on a wall. */
async function openBoard({ page }: SignedInPage, stage: Stage): Promise<Page> {
  const board = await page.context().newPage();
  await board.goto(`${stage.url}/oversight`);
  await board.getByTestId('presences').waitFor();
  return board;
}

/** The board of somebody else, who manages. */
async function openManager(stage: Stage): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

async function boardSays(board: Page, state: string, name: string): Promise<void> {
  await board.locator(`[data-testid="presences"] [data-state="${state}"]`, { hasText: name }).waitFor();
}

describe('a clinician of whose pages only a board is left open', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is on call for nobody: station and managers see it, and a call waits until their page is open again', () =>
    onStage({}, async (stage) => {
      const [clinician, station, manager] = await Promise.all([
        stage.onCall({ alsoManager: true }),
        stage.station(),
        openManager(stage),
      ]);
      await shows(station.page, '1 clinician is on call');
      await boardSays(manager, 'available', clinician.name);
      const board = await openBoard(clinician, stage);
      await clinician.page.close();
      await boardSays(manager, 'unreachable', clinician.name);
      await boardSays(board, 'unreachable', clinician.name);
      await shows(station.page, 'No clinician is on call right now.');
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'waiting');
      await shows(station.page, 'No clinician is on call right now.');
      await board.locator('[data-testid="queues-table"] tr[data-acuity="urgent"]').waitFor();
      await isAbsent(board, 'ringing-call');
      const back = await board.context().newPage();
      await back.goto(`${stage.url}/clinician`);
      await back.getByTestId('accept').waitFor();
      await ringsAt(station.page, clinician.name);
      await boardSays(manager, 'ringing', clinician.name);
    }));

  it('is lost from their visit: station and managers see it', () =>
    onStage({}, async (stage) => {
      await stage.world.changeQueue(stage.place, {
        ringSeconds: 120,
        lostClinicianSeconds: { immediate: 5, urgent: 5, soon: 5 },
      });
      const [clinician, station, manager] = await Promise.all([
        stage.onCall({ alsoManager: true }),
        stage.station(),
        openManager(stage),
      ]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      const board = await openBoard(clinician, stage);
      await clinician.page.close();
      await station.page
        .getByTestId('lost-clinician')
        .getByRole('heading', { name: `The connection to ${clinician.name} is lost` })
        .waitFor();
      await boardSays(manager, 'lost', clinician.name);
      await boardSays(board, 'lost', clinician.name);
    }));
});
