import type { PictureLevel } from '../../../../domain/rooms/wire.ts';
import type { ParticipantId } from '../../../../domain/ids.ts';
import { isUnderstood, type SoundCame } from '../../../../domain/lost-sound/hearing.ts';
import {
  type SampleTime,
  type Motion,
  newMotion,
  type Pace,
  see,
} from '../../../../domain/rooms/picture-motion.ts';
import { Observable } from '../../service/observable.ts';
import { oneAtATime } from '../../service/in-turn.ts';
import type { Timers } from '../../service/timers.ts';
import type { StatsTransport } from '../../service/transport-stats.ts';
import { type InboundStream, inboundStreams } from './inbound-streams.ts';
import type { MediaRoomView } from '../session/media-room.ts';

const sampleEveryMs = 500;
/** A shorter limit would show and withdraw the warning again and again on a line that stutters. */
const heardAfterMs = 4000;

/**
 * A picture that stands still: when its last new frame was decoded, by `pageClock`, and whether its owner is still
 * heard.
 */
export type Standing = { readonly seenAtMs: number; readonly heard: boolean };
export type Standings = Readonly<Partial<Record<ParticipantId, Standing>>>;

/** A picture that should show something new from time to time, and the sound that goes with it. */
export type WatchedPicture = {
  participantId: ParticipantId;
  pictureId: string;
  soundId: string | undefined;
  pace: Pace;
};

/** What to watch, and where its statistics are. */
export type Watching = { transports: readonly StatsTransport[]; pictures: readonly WatchedPicture[] };

/** What has been received of a person since their streams began. */
type Counts = { framesDecoded: number; sound: SoundCame };

type Watched = {
  pictureId: string;
  counts: Counts;
  /** For how long the samples have found enough sound to understand speech. */
  heardMs: number;
  /** Null before its first frame: until then the tile says that it is connecting. */
  motion: Motion | null;
};

/** A monotonic clock for watching pictures. */
export function pageClock(): number {
  return performance.now();
}

/** The pictures that this page shows as moving ones; also while the room is lost and they are the last there are. */
export function watchedIn(room: MediaRoomView | null): Watching {
  const pace = room === null ? null : paceOf[room.pictures];
  if (room === null || pace === null) return { transports: [], pictures: [] };
  const pictures = room.others
    .filter(({ sources }) => sources.camera === 'on')
    .flatMap(({ participantId }) => {
      const { video = null, audio = null } = room.remotes[participantId] ?? {};
      return video === null ? [] : [{ participantId, pictureId: video.id, soundId: audio?.id, pace }];
    });
  return { transports: room.transports ?? [], pictures };
}

const paceOf: Readonly<Record<PictureLevel, Pace | null>> = {
  full: 'moving',
  low: 'moving',
  still: 'stills',
  audio: null,
};

/**
 * Detects a picture that stands still from what this browser decodes, whatever the cause. The count of decoded frames
 * also goes on in a hidden tab, where nothing is drawn and no frame callback fires; and there the picture may well be
 * watched, in the small window.
 */
export class PictureWatch {
  /** The people whose pictures stand still now. */
  readonly standing = new Observable<Standings>({});
  readonly #watching: () => Watching;
  readonly #nowMs: () => number;
  #lookedAtMs: number;
  #watched = new Map<ParticipantId, Watched>();

  constructor(options: { watching: () => Watching; nowMs?: () => number }) {
    this.#watching = options.watching;
    this.#nowMs = options.nowMs ?? pageClock;
    this.#lookedAtMs = this.#nowMs();
  }

  /** Samples until the returned function is called. */
  open(timers: Pick<Timers, 'every'>): () => void {
    return timers.every(sampleEveryMs, () => {
      this.sample().catch(reportError);
    });
  }

  readonly sample = oneAtATime(async () => {
    const watching = this.#watching();
    const streams = watching.pictures.length === 0 ? [] : await inboundStreams(watching.transports);
    this.#compare(watching.pictures, streams);
  });

  #compare(pictures: readonly WatchedPicture[], streams: readonly InboundStream[]): void {
    const nowMs = this.#nowMs();
    const time = { nowMs, overMs: nowMs - this.#lookedAtMs };
    this.#lookedAtMs = nowMs;
    const before = this.#watched;
    this.#watched = new Map(
      pictures.map((picture) => {
        const known = before.get(picture.participantId);
        const watched = known?.pictureId === picture.pictureId ? known : unwatched(picture);
        const counts = countsOf(picture, streams, watched.counts);
        return [picture.participantId, sampleStream(watched, { counts, pace: picture.pace }, time)];
      }),
    );
    this.#tell();
  }

  #tell(): void {
    const standing: Partial<Record<ParticipantId, Standing>> = {};
    for (const [participantId, { motion, heardMs }] of this.#watched) {
      if (motion?.state === 'stands')
        standing[participantId] = { seenAtMs: motion.seenAtMs, heard: heardMs >= heardAfterMs };
    }
    if (JSON.stringify(standing) !== JSON.stringify(this.standing.get())) this.standing.set(standing);
  }
}

function unwatched({ pictureId }: WatchedPicture): Watched {
  return {
    pictureId,
    counts: { framesDecoded: 0, sound: { packets: 0, genuineMs: 0 } },
    heardMs: 0,
    motion: null,
  };
}

/** A stream without statistics brings nothing new. */
function countsOf(
  { pictureId, soundId }: WatchedPicture,
  streams: readonly InboundStream[],
  before: Counts,
): Counts {
  const picture = streams.find(({ trackId }) => trackId === pictureId);
  const sound = streams.find(({ trackId }) => soundId !== undefined && trackId === soundId);
  return {
    framesDecoded: picture?.framesDecoded ?? before.framesDecoded,
    sound: sound ?? before.sound,
  };
}

function sampleStream(
  { pictureId, counts: before, heardMs, motion }: Watched,
  { counts, pace }: { counts: Counts; pace: Pace },
  time: SampleTime,
): Watched {
  const came = {
    packets: added(before.sound.packets, counts.sound.packets),
    genuineMs: added(before.sound.genuineMs, counts.sound.genuineMs),
  };
  const heard = isUnderstood(came, time.overMs);
  const frames = added(before.framesDecoded, counts.framesDecoded);
  const begun = motion ?? (frames > 0 ? newMotion(time.nowMs) : null);
  return {
    pictureId,
    counts,
    heardMs: heard ? heardMs + time.overMs : 0,
    motion: begun && see(begun, { frames, pace }, time),
  };
}

/** A stream that has started again counts from zero. */
function added(before: number, now: number): number {
  return now < before ? now : now - before;
}
