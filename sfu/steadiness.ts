import type { types } from 'mediasoup';
import type { ParticipantView } from '../domain/contract/media.ts';
import type { Log } from '../domain/ports.ts';
import { isWorkerGone } from './refusals.ts';
import type { TransportPair } from './transports.ts';

export type SteadinessOptions = {
  transports: TransportPair;
  /** Whether packets should be arriving from them. */
  isFlowing: () => boolean;
  onChanged: () => void;
  log: Log;
};

/** Opus without DTX sends 50 packets a second, so that a look without a single new byte means something. */
const lookEveryMs = 1_500;

/** Whether a participant's media gets through, as far as the SFU can tell within about three seconds. */
export class Steadiness {
  readonly #options: SteadinessOptions;
  readonly #rounds: NodeJS.Timeout;
  #connection: ParticipantView['connection'] = 'steady';
  /** Bytes up to the last look; undefined while nothing needs to arrive. */
  #received: number | undefined;
  #silent = false;

  constructor(options: SteadinessOptions) {
    this.#options = options;
    for (const transport of this.#transports()) {
      transport.on('icestatechange', () => {
        this.#settle();
      });
    }
    // Pictures and sound keep the process alive, not looking at them.
    this.#rounds = setInterval(() => {
      this.#listen().catch((error: unknown) => {
        if (options.transports.send.closed || isWorkerGone(error)) return;
        options.log.error('transport could not be looked at', error);
      });
    }, lookEveryMs).unref();
  }

  get connection(): ParticipantView['connection'] {
    return this.#connection;
  }

  close(): void {
    clearInterval(this.#rounds);
  }

  async #listen(): Promise<void> {
    const { transports, isFlowing } = this.#options;
    if (!isFlowing()) {
      this.#received = undefined;
      this.#silent = false;
    } else {
      const [stats] = await transports.send.getStats();
      const received = stats?.rtpBytesReceived ?? 0;
      // Who has never sent anything is still connecting, and is shown as that.
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
