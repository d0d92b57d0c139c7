import { expect } from 'chai';
import pg from 'pg';
import { bothGoOn, bothSeeAndHear, connectCall, countOf } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { eventually } from '../../support/eventually.ts';
import { fillDiskOf } from '../../support/full-disk.ts';

async function readinessIs(url: string, wanted: number): Promise<void> {
  await eventually(async () => {
    const response = await fetch(`${url}/health/ready`);
    return response.status === wanted ? undefined : `${response.status}: ${await response.text()}`;
  }, 20_000);
}

/** The code with which PostgreSQL refuses this. */
function refusalOf(databaseUrl: string, statement: string): Promise<unknown> {
  return inDatabase(databaseUrl, (client) =>
    client.query(statement).then(
      () => 'it was done',
      (error: unknown) => (error instanceof pg.DatabaseError ? error.code : error),
    ),
  );
}

describe('a service whose PostgreSQL has no room on its disk', function () {
  this.timeout(150_000);
  const onStage = stages();

  it('is not ready, keeps no press and says so, cuts no visit, and takes the press when there is room again', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const { databaseUrl } = stage.world.config;
      const [clinician, station, other] = await Promise.all([
        stage.onCall(),
        stage.station(),
        stage.station(),
      ]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      await readinessIs(stage.url, 200);
      const before = countOf(await stage.trail(), 'call.placed');
      const makeRoom = await fillDiskOf(databaseUrl, ['audit', 'write_probe_pages']);
      expect(await refusalOf(databaseUrl, 'select probe_write()')).to.equal('53100');
      await readinessIs(stage.url, 503);
      await other.page.getByTestId('call-button').click();
      await stationIs(other.page, 'placing');
      await other.page.getByTestId('not-gone-through').waitFor();
      await bothGoOn(sides);
      await bothGoOn(sides);
      await stationIs(other.page, 'placing');
      await makeRoom();
      await stationIs(other.page, 'waiting');
      await other.page.getByTestId('not-gone-through').waitFor({ state: 'detached' });
      await readinessIs(stage.url, 200);
      await bothGoOn(sides);
      const trail = await stage.trail();
      expect(countOf(trail, 'call.placed')).to.equal(before + 1);
      expect(trail).not.to.include('visit.ended');
    }));
});
