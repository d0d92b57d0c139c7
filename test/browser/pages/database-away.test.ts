import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { SiteId } from '../../../domain/ids.ts';
import { stationIs } from '../../support/browsers.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { setReadOnly } from '../../support/read-only-database.ts';

const telephone = '01632 960009';

/** A hospital hub of the station's organisation, with a telephone. */
async function addHospital({ place, world }: Stage): Promise<void> {
  const siteId = randomUUID() as SiteId;
  const { organisationId } = place;
  await world.deps.store.transact(({ accounts }) =>
    accounts.addSite({ siteId, organisationId, name: 'The hub', kind: 'hospital-hub', phone: telephone }),
  );
}

describe('pages whose service has no database', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('say that a press has not gone through, and whom to ring, and send it when it can be kept', () =>
    onStage({ network: 'cut', gated: true }, async (stage) => {
      await addHospital(stage);
      const [station, clinician] = await Promise.all([stage.station(), stage.onCall()]);
      await shows(clinician.page, 'No call is waiting.');
      await stage.world.database.shut();
      await station.page.getByTestId('connection-banner').waitFor();
      await clinician.page.getByTestId('connection-banner').waitFor();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'placing');
      const panel = station.page.getByTestId('not-gone-through');
      await panel.waitFor();
      await shows(station.page, 'Your call has not gone through');
      // Nothing is said of a queue in which the call does not stand.
      expect(await station.page.getByText('stays in the queue').count()).to.equal(0);
      const numbers = await panel
        .locator('a[href^="tel:"]')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      expect(numbers).to.deep.equal(['tel:999', 'tel:111', 'tel:01632960009']);
      await isFitForAll(station.page, 'a press that has not gone through');
      await clinician.page.getByTestId('out-of-date').waitFor();
      await stage.world.database.reopen();
      await clinician.page.getByTestId('accept').waitFor();
      await stationIs(station.page, 'ringing');
      await panel.waitFor({ state: 'detached' });
      await station.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
      expect((await stage.trail()).filter((action) => action === 'call.placed')).to.have.length(1);
    }));

  it('say it to whoever waits while the database only reads, and the call rings when it can be written to', () =>
    onStage({}, async (stage) => {
      const { databaseUrl } = stage.world.config;
      const station = await stage.station();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'waiting');
      await setReadOnly(databaseUrl, 'on', 'ended');
      const banner = station.page
        .getByTestId('connection-banner')
        .filter({ hasText: 'The service has a fault' });
      await banner.filter({ hasText: 'Do not wait for it: call 111 by telephone, or 999' }).waitFor();
      await stationIs(station.page, 'waiting');
      await setReadOnly(databaseUrl, 'off', 'kept');
      await banner.waitFor({ state: 'detached' });
      const clinician = await stage.onCall();
      await clinician.page.getByTestId('accept').waitFor();
      await stationIs(station.page, 'ringing');
    }));

  it('keep an answer until the service can keep it, so that one press is enough and nobody is paused for it', () =>
    onStage({}, async (stage) => {
      const { databaseUrl } = stage.world.config;
      const [station, clinician] = await Promise.all([stage.station(), stage.onCall()]);
      await station.page.getByTestId('call-button').click();
      const accept = clinician.page.getByTestId('accept');
      await accept.waitFor();
      await setReadOnly(databaseUrl, 'on', 'ended');
      await accept.click();
      await shows(clinician.page, 'The service has a fault');
      await setReadOnly(databaseUrl, 'off', 'kept');
      await stationIs(station.page, 'active');
      const trail = await stage.trail();
      expect(trail.filter((action) => action === 'call.answered')).to.have.length(1);
      expect(trail).not.to.include.any.members(['offer.withdrawn', 'offer.missed', 'clinician.paused']);
    }));
});
