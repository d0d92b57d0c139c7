import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn, wide } from '../../support/browsers.ts';
import { NodeProcess, nodeSecret } from '../../support/node-process.ts';
import { redisPrefix } from '../../support/services.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function platformAdministrator(stage: Stage): Promise<Page> {
  const roles = ['platform-administrator'] as const;
  const person = await stage.world.addPersonWithPassword(stage.place, { roles });
  return signIn(await stage.device(), { url: stage.url, ...person });
}

function rowOf(page: Page, { nodeId }: NodeProcess) {
  return page.locator(`[data-node="${nodeId}"]`);
}

describe('the page of media nodes', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('says that media run inside the server', () =>
    onStage({}, async (stage) => {
      const page = await platformAdministrator(stage);
      await page.getByRole('link', { name: 'Media nodes' }).click();
      await shows(page, 'Media run inside the server: there are no nodes of their own.');
      await isFitForAll(page, 'no media nodes');
    }));

  it('shows nodes by region, and drains one by the keyboard after saying what it means', async () => {
    await using owned = new AsyncDisposableStack();
    const prefix = redisPrefix();
    const start = async (env: Record<string, string> = {}) =>
      owned.use(await NodeProcess.start({ prefix, env }));
    const [one, two, north] = await Promise.all([
      start(),
      start(),
      start({ BEDSIDE_SFU_REGION: 'uk-north' }),
    ]);
    const env = {
      BEDSIDE_REDIS_PREFIX: prefix,
      BEDSIDE_SFU_NODES: 'separate',
      BEDSIDE_SFU_SECRET: nodeSecret,
    };
    await onStage({ env }, async (stage) => {
      const page = await platformAdministrator(stage);
      await page.getByRole('link', { name: 'Media nodes' }).click();
      await Promise.all([one, two, north].map((node) => rowOf(page, node).waitFor()));
      expect(await rowOf(page, one).innerText()).to.contain('0 rooms, 0 of 400 streams');
      await isFitForAll(page, 'media nodes');
      await page.setViewportSize(wide);

      // The only one of its region: nothing forbids it, but nobody is left in the dark.
      await rowOf(page, north).getByTestId('drain').click();
      await shows(page, 'No other node takes its visits: they stay on it until they end');
      await isFitForAll(page, 'about to drain the last node of a region');
      await page.getByRole('button', { name: 'No, leave it running' }).click();

      await rowOf(page, one).getByTestId('drain').focus();
      await page.keyboard.press('Enter');
      await shows(page, '1 other node of the region home takes rooms. This one has no visit now.');
      // An Enter too many is a no.
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(one.isRunning).to.equal(true);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await shows(page, `Node ${one.nodeId.slice(0, 8)} drains.`);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).to.equal('status');
      expect(await one.ended()).to.equal(0);
      // By itself, with the next reading.
      await rowOf(page, one).waitFor({ state: 'detached' });
      expect(await stage.trail()).to.include('media-node.drained');
      await rowOf(page, two).waitFor();
    });
  });

  it('shows a node that drains with a visit on it, and that its region takes no more', async () => {
    const prefix = redisPrefix();
    await using node = await NodeProcess.start({ prefix });
    const env = {
      BEDSIDE_REDIS_PREFIX: prefix,
      BEDSIDE_SFU_NODES: 'separate',
      BEDSIDE_SFU_SECRET: nodeSecret,
    };
    await onStage({ env }, async (stage) => {
      const page = await platformAdministrator(stage);
      const { page: station } = await stage.station();
      await station.getByTestId('call-button').click();
      await page.getByRole('link', { name: 'Media nodes' }).click();
      await rowOf(page, node).filter({ hasText: '1 room,' }).waitFor();
      await rowOf(page, node).getByTestId('drain').click();
      await page.getByTestId('confirm-drain').click();
      await rowOf(page, node).getByText('Draining', { exact: true }).waitFor();
      await shows(page, 'No node of this region takes rooms');
      expect(await rowOf(page, node).getByTestId('drain').count()).to.equal(0);
      await isFitForAll(page, 'a node that drains');
      expect(node.isRunning).to.equal(true);
    });
  });
});

describe('the region in the form of an organisation', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is set, refused when it is none, and taken away', () =>
    onStage({}, async (stage) => {
      const page = await platformAdministrator(stage);
      await page.getByRole('link', { name: 'Organisations' }).click();
      const row = page.getByTestId('organisation');
      await row.getByText('The service’s own region', { exact: true }).waitFor();
      await row.getByTestId('region').click();
      await shows(page, 'Visits that are running stay where they are.');
      await page.getByLabel('Region (optional)').fill('UK North');
      await page.getByTestId('save-region').click();
      await shows(page, 'Enter up to 40 lower-case letters, digits and hyphens, like uk-north');
      await isFitForAll(page, 'the region of an organisation, with an error');
      await page.getByLabel('Region (optional)').fill('uk-north');
      await page.keyboard.press('Enter');
      await row.getByText('Region uk-north').waitFor();
      await row.getByTestId('region').click();
      await page.getByLabel('Region (optional)').fill('');
      await page.getByTestId('save-region').click();
      await row.getByText('The service’s own region', { exact: true }).waitFor();
      expect((await stage.trail()).filter((action) => action === 'organisation.region-set')).to.have.length(
        2,
      );
    }));
});
