import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { ParticipantView } from '../../../domain/rooms/wire.ts';
import type { ParticipantId } from '../../../domain/ids.ts';
import type { MediaRoomView } from '../../../web/src/room/session/media-room.ts';
import { type Listening, listeningTo, SoundWatch } from '../../../web/src/room/quality/sound-watch.ts';

/** A transport over which sound of one track, and of others, has come. */
class Transport {
  readonly packets: Record<string, number> = {};
  /** What was played, in samples of a 48,000th of a second, and how much of that was made up. */
  readonly played: Record<string, { totalSamplesReceived: number; concealedSamples: number }> = {};
  closed = false;
  readonly observer = new EventEmitter();

  getStats() {
    if (this.closed) return Promise.reject(new Error('closed'));
    const entries = Object.entries(this.packets).map(
      ([trackIdentifier, packetsReceived]) =>
        [
          trackIdentifier,
          {
            type: 'inbound-rtp',
            kind: 'audio',
            trackIdentifier,
            packetsReceived,
            ...this.#play(trackIdentifier),
          },
        ] as const,
    );
    return Promise.resolve(new Map<string, unknown>(entries));
  }

  #play(track: string) {
    const played = this.played[track];
    return played && { ...played, totalSamplesDuration: played.totalSamplesReceived / 48_000 };
  }
}

describe('watching the sound of a station', () => {
  let nowMs: number;
  let listening: Listening;
  let knownLost: boolean;
  let heard: ('lost' | 'back')[];
  let transport: Transport;

  beforeEach(() => {
    nowMs = 0;
    knownLost = false;
    heard = [];
    transport = new Transport();
    listening = { transports: [transport], trackId: 'theirs' };
  });

  const open = () =>
    new SoundWatch({
      listening: () => listening,
      isKnownLost: () => knownLost,
      tell: (sound) => {
        heard.push(sound);
        return Promise.resolve();
      },
      nowMs: () => nowMs,
    });

  /** So many seconds with so many packets in each. */
  async function pass(watch: SoundWatch, seconds: number, packets: number, track = 'theirs'): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1000;
      transport.packets[track] = (transport.packets[track] ?? 0) + packets;
      await watch.sample();
    }
  }

  it('says once that it is lost, as soon as the service knows, and once that it is back', async () => {
    const watch = open();
    await pass(watch, 5, 50);
    await pass(watch, 9, 14);
    expect(heard).to.deep.equal([]);
    await pass(watch, 1, 0);
    expect(heard).to.deep.equal(['lost']);
    knownLost = true;
    await pass(watch, 30, 0);
    await pass(watch, 4, 50);
    knownLost = false;
    await pass(watch, 30, 50);
    expect(heard).to.deep.equal(['lost', 'back']);
  });

  it('goes by what long packets bring, of which there are few: a third of it understood is not lost, a fifth is', async () => {
    const shares = [
      [0.66, []],
      [0.8, ['lost']],
    ] as const;
    for (const [madeUp, expected] of shares) {
      transport = new Transport();
      listening = { transports: [transport], trackId: 'theirs' };
      heard = [];
      const watch = open();
      for (let second = 1; second <= 12; second += 1) {
        transport.played['theirs'] = {
          totalSamplesReceived: second * 48_000,
          concealedSamples: second * 48_000 * madeUp,
        };
        await pass(watch, 1, 8);
      }
      expect([...new Set(heard)], `${madeUp} made up`).to.deep.equal(expected);
    }
  });

  it('says it again as long as the service does not know', async () => {
    const watch = open();
    await pass(watch, 12, 0);
    expect(heard).to.deep.equal(['lost', 'lost', 'lost']);
  });

  it('is not deceived by the sound of others, nor by a transport that has been closed', async () => {
    const watch = open();
    await pass(watch, 5, 50, 'a colleague’s');
    transport.closed = true;
    await pass(watch, 5, 0);
    expect(heard).to.deep.equal(['lost']);
  });

  it('goes on with what the service knows when the page was loaded anew', async () => {
    knownLost = true;
    const watch = open();
    await pass(watch, 20, 0);
    expect(heard).to.deep.equal([]);
    await pass(watch, 4, 50);
    expect(heard).to.deep.equal(['back']);
  });

  it('counts nothing while it cannot know, or was asleep', async () => {
    const watch = open();
    await pass(watch, 9, 0);
    listening = 'unknown';
    await pass(watch, 60, 0);
    listening = 'nothing';
    await pass(watch, 9, 0);
    nowMs += 3_600_000;
    await watch.sample();
    await pass(watch, 9, 0);
    expect(heard).to.deep.equal([]);
    await pass(watch, 1, 0);
    expect(heard).to.deep.equal(['lost']);
  });
});

describe('what there is to listen to', () => {
  const station: ParticipantView = {
    participantId: 'the-station' as ParticipantId,
    name: 'Tablet',
    role: 'station',
    sources: { microphone: 'on', camera: 'on' },
    connection: 'steady',
    pictures: 'full',
  };
  const room: MediaRoomView = {
    joined: true,
    admitted: true,
    others: [station],
    remotes: {
      [station.participantId]: { audio: { id: 'theirs' } as MediaStreamTrack, video: null },
    },
    network: 'good',
    pictures: 'full',
    uplink: 'full',
    transports: [],
  };
  const muted = { ...station, sources: { ...station.sources, microphone: 'off' as const } };

  it('is the station’s own track', () => {
    expect(listeningTo({ status: 'in-room', room })).to.deep.equal({ transports: [], trackId: 'theirs' });
  });

  it('is nothing while the station is not there, is silent for no reason, or the room is lost', () => {
    const colleague = { ...station, role: 'clinician' as const };
    expect(listeningTo({ status: 'in-room', room: { ...room, others: [colleague] } })).to.equal('nothing');
    expect(listeningTo({ status: 'in-room', room: { ...room, remotes: {} } })).to.equal('nothing');
    expect(listeningTo({ status: 'retrying', room: null })).to.equal('nothing');
  });

  it('is not to be expected of somebody who has muted themselves', () => {
    expect(listeningTo({ status: 'in-room', room: { ...room, others: [muted] } })).to.equal('not-expected');
  });

  it('cannot be told in a tab that has left the room to another one', () => {
    expect(listeningTo({ status: 'replaced', room: null })).to.equal('unknown');
    expect(listeningTo({ status: 'idle', room: null })).to.equal('unknown');
  });
});
