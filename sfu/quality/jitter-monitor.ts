import type { types } from 'mediasoup';
import type { ParticipantView } from '../../domain/rooms/wire.ts';
import type { Log } from '../../domain/ports.ts';
import { isWorkerGone } from '../workers/refusals.ts';
import type { TransportPair } from '../workers/transports.ts';

export type JitterMonitorOptions = {
  transports: TransportPair;
  /** Whether packets should be arriving from this participant. */
  isFlowing: () => boolean;
  onChanged: () => void;
  log: Log;
};

/** Opus without DTX sends 50 packets a second, so a sample without a new byte means something. */
const sampleEveryMs = 1_500;

/** Whether a participant's media gets through, as far as the SFU can tell within about three seconds. */
export class JitterMonitor {
  readonly #options: JitterMonitorOptions;
  readonly #sampling: NodeJS.Timeout;
  #connection: ParticipantView['connection'] = 'steady';
  /** Bytes at the last sample; undefined while no packets are due. */
  #received: number | undefined;
  #silent = false;

  constructor(options: JitterMonitorOptions) {
    this.#options = options;
    for (const transport of this.#transports()) {
      transport.on('icestatechange', () => {
        this.#settle();
      });
    }
    // Sampling alone must not keep the process alive.
    this.#sampling = setInterval(() => {
      this.#listen().catch((error: unknown) => {
        if (options.transports.send.closed || isWorkerGone(error)) return;
        options.log.error('transport could not be looked at', error);
      });
    }, sampleEveryMs).unref();
  }

  get connection(): ParticipantView['connection'] {
    return this.#connection;
  }

  close(): void {
    clearInterval(this.#sampling);
  }

  async #listen(): Promise<void> {
    const { transports, isFlowing } = this.#options;
    if (!isFlowing()) {
      this.#received = undefined;
      this.#silent = false;
    } else {
      const [stats] = await transports.send.getStats();
      const received = stats?.rtpBytesReceived ?? 0;
      // A participant that has never sent anything is still connecting, and is shown as such.
      this.#silent = received > 0 && received === this.#received;
      this.#received = received;
    }
    this.#settle();
  }

  #settle(): void {
    const transports = this.#transports();
    if (transports.some(({ closed }) => closed)) return;
    const interrupted = transports.some(({ iceState }) => iceState === 'disconnected');
    const now = interrupted || this.#silent ? 'unsteady' : 'steady';
    if (now === this.#connection) return;
    this.#connection = now;
    this.#options.onChanged();
  }

  #transports(): types.WebRtcTransport[] {
    const { send, receive } = this.#options.transports;
    return [send, receive];
  }
}
