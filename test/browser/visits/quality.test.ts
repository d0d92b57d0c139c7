import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { readCsv } from '../../support/read-csv.ts';
import { bothGoOn, bothSeeAndHear, connectCall, hangUp, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function manager(stage: Stage): Promise<Page> {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

/** A visit of a station and a clinician who has opened what there is about the connections. */
async function visitWatched(stage: Stage) {
  const [station, clinician] = await Promise.all([stage.station(), stage.onCall()]);
  const sides = { station: station.page, clinician: clinician.page };
  await connectCall(sides);
  await bothSeeAndHear(sides);
  await clinician.page.getByTestId('connection').click();
  return sides;
}

async function saysOfConnections(page: Page, ...sentences: RegExp[]): Promise<void> {
  await eventually(async () => {
    const list = page.getByTestId('connection-sentences');
    const text = (await list.count()) === 0 ? 'nothing' : await list.innerText();
    const missing = sentences.find((sentence) => !sentence.test(text));
    return missing === undefined ? undefined : `${String(missing)} is not in “${text}”`;
  }, 40_000);
}

/** How many of the page's plots have a line in this colour. */
function drawnIn(page: Page, red: number, green: number, blue: number): Promise<number> {
  return page.evaluate(
    (colour) =>
      [...document.querySelectorAll<HTMLCanvasElement>('[data-testid="plot"] canvas')].filter((canvas) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        for (let n = 0; n < pixels.length; n += 4) {
          if (colour.every((value, part) => pixels[n + part] === value)) return true;
        }
        return false;
      }).length,
    [red, green, blue],
  );
}

describe('the connections of a visit, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('are measured by both sides, and told and drawn for the clinician who asks, at a second try too', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const sides = await visitWatched(stage);
      const { clinician } = sides;
      const drawing = '**/connection-plots*';
      await clinician.route(drawing, (route) => route.abort());
      await saysOfConnections(
        clinician,
        /The station’s connection is \w+: [\d.]+ % of packets lost, \d+ ms to the service and back.* over UDP\./,
        /Your connection is \w+: [\d.]+ % of packets lost, \d+ ms to the service and back.* over UDP\./,
      );
      await clinician.getByTestId('part-failed').waitFor();
      await isFitForAll(clinician, 'a visit with a part that could not be fetched');
      await bothGoOn(sides);
      await clinician.unroute(drawing);
      await clinician.getByTestId('part-again').click();
      await eventually(async () => {
        const station = await drawnIn(clinician, 0x00, 0x5e, 0xb8);
        return station === 2 ? undefined : `the station’s line is in ${String(station)} of two plots`;
      }, 60_000);
      await clinician.getByText('As a table: Packets lost').click();
      const table = clinician.getByRole('table', { name: /Packets lost/ });
      await table.getByRole('columnheader', { name: 'Station' }).waitFor();
      expect(await table.getByRole('row').count()).to.equal(31);
      await eventually(async () => {
        const figures = await table.getByRole('cell').allInnerTexts();
        return figures.some((figure) => /^[\d.]+ %$/.test(figure)) ? undefined : 'the table holds no figure';
      }, 60_000);
      await isFitForAll(clinician, 'a visit with its connections');
      const kept = await stage.world.deps.store.reads.listSides({
        organisationId: stage.place.organisationId,
        from: new Date(Date.now() - 3_600_000),
        until: new Date(Date.now() + 3_600_000),
      });
      expect(kept.sides.map(({ role, path }) => [role, path])).to.have.deep.members([
        ['station', 'udp'],
        ['clinician', 'udp'],
      ]);
    }));

  it('are measured on after a page was loaded anew in the middle of the visit', () =>
    onStage({}, async (stage) => {
      const sides = await visitWatched(stage);
      await saysOfConnections(sides.clinician, /The station’s connection is/);
      await sides.station.reload();
      await bothGoOn(sides);
      const before = (await samplesOfStation(stage)).length;
      await eventually(async () => {
        const count = (await samplesOfStation(stage)).length;
        return count > before ? undefined : `the station has reported ${String(count)} times, as before`;
      }, 40_000);
      const samples = await samplesOfStation(stage);
      expect(
        samples.every(({ seconds, lossInPercent }) => seconds > 0 && (lossInPercent ?? 0) >= 0),
      ).to.equal(true);
    }));

  it('are ranked on a page of their own, by visit, site and path, and saved as a file', () =>
    onStage({}, async (stage) => {
      const page = await manager(stage);
      await page.getByRole('link', { name: 'Connections' }).click();
      await shows(page, /^No visit began on/);
      await isFitForAll(page, 'a day without visits');
      const { clinician } = await visitWatched(stage);
      await saysOfConnections(clinician, /The station’s connection is/, /Your connection is/);
      await hangUp(clinician);
      await page.getByTestId('show-day').click();
      await page.reload();
      await page.getByTestId('worst-visits').waitFor();
      await shows(page, /^1 visit began on .*; it was measured\.$/);
      await shows(page, /A visit is ranked by the connection that was in trouble for the greatest share/);
      const [site, , , whose, path] = await page
        .getByTestId('worst-visits')
        .getByRole('cell')
        .allInnerTexts();
      expect([site?.startsWith('Home'), path]).to.deep.equal([true, 'UDP']);
      expect(whose).to.match(/^(Station|Clinician)$/);
      await page
        .getByTestId('quality-sites')
        .getByRole('cell', { name: site ?? '' })
        .waitFor();
      await page.getByTestId('quality-paths').getByRole('cell', { name: 'UDP' }).waitFor();
      await isFitForAll(page, 'a day of connections');
      const saved = page.waitForEvent('download');
      await page.getByTestId('export').click();
      const rows = readCsv(await readFile(await (await saved).path(), 'utf8'));
      expect(rows.map((row) => [row['site'], row['path']])).to.deep.equal([[site, 'udp']]);
      await page.getByRole('button', { name: 'The day before' }).click();
      await shows(page, /^No visit began on/);
      await page.getByLabel('Day', { exact: true }).fill('');
      await page.getByTestId('show-day').click();
      await shows(page, 'Enter a day');
      expect(await stage.trail()).to.include('quality.exported');
    }));
});

async function samplesOfStation({ world, place }: Stage) {
  const { store } = world.deps;
  const { sides } = await store.reads.listSides({
    organisationId: place.organisationId,
    from: new Date(Date.now() - 3_600_000),
    until: new Date(Date.now() + 3_600_000),
  });
  const [{ visitId } = { visitId: undefined }] = sides;
  if (visitId === undefined) return [];
  const participants = await store.reads.listSamples(visitId, new Date(0));
  return participants.find(({ role }) => role === 'station')?.samples ?? [];
}
