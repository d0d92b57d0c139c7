import { createHmac } from 'node:crypto';
import type { IceServer } from '../domain/rooms/wire.ts';
import type { ParticipantId } from '../domain/ids.ts';
import type { Clock, Relays } from '../domain/ports.ts';

export type TurnRelaysOptions = {
  /** Absent: there are no relays. */
  relay: { urls: readonly string[]; secret: string; credentialSeconds: number } | undefined;
  clock: Clock;
};

/**
 * Credentials for TURN relays as they make them out themselves, with nothing stored or asked: the user name is when
 * they run out and whose they are, the password its HMAC-SHA1 under the shared secret ("A REST API For Access To TURN
 * Services", draft-uberti-behave-turn-rest-00; coturn's `use-auth-secret`).
 */
export class TurnRelays implements Relays {
  readonly #relay: TurnRelaysOptions['relay'];
  readonly #clock: Clock;

  constructor({ relay, clock }: TurnRelaysOptions) {
    this.#relay = relay;
    this.#clock = clock;
  }

  get available(): boolean {
    return this.#relay !== undefined;
  }

  serversFor(participantId: ParticipantId): IceServer[] {
    if (this.#relay === undefined) {
      return [];
    }
    const { urls, secret, credentialSeconds } = this.#relay;
    const expiry = Math.floor(this.#clock.now().getTime() / 1000) + credentialSeconds;
    const username = `${String(expiry)}:${participantId}`;
    // SHA-1 is what the scheme and every relay says; as an HMAC it stands.
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    return [{ urls: [...urls], username, credential }];
  }
}
