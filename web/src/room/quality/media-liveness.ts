import type { Direction } from '../../../../domain/rooms/wire.ts';
import type { Timers } from '../../service/timers.ts';
import { statsOf, type StatsTransport } from '../../service/transport-stats.ts';

/** Bytes that count: those sent to the media server as pictures and sound, and any received from it. */
type Bytes = { sent: number; received: number };
type TransportEntry = { type?: string; bytesSent?: number; bytesReceived?: number };

const sampleEveryMs = 250;
/** Consecutive samples in which something arrived, before silence means anything. */
const steadySamples = 4;
/** Consecutive samples in which nothing arrived. */
const silentSamples = 2;

/**
 * Notices within a second that nothing arrives any more, where the browser itself takes five to ten: after a change
 * of address it goes on believing in the old one until its own checks have failed for long enough. While pictures or
 * sound are sent the media server answers with reports several times a second, whatever the others in the room do; so
 * silence on both transports at once is the network's fault. A browser that sends neither reports nothing.
 */
export class MediaLiveness {
  readonly #send: StatsTransport;
  readonly #receive: StatsTransport;
  readonly #owner: { stopped(): void; beats(): void };
  #last: Bytes | null = null;
  #steady = 0;
  #silent = 0;
  #sampling: Promise<void> | null = null;

  constructor(
    { send, receive }: Readonly<Record<Direction, StatsTransport>>,
    owner: { stopped(): void; beats(): void },
  ) {
    this.#send = send;
    this.#receive = receive;
    this.#owner = owner;
  }

  /** Samples until the returned function is called. */
  open(timers: Pick<Timers, 'every'>): () => void {
    return timers.every(sampleEveryMs, () => {
      this.sample().catch(reportError);
    });
  }

  /** Resolves when what has arrived by now has been reported; a sample in progress is shared. */
  sample(): Promise<void> {
    this.#sampling ??= this.#sampleOnce().finally(() => {
      this.#sampling = null;
    });
    return this.#sampling;
  }

  async #sampleOnce(): Promise<void> {
    const bytes = await this.#read();
    if (bytes !== null && this.#last !== null) this.#judge(this.#last, bytes);
    this.#last = bytes;
  }

  #judge(before: Bytes, now: Bytes): void {
    if (now.received > before.received) {
      this.#steady += 1;
      this.#silent = 0;
      this.#owner.beats();
      return;
    }
    this.#silent = now.sent > before.sent ? this.#silent + 1 : 0;
    if (this.#silent < silentSamples) return;
    const wasSteady = this.#steady >= steadySamples;
    this.#steady = 0;
    if (wasSteady) this.#owner.stopped();
  }

  /** Null once a transport is closed: it has no statistics then. */
  async #read(): Promise<Bytes | null> {
    const [send, receive] = await Promise.all([bytesOf(this.#send), bytesOf(this.#receive)]);
    return send && receive && { sent: send.sent, received: send.received + receive.received };
  }
}

async function bytesOf(transport: StatsTransport): Promise<Bytes | null> {
  const entries: readonly TransportEntry[] | null = await statsOf(transport);
  if (entries === null) return null;
  const found = entries.find(({ type }) => type === 'transport');
  return { sent: found?.bytesSent ?? 0, received: found?.bytesReceived ?? 0 };
}
