import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { stationIs } from '../../support/browsers.ts';
import { accept, bothSeeAndHear, countOf, isAbsent, presenceIs } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';

describe('a second tab', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('of a station shows the same call, and pressing in both is one call', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const station = await stage.station();
      const device = station.page.context();
      const second = await device.newPage();
      await second.goto(`${stage.url}/station`);
      await second.getByTestId('call-button').waitFor();
      // Without a connection both presses are held, so that both are sent when it comes back.
      await device.setOffline(true);
      for (const tab of [station.page, second]) {
        await tab.getByTestId('connection-banner').waitFor();
        await tab.getByTestId('call-button').click();
        await stationIs(tab, 'placing');
      }
      await device.setOffline(false);
      await Promise.all([stationIs(station.page, 'waiting'), stationIs(second, 'waiting')]);
      const third = await device.newPage();
      await third.goto(`${stage.url}/station`);
      await stationIs(third, 'waiting');
      await isAbsent(third, 'call-button');
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));

  it('of a station that never pressed leaves the visit to the one that did', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await station.page.context().newPage();
      await second.goto(`${stage.url}/station`);
      await second.getByTestId('call-button').waitFor();
      await station.page.getByTestId('call-button').click();
      await stationIs(second, 'ringing');
      await accept(clinician.page);
      await second.getByTestId('replaced').waitFor();
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
    }));

  it('of a station that never pressed gives way also when it was first to the room and last into it', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await station.page.context().newPage();
      const pressing = await ownSocket(station.page);
      const following = await ownSocket(second);
      await Promise.all([station.page.goto(`${stage.url}/station`), second.goto(`${stage.url}/station`)]);
      await second.getByTestId('call-button').waitFor();
      // The tab that follows is first to hear of the call, and its way into the room is held up on the network.
      pressing.delayFacts();
      following.delayJoin();
      await station.page.getByTestId('call-button').click();
      await following.joins;
      pressing.release();
      await pressing.joins;
      following.release();
      await accept(clinician.page);
      await second.getByTestId('replaced').waitFor();
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
    }));

  it('of a clinician rings too, and the visit is in the tab that accepted', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await clinician.page.context().newPage();
      await second.goto(`${stage.url}/clinician`);
      await presenceIs(second, 'available');
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      await accept(second);
      await clinician.page.getByTestId('replaced').waitFor();
      await bothSeeAndHear({ station: station.page, clinician: second });
    }));
});

type OwnSocket = { delayFacts(): void; delayJoin(): void; release(): void; readonly joins: Promise<void> };

/** Stands between a page and the service from its next load on, and holds back what a test wants late. */
async function ownSocket(page: Page): Promise<OwnSocket> {
  const joined = Promise.withResolvers<undefined>();
  const delayed: (() => void)[] = [];
  let delaying: 'nothing' | 'facts' | 'join' = 'nothing';
  const pass = (delay: boolean, send: () => void) => {
    if (delay) delayed.push(send);
    else send();
  };
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const joins = String(message).includes('"room:join"');
      pass(delaying === 'join' && joins, () => {
        server.send(message);
      });
      if (joins) joined.resolve(undefined);
    });
    server.onMessage((message) => {
      pass(delaying === 'facts', () => {
        socket.send(message);
      });
    });
  });
  return {
    joins: joined.promise,
    delayFacts: () => (delaying = 'facts'),
    delayJoin: () => (delaying = 'join'),
    release: () => {
      delaying = 'nothing';
      for (const send of delayed.splice(0)) send();
    },
  };
}
