import { bothGoOn, bothSeeAndHear, connectCall, hangUp, shows } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';

/** Each takes two seconds and more: together longer than the ten after which a server looks who may be in a room. */
const rounds = 6;

describe('a visit whose service has no database', function () {
  this.timeout(150_000);
  const onStage = stages();

  it('goes on with picture and sound, and can be ended when the database is back', () =>
    onStage({ network: 'cut', gated: true }, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      await stage.world.database.shut();
      for (const page of Object.values(sides)) await page.getByTestId('connection-banner').waitFor();
      for (let round = 0; round < rounds; round += 1) await bothGoOn(sides);
      await hangUp(clinician.page);
      await shows(clinician.page, 'The call has not been ended yet');
      await stage.world.database.reopen();
      await clinician.page.getByTestId('save-outcome').waitFor();
      await stationIs(station.page, 'ended');
    }));
});
