import type { ParticipantView } from '../../../../domain/rooms/wire.ts';
import {
  hear,
  type Hearing,
  isUnderstood,
  type SoundSample,
  type SoundCame,
} from '../../../../domain/lost-sound/hearing.ts';
import { oneAtATime } from '../../service/in-turn.ts';
import type { Timers } from '../../service/timers.ts';
import type { StatsTransport } from '../../service/transport-stats.ts';
import { inboundStreams } from './inbound-streams.ts';
import type { RoomView } from '../session/room-session.ts';

const sampleEveryMs = 1000;
/** After a longer gap between two samples the page was asleep, and does not know what came meanwhile. */
const asleepAfterMs = 5000;

/**
 * What there is to listen to: the sound of a track; nothing, with the reason, which says how to judge it; or it
 * cannot be judged from here.
 */
export type Listening =
  { transports: readonly StatsTransport[]; trackId: string } | Exclude<SoundSample, 'heard'> | 'unknown';

/** How the station is heard from this tab. */
export function listeningTo(view: Pick<RoomView, 'status' | 'room'>): Listening {
  if (view.status === 'idle' || view.status === 'replaced') return 'unknown';
  const { room } = view;
  if (view.status !== 'in-room' || room?.admitted !== true || room.transports === null) return 'nothing';
  const station = room.others.find(({ role }) => role === 'station');
  if (station === undefined) return 'nothing';
  if (!isSpeaking(station)) return 'not-expected';
  const track = room.remotes[station.participantId]?.audio;
  return track ? { transports: room.transports, trackId: track.id } : 'nothing';
}

function isSpeaking({ sources }: ParticipantView): boolean {
  return sources.microphone === 'on';
}

/**
 * Samples every second whether sound of the station arrives, and reports to the service when it is lost or back. It
 * compares with the state the service has, so a page that was reloaded, or whose report was lost, reports again.
 */
export class SoundWatch {
  readonly #listening: () => Listening;
  readonly #isKnownLost: () => boolean;
  readonly #tell: (sound: 'lost' | 'back') => Promise<unknown>;
  readonly #nowMs: () => number;
  #hearing: Hearing;
  #lookedAtMs: number;
  #counted: { trackId: string; came: SoundCame } | null = null;

  constructor(options: {
    listening: () => Listening;
    isKnownLost: () => boolean;
    tell: (sound: 'lost' | 'back') => Promise<unknown>;
    /** A monotonic clock. */
    nowMs?: () => number;
  }) {
    this.#listening = options.listening;
    this.#isKnownLost = options.isKnownLost;
    this.#tell = options.tell;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#hearing = { lost: options.isKnownLost(), doubtedMs: 0 };
    this.#lookedAtMs = this.#nowMs();
  }

  /** Samples until the returned function is called. */
  open(timers: Timers): () => void {
    return timers.every(sampleEveryMs, () => {
      this.sample().catch(reportError);
    });
  }

  readonly sample = oneAtATime(() => this.#sample());

  async #sample(): Promise<void> {
    const nowMs = this.#nowMs();
    const overMs = nowMs - this.#lookedAtMs;
    this.#lookedAtMs = nowMs;
    const listening = this.#listening();
    const sample = typeof listening === 'string' ? listening : await this.#count(listening, overMs);
    if (sample === 'unknown' || overMs > asleepAfterMs) {
      this.#hearing = { ...this.#hearing, doubtedMs: 0 };
      return;
    }
    this.#hearing = hear(this.#hearing, sample, overMs);
    if (this.#hearing.lost !== this.#isKnownLost()) await this.#tell(this.#hearing.lost ? 'lost' : 'back');
  }

  /** A stream that has started again counts from zero. */
  async #count({ transports, trackId }: Exclude<Listening, string>, overMs: number): Promise<SoundSample> {
    const now = await soundFrom(transports, trackId);
    const before = this.#counted?.trackId === trackId ? this.#counted.came : { packets: 0, genuineMs: 0 };
    this.#counted = { trackId, came: now };
    const came = { packets: now.packets - before.packets, genuineMs: now.genuineMs - before.genuineMs };
    return isUnderstood(came, overMs) ? 'heard' : 'nothing';
  }
}

async function soundFrom(transports: readonly StatsTransport[], trackId: string): Promise<SoundCame> {
  const streams = await inboundStreams(transports);
  return streams
    .filter((stream) => stream.trackId === trackId)
    .reduce<SoundCame>(
      (sum, { packets, genuineMs }) => ({
        packets: sum.packets + packets,
        genuineMs: sum.genuineMs + genuineMs,
      }),
      { packets: 0, genuineMs: 0 },
    );
}
