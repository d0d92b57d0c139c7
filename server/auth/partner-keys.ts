import { createPublicKey, type KeyObject } from 'node:crypto';
import { isAllowedAddress } from '../../domain/allowed-addresses.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import { type ClientKeys, type PublicKey, publishedKeySet } from '../../domain/record/client-keys.ts';
import type { PartnerKeys } from '../../domain/record/record-client-port.ts';

/** A partner that changes its keys is believed after this at the latest, and one that takes a key away too. */
const goodForMs = 5 * 60_000;
/** For a name that is not known the set is read again, but not more often: whoever is refused could have us ask without end. */
const againAfterMs = 60_000;
/** After a failure the partner is asked again, but not by everybody at once. */
const retryAfterMs = 5000;
const answerWithinMs = 3000;
/** `jsonwebtoken` checks signatures of shorter ones without a word. */
const fewestBits = 2048;
const largestSet = 64 * 1024;

type Kept = { keys: readonly PublicKey[]; readAt: number };
type Reading = { promise: Promise<Kept>; startedAt: number };

/** The public keys of partners' systems: those that are kept here, and those that partners publish, kept for some minutes. */
export class PublishedKeys implements PartnerKeys {
  readonly origins: readonly string[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #kept = new Map<string, Kept>();
  readonly #readings = new Map<string, Reading>();

  constructor({ origins, clock, log }: { origins: readonly string[]; clock: Clock; log: Log }) {
    this.origins = origins;
    this.#clock = clock;
    this.#log = log;
  }

  canUse(key: PublicKey): boolean {
    return keyObjectOf(key) !== undefined;
  }

  /** The key of that name; undefined where the partner has none. Throws `unavailable` while a partner's set cannot be read. */
  async find(from: ClientKeys, kid: string): Promise<{ key: PublicKey; object: KeyObject } | undefined> {
    const keys = from.kind === 'inline' ? from.keys : await this.#publishedAt(from.address, kid);
    const key = keys.find((one) => one.kid === kid);
    const object = key && keyObjectOf(key);
    return key && object && { key, object };
  }

  async #publishedAt(address: string, kid: string): Promise<readonly PublicKey[]> {
    const age = this.#clock.now().getTime() - (this.#kept.get(address)?.readAt ?? -Infinity);
    const kept = age < goodForMs ? this.#kept.get(address) : undefined;
    const isEnough = kept !== undefined && (age < againAfterMs || kept.keys.some((key) => key.kid === kid));
    return isEnough ? kept.keys : (await this.#read(address)).keys;
  }

  /** Whoever asks while it is read waits for the same answer; a failure is the answer for a while too. */
  #read(address: string): Promise<Kept> {
    const now = this.#clock.now().getTime();
    const running = this.#readings.get(address);
    if (running !== undefined && now - running.startedAt < retryAfterMs) return running.promise;
    const promise = this.#fetch(address);
    this.#readings.set(address, { promise, startedAt: now });
    return promise;
  }

  async #fetch(address: string): Promise<Kept> {
    try {
      // The list may be shorter by now than when the address was given.
      if (!isAllowedAddress(address, this.origins)) throw new Error('no address of the list');
      const keys = publishedKeySet.parse(JSON.parse(await textOf(address)));
      const kept = { keys, readAt: this.#clock.now().getTime() };
      this.#kept.set(address, kept);
      this.#readings.delete(address);
      return kept;
    } catch (cause) {
      this.#log.warn('the keys of a partner cannot be read');
      throw new DomainError('unavailable', 'the keys of this system cannot be read at its address', {
        cause,
      });
    }
  }
}

/** No redirection is followed: it could lead to an address that is not on the list. */
async function textOf(address: string): Promise<string> {
  const response = await fetch(address, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`answered with ${String(response.status)}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop cancels what is still to come.
    if (size > largestSet) throw new Error('the set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Node throws for a point that is not on the curve, and checks little else of a JWK: the rest of its shape is checked before. */
function keyObjectOf(key: PublicKey): KeyObject | undefined {
  try {
    const object = createPublicKey({ key: { ...key }, format: 'jwk' });
    const bits = object.asymmetricKeyDetails?.modulusLength;
    return bits === undefined || bits >= fewestBits ? object : undefined;
  } catch {
    return undefined;
  }
}
