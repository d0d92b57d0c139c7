import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { restoreBackup } from '../../../store/backup/restore-backup.ts';
import { takeBackup } from '../../../store/backup/take-backup.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { replaceDatabase } from '../../support/replace-database.ts';
import { createDatabase, testServices } from '../../support/services.ts';
import {
  accept,
  bothSeeAndHear,
  connectCall,
  countOf,
  hangUp,
  recordOutcome,
  ringsAt,
} from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';

const { signal } = new AbortController();

/** A backup that is restored beside the database, and takes its place when that is called for. */
async function backUp(databaseUrl: string, owned: AsyncDisposableStack): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bedside-restored-'));
  owned.defer(() => rm(folder, { recursive: true }));
  const from = path.join(folder, 'backup');
  await takeBackup({ databaseUrl, to: from, signal });
  return async () => {
    const beside = owned.use(await createDatabase());
    await restoreBackup({ databaseUrl: beside.url, from, signal });
    const lost = await replaceDatabase(databaseUrl, { by: beside.url });
    owned.defer(async () => {
      await inDatabase(testServices().databaseUrl, (client) => client.query(`drop database ${lost}`));
    });
  };
}

describe('pages that are open while the database is restored to an older copy', function () {
  this.timeout(150_000);
  const onStage = stages();

  it('hear the next ring, and the call that follows is seen and heard, though nobody loads them again', () =>
    onStage({ network: 'cut' }, async (stage) => {
      await using owned = new AsyncDisposableStack();
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const sides = { station: station.page, clinician: clinician.page };
      const restore = await backUp(stage.world.config.databaseUrl, owned);
      // A busy night, and a whole call, which are lost: the numbers of what the pages know are far beyond the copy's.
      await inDatabase(stage.world.config.databaseUrl, (client) =>
        client.query('update audiences set seq = seq + 1000'),
      );
      await connectCall(sides);
      await hangUp(clinician.page);
      await recordOutcome(clinician.page, 'Rest and fluids.');
      await station.page.getByTestId('back-to-start').click();
      await restore();
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      await ringsAt(station.page, clinician.name);
      await accept(clinician.page);
      await stationIs(station.page, 'active');
      await bothSeeAndHear(sides);
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));
});
