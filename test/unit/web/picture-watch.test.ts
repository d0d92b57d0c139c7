import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { ParticipantView, PictureLevel } from '../../../domain/rooms/wire.ts';
import type { ParticipantId } from '../../../domain/ids.ts';
import type { MediaRoomView } from '../../../web/src/room/session/media-room.ts';
import { PictureWatch, watchedIn, type Watching } from '../../../web/src/room/quality/picture-watch.ts';
import { standingNews, standingWords } from '../../../web/src/room/view/room-words.ts';

const stationId = 'the-station' as ParticipantId;
const colleagueId = 'a-colleague' as ParticipantId;

/** A transport over which frames and sound of some tracks have come. */
class Transport {
  readonly came: Record<string, { framesDecoded?: number; packetsReceived: number }> = {};
  closed = false;
  readonly observer = new EventEmitter();

  getStats() {
    if (this.closed) return Promise.reject(new Error('closed'));
    const entries = Object.entries(this.came).map(
      ([trackIdentifier, counts]) =>
        [trackIdentifier, { type: 'inbound-rtp', trackIdentifier, ...counts }] as const,
    );
    const sent = ['out', { type: 'outbound-rtp', framesEncoded: 900 }] as const;
    return Promise.resolve(new Map<string, unknown>([...entries, sent]));
  }

  add(track: string, frames: number, packets: number): void {
    const { framesDecoded = 0, packetsReceived = 0 } = this.came[track] ?? {};
    this.came[track] = {
      framesDecoded: framesDecoded + frames,
      packetsReceived: packetsReceived + packets,
    };
  }
}

describe('watching pictures that stand still', () => {
  let nowMs: number;
  let transport: Transport;
  let watching: Watching;
  let watch: PictureWatch;
  const picture = {
    participantId: stationId,
    pictureId: 'picture',
    soundId: 'sound',
    pace: 'moving',
  } as const;
  const other = { ...picture, participantId: colleagueId, pictureId: 'other', soundId: undefined };

  beforeEach(() => {
    nowMs = 0;
    transport = new Transport();
    watching = { transports: [transport], pictures: [picture] };
    watch = new PictureWatch({ watching: () => watching, nowMs: () => nowMs });
  });

  /** So many seconds with so much a second of each track. */
  async function pass(seconds: number, each: Record<string, { frames?: number; packets?: number }>) {
    for (let half = 0; half < seconds * 2; half += 1) {
      nowMs += 500;
      for (const [track, { frames = 0, packets = 0 }] of Object.entries(each))
        transport.add(track, frames / 2, packets / 2);
      await watch.sample();
    }
  }
  const all = { picture: { frames: 30 }, sound: { packets: 50 } };

  it('tells whose does, since when, and whether they are still heard', async () => {
    watching = { ...watching, pictures: [picture, other] };
    await pass(5, { ...all, other: { frames: 10 } });
    expect(watch.standing.get()).to.deep.equal({});
    await pass(3, { sound: { packets: 50 }, other: { frames: 10 } });
    expect(watch.standing.get()).to.deep.equal({ [stationId]: { seenAtMs: 5000, heard: true } });
    await pass(1, { other: { frames: 10 } });
    expect(watch.standing.get()).to.deep.equal({ [stationId]: { seenAtMs: 5000, heard: false } });
    await pass(3, { sound: { packets: 50 } });
    expect(watch.standing.get()).to.deep.equal({
      [stationId]: { seenAtMs: 5000, heard: false },
      [colleagueId]: { seenAtMs: 9000, heard: false },
    });
    await pass(1, { ...all, other: { frames: 10 } });
    expect(watch.standing.get()).to.deep.equal({});
  });

  it('tells it once and not with every look', async () => {
    await pass(5, all);
    let heard = 0;
    watch.standing.subscribe(() => {
      heard += 1;
    });
    await pass(60, { sound: { packets: 50 } });
    expect(heard).to.equal(1);
  });

  it('waits for the first frame, and knows nothing where a browser does not count them', async () => {
    await pass(30, { sound: { packets: 50 } });
    transport.came['picture'] = { packetsReceived: 5000 };
    await pass(30, { sound: { packets: 50 } });
    expect(watch.standing.get()).to.deep.equal({});
  });

  it('holds for the last picture of a room that is lost, and begins anew with the next stream', async () => {
    await pass(5, all);
    transport.closed = true;
    await pass(3, {});
    expect(watch.standing.get()).to.deep.equal({ [stationId]: { seenAtMs: 5000, heard: false } });
    const next = new Transport();
    transport = next;
    watching = { transports: [next], pictures: [{ ...picture, pictureId: 'next' }] };
    await pass(5, {});
    expect(watch.standing.get()).to.deep.equal({});
  });

  it('is not asked of a picture that is not expected, nor soon after it is again', async () => {
    await pass(5, all);
    const { pictures } = watching;
    watching = { ...watching, pictures: [] };
    await pass(60, {});
    watching = { ...watching, pictures };
    await pass(3, {});
    expect(watch.standing.get()).to.deep.equal({});
    await pass(1, {});
    expect(watch.standing.get()).to.have.property(stationId);
  });

  it('is not settled by what a page that was asleep has missed', async () => {
    await pass(5, all);
    nowMs += 3_600_000;
    await pass(1, {});
    expect(watch.standing.get()).to.deep.equal({});
    await pass(1, all);
    expect(watch.standing.get()).to.deep.equal({});
  });
});

describe('which pictures are watched', () => {
  const station: ParticipantView = {
    participantId: stationId,
    name: 'Tablet',
    role: 'station',
    sources: { microphone: 'on', camera: 'on' },
    connection: 'steady',
    pictures: 'full',
  };
  const tracks = { audio: { id: 'sound' } as MediaStreamTrack, video: { id: 'picture' } as MediaStreamTrack };
  const room: MediaRoomView = {
    joined: true,
    admitted: true,
    others: [station],
    remotes: { [stationId]: tracks },
    network: 'good',
    pictures: 'full',
    uplink: 'full',
    transports: [],
  };
  const watched = (change: Partial<MediaRoomView>) => watchedIn({ ...room, ...change }).pictures;

  const paces: [PictureLevel, 'moving' | 'stills' | null][] = [
    ['full', 'moving'],
    ['low', 'moving'],
    ['still', 'stills'],
    ['audio', null],
  ];
  for (const [level, pace] of paces)
    it(`are ${pace ?? 'none'} where ${level} is passed on`, () => {
      expect(watched({ pictures: level })).to.deep.equal(
        pace === null ? [] : [{ participantId: stationId, pictureId: 'picture', soundId: 'sound', pace }],
      );
    });

  it('are those whose camera is on and whose stream is there, also of somebody whose connection is bad', () => {
    for (const camera of ['off', 'missing', 'taken'] as const)
      expect(watched({ others: [{ ...station, sources: { microphone: 'on', camera } }] })).to.deep.equal([]);
    expect(watched({ remotes: {} })).to.deep.equal([]);
    expect(watched({ remotes: { [stationId]: { ...tracks, video: null } } })).to.deep.equal([]);
    expect(watched({ others: [{ ...station, connection: 'unsteady' }] })).to.have.length(1);
  });

  it('are none outside a room', () => {
    expect(watchedIn(null)).to.deep.equal({ transports: [], pictures: [] });
  });
});

describe('the words for a picture that stands still', () => {
  const standing = { seenAtMs: 1000, heard: true };
  const steady = { standing, connection: 'steady', interrupted: false } as const;

  it('tell how old it is, and speak of sound only where some comes', () => {
    const large = { nowMs: 13_400, small: false };
    const what = 'Picture stands still';
    expect(standingWords(standing, large)).to.deep.equal([
      what,
      'for 12 seconds',
      'The sound still comes through.',
    ]);
    const silent = { ...standing, heard: false };
    expect(standingWords(silent, { ...large, nowMs: 126_000 })).to.deep.equal([
      what,
      'for 2 minutes 5 seconds',
    ]);
  });

  it('are few on a small picture', () => {
    const at = (nowMs: number) => standingWords(standing, { nowMs, small: true });
    expect(at(13_400)).to.deep.equal(['Stands still', 'for 12 s']);
    expect(at(62_000)).to.deep.equal(['Stands still', 'for 1 min 1 s']);
  });

  it('are read out once, and not where a lost connection has been told already', () => {
    expect(standingNews('Home 3', steady)).to.equal('The picture of Home 3 stands still.');
    expect(standingNews('Home 3', { ...steady, standing: null })).to.equal('');
    expect(standingNews('Home 3', { ...steady, connection: 'unsteady' })).to.equal('');
    expect(standingNews('Home 3', { ...steady, interrupted: true })).to.equal('');
  });
});
