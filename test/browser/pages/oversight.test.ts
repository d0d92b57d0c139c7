import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { raiseNotice } from '../../../domain/escalation/notices.ts';
import { Past } from '../../support/past.ts';
import { signIn } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { readCsv } from '../../support/read-csv.ts';
import { accept, hangUp, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function manager(stage: Stage): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

/** Waits until a tile of the board says this. */
async function tileSays(page: Page, name: string, text: RegExp): Promise<void> {
  await eventually(async () => {
    const now = await page.getByTestId(`tile-${name}`).innerText();
    return text.test(now) ? undefined : `the tile ${name} says “${now}”, which is not ${String(text)}`;
  }, 20_000);
}

/** Some weeks of calls before today. */
async function addPast(stage: Stage, days: number): Promise<void> {
  const { organisationId, siteId } = stage.place;
  const { stationId } = await stage.world.addEnrolmentCode(stage.place);
  const { personId } = await stage.world.addPersonWithPassword(stage.place);
  await using past = await Past.open(stage.world.config.databaseUrl, {
    organisationId,
    siteId,
    stationId,
    clinicianId: personId,
  });
  const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  for (let n = 0; n < days * 6; n += 1) {
    const placedAt = new Date(
      today - days * 86_400_000 + n * 4 * 3_600_000 + (n % 7) * 700_000,
    ).toISOString();
    const answered = n % 6 !== 0;
    await past.add({
      placedAt,
      acuity: n % 4 === 0 ? 'soon' : 'urgent',
      endedAfter: 400 + (n % 5) * 200,
      missed: n % 9 === 0 ? 1 : 0,
      ...(answered && {
        answeredAfter: 10 + ((n * 37) % 90),
        outcome: n % 3 === 0 ? 'gp-today' : 'home-with-advice',
      }),
    });
  }
}

describe('oversight', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('says of a page whose code does not arrive that it cannot be shown, and fetches it again', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const page = await manager(stage);
      await page.route('**/history-page*', (route) => route.abort());
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByTestId('part-failed').waitFor();
      await isFitForAll(page, 'a page that could not be fetched');
      await page.unroute('**/history-page*');
      await page.getByTestId('part-again').click();
      await shows(page, 'No call was placed in these days.');
    }));

  it('is where a manager arrives, and follows a call from the press to the answer', () =>
    onStage({}, async (stage) => {
      const board = await manager(stage);
      expect(new URL(board.url()).pathname).to.equal('/oversight');
      await tileSays(board, 'free', /^Clinicians free\s+0\s+nobody is on call$/);
      await shows(board, 'No call is waiting.');
      const station = await stage.station();
      await station.page.getByTestId('call-button').click();
      await tileSays(board, 'waiting', /^Calls waiting\s+1/);
      await tileSays(board, 'oldest', /\d:(0[1-9]|[1-5]\d)/);
      await board.locator('[data-testid="queues-table"] tr[data-acuity="urgent"]').waitFor();
      const clinician = await stage.onCall();
      await board
        .locator('[data-testid="presences"] [data-state="ringing"]', { hasText: clinician.name })
        .waitFor();
      await shows(board, new RegExp(`rings at ${clinician.name}`));
      await accept(clinician.page);
      await tileSays(board, 'waiting', /^Calls waiting\s+0/);
      await tileSays(board, 'service-level', /SL2 \d+ %, 1 call answered/);
      await board
        .locator('[data-testid="presences"] [data-state="busy"]', { hasText: clinician.name })
        .waitFor();
      await hangUp(clinician.page);
      await board
        .locator('[data-testid="presences"] [data-state="wrap-up"]', { hasText: clinician.name })
        .waitFor();
    }));

  it('tells a station that waits what the manager knows', () =>
    onStage({}, async (stage) => {
      const [board, station] = [await manager(stage), await stage.station()];
      await station.page.getByTestId('call-button').click();
      await board.getByTestId('message-station').click();
      await board.getByTestId('message-text').fill('Dr Ash comes in 3 minutes.');
      await board.getByTestId('confirm-message').click();
      await shows(station.page, 'Dr Ash comes in 3 minutes.');
      await shows(board, 'Told them: “Dr Ash comes in 3 minutes.”');
    }));

  it('shows warnings until somebody deals with them, and gaps in cover in words', () =>
    onStage({}, async (stage) => {
      const { organisationId } = stage.place;
      const board = await manager(stage);
      const detail = { from: new Date().toISOString(), until: null };
      await raiseNotice(stage.world.deps, { organisationId, kind: 'nobody-on-call', key: 'test', detail });
      await board.getByTestId('notices').getByText('Nobody is on call.', { exact: true }).waitFor();
      await board.getByTestId('cover-gaps').getByText('nobody can be rung now until').waitFor();
      await isFitForAll(board, 'the board with a warning and a gap');
      await board.getByTestId('acknowledge').first().click();
      await eventually(async () => {
        const left = await board.getByTestId('notices').count();
        return left === 0 ? undefined : 'the warning is still there';
      }, 10_000);
      expect(await stage.trail()).to.include('notice.acknowledged');
    }));

  it('lists who was cut off, until a person closes it', () =>
    onStage({ graces: { graceWaitingSeconds: 5 } }, async (stage) => {
      const [board, station] = [await manager(stage), await stage.station()];
      await station.page.getByTestId('call-button').click();
      await tileSays(board, 'waiting', /^Calls waiting\s+1/);
      await station.page.context().close();
      await tileSays(board, 'call-backs', /^Call-backs open\s+1$/);
      await isFitForAll(board, 'the board with a call-back');
      await board.getByTestId('close-call-back').click();
      await board.getByTestId('close-reason-reached-by-telephone').check();
      await board.getByTestId('confirm-close-call-back').click();
      await tileSays(board, 'call-backs', /^Call-backs open\s+0$/);
      expect(await stage.trail()).to.include('call-back.closed');
    }));

  it('draws the history, also as tables, and saves it as a file', () =>
    onStage({}, async (stage) => {
      await addPast(stage, 14);
      const page = await manager(stage);
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByTestId('total-calls').getByText('84').waitFor();
      await page.getByTestId('levels').waitFor();
      expect(await page.locator('[data-testid="plot"] canvas').count()).to.equal(4);
      expect(await drawn(page)).to.deep.equal([true, true, true, true]);
      await page.getByText('As a table: Clinicians needed').click();
      await page.getByTestId('staffing').getByRole('rowheader', { name: '12:00' }).waitFor();
      await isFitForAll(page, 'history');
      const saved = page.waitForEvent('download');
      await page.getByTestId('export').click();
      const file = await (await saved).path();
      const rows = readCsv(await readFile(file, 'utf8'));
      expect(rows).to.have.length(84);
      expect(rows.every(({ site }) => site?.startsWith('Home'))).to.equal(true);
      await page.getByLabel('From').fill('2020-01-01');
      await page.getByTestId('show-history').click();
      await shows(page, 'At most 366 days can be shown at once');
      await page.getByLabel('To').fill('2020-01-02');
      await page.getByTestId('show-history').click();
      await shows(page, 'No call was placed in these days.');
    }));

  it('lets an administrator look at the job queues', () =>
    onStage({}, async (stage) => {
      const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['administrator'] });
      const page = await signIn(await stage.device(), { url: stage.url, ...person });
      await page.getByTestId('open-operations').click();
      await page.waitForURL(/\/operations\/queues/);
      await page.getByText('urgent-calls').first().waitFor();
    }));
});

/** Whether each plot's canvas has anything on it. */
function drawn(page: Page): Promise<boolean[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('[data-testid="plot"] canvas')].map((canvas) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels?.some((value) => value !== 0) ?? false;
    }),
  );
}
