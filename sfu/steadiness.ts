import type { types } from 'mediasoup';
import type { ParticipantView } from '../domain/contract/media.ts';
import type { TransportPair } from './transports.ts';

export type SteadinessOptions = {
  transports: TransportPair;
  /** Whether something should be arriving from them and nothing does. */
  isSilent: () => boolean;
  onChanged: () => void;
};

/** Whether a participant's media gets through, as far as the SFU can tell within about two seconds. */
export class Steadiness {
  readonly #options: SteadinessOptions;
  #connection: ParticipantView['connection'] = 'steady';

  constructor(options: SteadinessOptions) {
    this.#options = options;
    for (const transport of this.#transports()) {
      transport.on('icestatechange', () => {
        this.look();
      });
    }
  }

  get connection(): ParticipantView['connection'] {
    return this.#connection;
  }

  look(): void {
    const interrupted = this.#transports().some(({ iceState }) => iceState === 'disconnected');
    const now = interrupted || this.#options.isSilent() ? 'unsteady' : 'steady';
    if (now === this.#connection) return;
    this.#connection = now;
    this.#options.onChanged();
  }

  #transports(): types.WebRtcTransport[] {
    const { send, receive } = this.#options.transports;
    return [send, receive];
  }
}
