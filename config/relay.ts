import { allOrNone, type Values } from './all-or-none.ts';

/** The TURN relays that carry media where a network lets nothing else through. */
export type RelayConfig = Readonly<{
  /** All of them reach relays which know the secret; `turn:` over UDP and TCP, `turns:` over TLS. */
  urls: readonly string[];
  /** Shared with the relays (coturn: `static-auth-secret`); credentials are made from it, it never leaves the server. */
  secret: string;
  /** For how long credentials can be used to begin with. */
  credentialSeconds: number;
}>;

/** @throws ConfigError when relays are configured by half. */
export function shapeRelay(values: Values): RelayConfig | undefined {
  return allOrNone(values, ['BEDSIDE_TURN_URLS', 'BEDSIDE_TURN_SECRET'], ([urls, secret]) => ({
    urls,
    secret,
    credentialSeconds: values.BEDSIDE_TURN_SECONDS,
  }));
}
