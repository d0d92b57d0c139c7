import { expect } from 'chai';
import type { Page } from 'playwright-core';
import pg from 'pg';
import { HttpEndpoint } from '../../support/http-endpoint.ts';
import {
  bothGoOn,
  bothSeeAndHear,
  connectCall,
  countOf,
  isAbsent,
  shows,
  stopSending,
} from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

const calls = '/2010-04-01/Accounts/AC1/Calls.json';

async function setPhone(stage: Stage, phone: string): Promise<void> {
  const client = new pg.Client({ connectionString: stage.world.config.databaseUrl });
  await client.connect();
  try {
    await client.query('update sites set phone = $1 where id = $2', [phone, stage.place.siteId]);
  } finally {
    await client.end();
  }
}

/** A visit in which both see and hear. */
async function visitOn(stage: Stage): Promise<{ station: Page; clinician: Page }> {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const sides = { station: station.page, clinician: clinician.page };
  await connectCall(sides);
  await bothSeeAndHear(sides);
  return sides;
}

describe('a visit whose sound does not get through, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();
  let http: HttpEndpoint;
  beforeEach(async () => {
    http = await HttpEndpoint.open();
  });
  afterEach(() => http[Symbol.asyncDispose]());
  const telephone = () => ({
    BEDSIDE_TWILIO_URL: http.url,
    BEDSIDE_TWILIO_ACCOUNT: 'AC1',
    BEDSIDE_TWILIO_TOKEN: 'the-token',
    BEDSIDE_TWILIO_FROM: '+441632960000',
  });

  it('shows the number and rings it by itself, says so at both ends also after a reload, and takes it back', () =>
    onStage({ env: telephone() }, async (stage) => {
      await setPhone(stage, '01632 960001');
      const { station, clinician } = await visitOn(stage);
      const goOn = await stopSending(station, 'audio');
      const lost = clinician.getByTestId('lost-sound');
      await lost.getByRole('heading', { name: 'The connection is too weak even for sound' }).waitFor();
      const number = lost.getByRole('link', { name: '01632 960001' });
      expect(await number.getAttribute('href')).to.equal('tel:01632960001');
      await lost.getByText('Their telephone was rung, to say that you will telephone.').waitFor();
      const notice = station.getByTestId('lost-sound');
      await notice.getByText('Stay near the telephone. The clinician will ring 01632 960001.').waitFor();
      await isFitForAll(clinician, 'a clinician who hears nobody');
      await isFitForAll(station, 'a station that is not heard');
      await clinician.reload();
      await lost.waitFor();
      await goOn();
      await Promise.all([lost, notice].map((notice) => notice.waitFor({ state: 'detached' })));
      await bothGoOn({ station, clinician });
      await shows(clinician, 'Their telephone was rung, to say that you will telephone.');
      expect(http.to(calls)).to.have.length(1);
      const trail = await stage.trail();
      expect(countOf(trail, 'visit.sound-lost')).to.equal(1);
      expect(countOf(trail, 'visit.sound-back')).to.equal(1);
      expect(countOf(trail, 'visit.ended')).to.equal(0);
    }));

  it('is at hand before: the clinician has the site rung, once', () =>
    onStage({ env: telephone() }, async (stage) => {
      await setPhone(stage, '01632 960001');
      const { station, clinician } = await visitOn(stage);
      await isFitForAll(clinician, 'a visit with a telephone at hand');
      await clinician.getByTestId('ring-site').click();
      await isFitForAll(clinician, 'asked whether to ring the site');
      await clinician.getByTestId('confirm-ring-site').click();
      await shows(clinician, 'Their telephone was rung, to say that you will telephone.');
      await isAbsent(clinician, 'ring-site');
      await isAbsent(station, 'lost-sound');
      expect(http.to(calls)).to.have.length(1);
    }));

  it('says that no number is known when the station has gone from the room, and that nobody can be rung', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      await clinician.getByTestId('site-telephone').getByText('No telephone number is known').waitFor();
      await isAbsent(clinician, 'ring-site');
      await station.close();
      const lost = clinician.getByTestId('lost-sound');
      await lost.getByText(/^No telephone number is known for Home \d+\.$/).waitFor({ timeout: 40_000 });
      await isFitForAll(clinician, 'a clinician who hears nobody and knows no number');
      await isAbsent(clinician, 'ring-site');
    }));
});
