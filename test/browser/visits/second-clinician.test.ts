import { expect } from 'chai';
import { narrow, stationIs, wide } from '../../support/browsers.ts';
import {
  bothGoOn,
  bothSeeAndHear,
  connectCall,
  hearsOthers,
  hangUp,
  isAbsent,
  presenceIs,
  seesPicturesOf,
  shows,
} from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { askIn } from '../../support/browser/inviting.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function inVisit(stage: Stage) {
  const [lead, station] = await Promise.all([stage.onCall(), stage.station()]);
  await connectCall({ station: station.page, clinician: lead.page });
  await bothSeeAndHear({ station: station.page, clinician: lead.page });
  const second = await stage.onCall();
  return { lead, station, second };
}

describe('a second clinician in a visit, in browsers', function () {
  this.timeout(180_000);
  const onStage = stages();

  it('joins, sees and hears both, takes over, and goes on when the first has left', () =>
    onStage({}, async (stage) => {
      const { lead, station, second } = await inVisit(stage);
      await lead.page.getByTestId('ask-colleague').click();
      await lead.page.getByRole('radio', { name: second.name }).waitFor();
      await lead.page.getByTestId('confirm-invite').click();
      await shows(lead.page, 'There is a problem');
      await isFitForAll(lead.page, 'asking a colleague in, with an error');
      await lead.page.getByRole('button', { name: 'Cancel' }).click();
      await askIn(lead.page, second.name, 'transfer');
      await shows(lead.page, /is being rung, to take over/);
      await shows(second.page, `${lead.name} asks you to take over a visit`);
      await isFitForAll(second.page, 'asked to take over');
      await second.page.getByTestId('accept').click();
      await second.page.getByTestId('leave-visit').waitFor();
      const site = await second.page.locator('h1').innerText();
      await Promise.all([
        seesPicturesOf(station.page, [lead.name, second.name]),
        seesPicturesOf(lead.page, [site, second.name]),
        seesPicturesOf(second.page, [site, lead.name]),
      ]);
      for (const { page } of [station, lead, second]) await hearsOthers(page, 2);
      await shows(second.page, `This is ${lead.name}’s visit.`);
      await shows(station.page, `${lead.name} and ${second.name}`);
      await isFitForAll(lead.page, 'three in a visit, the lead');
      await lead.page.getByTestId('hand-over').click();
      await lead.page.getByTestId('confirm-hand-over').click();
      await presenceIs(lead.page, 'available');
      await isAbsent(lead.page, 'outcome-form');
      await second.page.getByTestId('hang-up').waitFor();
      await bothGoOn({ station: station.page, clinician: second.page });
      await hearsOthers(station.page, 1);
      await hangUp(second.page);
      await second.page.getByTestId('outcome-form').waitFor();
      await stationIs(station.page, 'ended');
      const trail = await stage.trail();
      expect(trail).to.include.members(['visit.invited', 'visit.joined', 'visit.handed-over', 'visit.ended']);
    }));

  it('advises and leaves, and the visit goes on', () =>
    onStage({}, async (stage) => {
      const { lead, station, second } = await inVisit(stage);
      await askIn(lead.page, second.name, 'consult');
      await shows(second.page, `${lead.name} asks for your advice in a visit`);
      await second.page.getByTestId('accept').click();
      await second.page.getByTestId('whose-visit').waitFor();
      await seesPicturesOf(station.page, [lead.name, second.name]);
      await isFitForAll(station.page, 'three in a visit, the station');
      await isFitForAll(second.page, 'three in a visit, the second');
      await second.page.setViewportSize(narrow);
      await second.page.getByTestId('leave-visit').click();
      await second.page.getByTestId('confirm-leave').click();
      await second.page.setViewportSize(wide);
      await presenceIs(second.page, 'available');
      await isAbsent(second.page, 'outcome-form');
      await station.page
        .locator(`[data-testid="tile"][data-name="${second.name}"]`)
        .waitFor({ state: 'detached' });
      await bothGoOn({ station: station.page, clinician: lead.page });
      expect(await stage.trail()).to.include('visit.left');
      expect(await stage.trail()).not.to.include('visit.ended');
    }));

  it('has the call passed on with a note', () =>
    onStage({}, async (stage) => {
      const withoutDevices = true;
      const [lead, station] = await Promise.all([stage.onCall({ withoutDevices }), stage.station()]);
      await connectCall({ station: station.page, clinician: lead.page });
      await lead.page.getByTestId('pass-on').click();
      await lead.page.getByTestId('confirm-pass-on').click();
      await shows(lead.page, 'There is a problem');
      await isFitForAll(lead.page, 'passing on, with an error');
      await lead.page.getByTestId('pass-on-queue').selectOption({ index: 1 });
      await lead.page.getByTestId('pass-on-note').fill('Needs a prescriber.');
      await lead.page.getByTestId('confirm-pass-on').click();
      await presenceIs(lead.page, 'available');
      await isAbsent(lead.page, 'outcome-form');
      await stationIs(station.page, 'waiting');
      const second = await stage.onCall({ withoutDevices });
      await shows(second.page, /passed it on at \d\d:\d\d: “Needs a prescriber\.”$/);
      expect(await stage.trail()).to.include('call.passed-on');
    }));
});
