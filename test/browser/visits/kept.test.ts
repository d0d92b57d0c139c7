import { expect } from 'chai';
import { observer, type types } from 'mediasoup';
import type { Page } from 'playwright-core';
import { keepsArriving } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { bothGoOn, countOf } from '../../support/browser/acts.ts';
import { notes } from '../../support/browser/passing.ts';
import { stages } from '../../support/browser/stage.ts';
import { visitOverWire } from '../../support/browser/wire.ts';

type Sides = { station: Page; clinician: Page };

type Heard = { packets: number; energy: number };

/** Audio that has arrived at this page, stream by stream of those still there: packets, and energy above silence. */
function heardByStream(page: Page): Promise<Record<string, Heard>> {
  return page.evaluate(async () => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    const streams: Record<string, { packets: number; energy: number }> = {};
    for (const [n, connection] of peerConnectionsMade.entries()) {
      for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
        streams[`${n} ${String(report['ssrc'])}`] = {
          packets: Number(report['packetsReceived'] ?? 0),
          energy: Number(report['totalAudioEnergy'] ?? 0),
        };
      }
    }
    return streams;
  });
}

async function heard(page: Page): Promise<Heard> {
  const streams = Object.values(await heardByStream(page));
  return {
    packets: streams.reduce((sum, { packets }) => sum + packets, 0),
    energy: streams.reduce((sum, { energy }) => sum + energy, 0),
  };
}

const isMuted = (page: Page) => page.locator('[data-testid="mute"][data-off="true"]').waitFor();

async function mute({ station, clinician }: Sides): Promise<void> {
  await station.getByTestId('mute').click();
  await isMuted(station);
  await clinician
    .getByText(/is muted/)
    .filter({ visible: true })
    .first()
    .waitFor();
  // Packets on their way have arrived when pictures sent after them have.
  await keepsArriving(clinician, { who: 'the clinician', sound: false });
}

/** Whatever `happens`, pictures come again and not one packet of sound does, on old streams or new ones. */
async function remainsMuted(sides: Sides, happens: () => Promise<void>, now = sides.station): Promise<void> {
  const before = await heardByStream(sides.clinician);
  await happens();
  await keepsArriving(sides.clinician, { who: 'the clinician', sound: false });
  await isMuted(now);
  await keepsArriving(sides.clinician, { who: 'the clinician', sound: false });
  const after = await heardByStream(sides.clinician);
  // A stream that was made anew counts from nothing; those of a tab that has gone are not there any more.
  for (const [stream, counted] of Object.entries(after)) {
    expect(counted, stream).to.deep.equal(before[stream] ?? { packets: 0, energy: 0 });
  }
}

async function unmutes(station: Page, clinician: Page): Promise<void> {
  const before = await heard(clinician);
  await station.getByTestId('mute').click();
  await eventually(async () => {
    const { packets, energy } = await heard(clinician);
    return packets > before.packets && energy > before.energy ? undefined : `${packets} packets, ${energy}`;
  }, 20_000);
}

const connectionsOf = (page: Page) =>
  page.evaluate(() => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    return peerConnectionsMade.length;
  });

const remoteFragments = (page: Page) =>
  page.evaluate(() => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    return peerConnectionsMade
      .filter(({ connectionState }) => connectionState === 'connected')
      .map(({ remoteDescription }) => /a=ice-ufrag:(\S+)/.exec(remoteDescription?.sdp ?? '')?.[1]);
  });

describe('a visit that is kept, in browsers', function () {
  this.timeout(180_000);
  const onStage = stages();
  const workers: types.Worker[] = [];
  const note = (worker: types.Worker) => {
    workers.push(worker);
  };
  before(() => {
    observer.on('newworker', note);
  });
  after(() => {
    observer.off('newworker', note);
  });
  const killWorkers = () => {
    for (const worker of workers) if (!worker.closed) process.kill(worker.pid, 'SIGKILL');
  };

  it('stays muted through a lost socket, a killed worker, a reload and a second tab', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const visit = await visitOverWire(stage);
      await mute(visit);
      await remainsMuted(visit, () => visit.wire.cut());
      await remainsMuted(visit, () => {
        killWorkers();
        return Promise.resolve();
      });
      await remainsMuted(visit, async () => {
        await visit.station.reload();
      });
      const second = await visit.station.context().newPage();
      await remainsMuted(
        visit,
        async () => {
          await second.goto(visit.station.url());
          await visit.station.getByTestId('replaced').waitFor();
        },
        second,
      );
      await unmutes(second, visit.clinician);
    }));

  it('stays muted in a tab that has never known of it', () =>
    onStage({}, async (stage) => {
      const visit = await visitOverWire(stage);
      const second = await visit.station.context().newPage();
      await second.goto(visit.station.url());
      await visit.station.getByTestId('replaced').waitFor();
      await bothGoOn({ ...visit, station: second });
      await mute({ ...visit, station: second });
      await remainsMuted(visit, async () => {
        await visit.station.getByRole('button', { name: 'Use it here' }).click();
        await second.getByTestId('replaced').waitFor();
      });
      await unmutes(visit.station, visit.clinician);
    }));

  it('keeps its media when only the socket is lost: nothing is made anew, and nobody leaves', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const visit = await visitOverWire(stage);
      const before = await Promise.all([connectionsOf(visit.station), connectionsOf(visit.clinician)]);
      const saidSo = await notes(visit.station, { testId: 'connection-banner' });
      await visit.wire.cut();
      await saidSo();
      await visit.station.getByTestId('connection-banner').waitFor({ state: 'detached' });
      await visit.station.getByTestId('mute').click();
      await visit.clinician
        .getByText(/is muted/)
        .filter({ visible: true })
        .first()
        .waitFor();
      await unmutes(visit.station, visit.clinician);
      await bothGoOn(visit);
      const after = await Promise.all([connectionsOf(visit.station), connectionsOf(visit.clinician)]);
      expect(after).to.deep.equal(before);
      expect(await visit.clinician.getByTestId('tile').count()).to.equal(1);
      expect(countOf(await stage.trail(), 'visit.ended')).to.equal(0);
    }));

  it('comes back by itself when the media worker is killed', () =>
    onStage({}, async (stage) => {
      const visit = await visitOverWire(stage);
      const before = await connectionsOf(visit.station);
      killWorkers();
      await eventually(async () => {
        const made = (await connectionsOf(visit.station)) - before;
        return made > 0 ? undefined : 'the station has made no new connection';
      }, 20_000);
      await bothGoOn(visit);
      expect(await visit.clinician.getByTestId('tile').count()).to.equal(1);
    }));

  it('finds a new way when the network has changed, with the media it had', () =>
    onStage({}, async (stage) => {
      const visit = await visitOverWire(stage);
      const made = await connectionsOf(visit.station);
      const before = await remoteFragments(visit.station);
      await visit.station.evaluate(() => {
        globalThis.dispatchEvent(new Event('online'));
      });
      await eventually(async () => {
        const now = await remoteFragments(visit.station);
        const anew = now.length === 2 && now.every((fragment) => !before.includes(fragment));
        return anew ? undefined : `credentials are ${now.join()}, were ${before.join()}`;
      }, 20_000);
      await bothGoOn(visit);
      expect(await connectionsOf(visit.station)).to.equal(made);
    }));

  it('says so in one sentence when nothing arrives from the other side, and takes it back', () =>
    onStage({}, async (stage) => {
      const visit = await visitOverWire(stage);
      await visit.station.evaluate(async () => {
        const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
        const senders = peerConnectionsMade
          .filter(({ connectionState }) => connectionState === 'connected')
          .flatMap((connection) => connection.getSenders());
        const halted = senders.map((sender) => ({ sender, track: sender.track }));
        Object.assign(globalThis, { halted });
        await Promise.all(senders.map((sender) => sender.replaceTrack(null)));
      });
      const sentence = visit.clinician
        .getByTestId('trouble')
        .getByText(/^The connection of .* is unsteady\./);
      await sentence.waitFor();
      await visit.station.evaluate(async () => {
        const { halted } = globalThis as unknown as {
          halted: { sender: RTCRtpSender; track: MediaStreamTrack | null }[];
        };
        await Promise.all(halted.map(({ sender, track }) => sender.replaceTrack(track)));
      });
      await sentence.waitFor({ state: 'detached' });
      await bothGoOn(visit);
    }));
});
