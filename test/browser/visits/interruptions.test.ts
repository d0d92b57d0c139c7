import { expect } from 'chai';
import { stationIs } from '../../support/browsers.ts';
import {
  bothGoOn,
  bothSeeAndHear,
  connectCall,
  countOf,
  isAbsent,
  lightGoesOff,
  recordOutcome,
  shows,
} from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function inVisit(stage: Stage) {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const pages = { station: station.page, clinician: clinician.page };
  await connectCall(pages);
  await bothSeeAndHear(pages);
  return { ...pages, stationId: station.stationId, person: clinician };
}

describe('a visit that is interrupted, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  for (const side of ['station', 'clinician'] as const) {
    it(`comes back with picture and sound both ways when the ${side}’s page is loaded again`, () =>
      onStage({}, async (stage) => {
        const visit = await inVisit(stage);
        await visit[side].reload();
        await visit[side].getByTestId('hang-up').waitFor();
        await bothGoOn(visit);
        await stationIs(visit.station, 'active');
        await isAbsent(visit.clinician, 'replaced');
        const trail = await stage.trail();
        expect(countOf(trail, 'call.answered')).to.equal(1);
        expect(trail).not.to.include('visit.ended');
      }));

    it(`goes to the ${side}’s second tab, and back to the first on request`, () =>
      onStage({}, async (stage) => {
        const visit = await inVisit(stage);
        const first = visit[side];
        const second = await first.context().newPage();
        await second.goto(first.url());
        await first.getByTestId('replaced').waitFor();
        await bothGoOn({ ...visit, [side]: second });
        await first.getByRole('button', { name: 'Use it here' }).click();
        await second.getByTestId('replaced').waitFor();
        await bothGoOn(visit);
        expect(await stage.trail()).not.to.include('visit.ended');
      }));
  }

  it('ends when the station is revoked: the device says so, and the clinician writes the outcome', () =>
    onStage({}, async (stage) => {
      const { station, clinician, stationId } = await inVisit(stage);
      await stage.administrate(`/api/stations/${stationId}/revocation`);
      await station.getByTestId('station-revoked').waitFor();
      await shows(station, 'This device is no longer enrolled.');
      await shows(clinician, /The station was revoked/);
      await recordOutcome(clinician, 'The station was taken away.');
      await station.reload();
      await station.getByTestId('enrolment-code-input').waitFor();
      await isAbsent(station, 'call-button');
    }));

  it('goes back to the queue when the clinician is disabled, who is told', () =>
    onStage({}, async (stage) => {
      const { station, clinician, person } = await inVisit(stage);
      await stage.administrate(`/api/people/${person.personId}/disablement`);
      await shows(clinician, 'Your account is disabled');
      await lightGoesOff(clinician);
      await stationIs(station, 'waiting');
      const next = await stage.onCall();
      await next.page.getByTestId('accept').click();
      await bothGoOn({ station, clinician: next.page });
    }));
});
