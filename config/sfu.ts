import { allOrNone, ConfigError, type Values } from './all-or-none.ts';

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

/** Where media arrives. */
export type SfuConfig = Readonly<{
  listenAddress: string;
  /** The addresses announced to browsers, where they are not the listening addresses. */
  announcedAddress?: string;
  /** More addresses, on the same ports: IPv6 beside IPv4, or a second network. */
  furtherAddresses: readonly Readonly<{ address: string; announcedAddress?: string }>[];
  /** Worker n listens on firstPort + n, UDP and TCP; 0 lets each take any free port. */
  firstPort: number;
  workers: number;
  workerBin: string;
  limits: MediaLimits;
}>;

/** What one participant, and all of them together, may take of a process that carries media. */
export type MediaLimits = Readonly<{
  /** What each kind of participant may send at most. */
  incomingBps: Readonly<Record<'station' | 'clinician' | 'guest', number>>;
  /** A participant has two. */
  transportsPerWorker: number;
}>;

type SfuValues = Pick<
  Values,
  | 'BEDSIDE_SFU_LISTEN_ADDRESS'
  | 'BEDSIDE_SFU_ANNOUNCED_ADDRESS'
  | 'BEDSIDE_SFU_FIRST_PORT'
  | 'BEDSIDE_SFU_WORKERS'
  | 'MEDIASOUP_WORKER_BIN'
  | 'BEDSIDE_SFU_TRANSPORTS_PER_WORKER'
  | 'BEDSIDE_SFU_KBPS_FROM_STATION'
  | 'BEDSIDE_SFU_KBPS_FROM_CLINICIAN'
  | 'BEDSIDE_SFU_KBPS_FROM_GUEST'
>;

/** @throws ConfigError when the ports do not suffice, or addresses do not go with what is announced for them. */
export function shapeSfu(values: SfuValues): SfuConfig {
  const lastPort = values.BEDSIDE_SFU_FIRST_PORT + values.BEDSIDE_SFU_WORKERS - 1;
  if (values.BEDSIDE_SFU_FIRST_PORT !== 0 && lastPort > 65_535) {
    throw new ConfigError([
      { key: 'BEDSIDE_SFU_FIRST_PORT', fault: `leaves no room for ${values.BEDSIDE_SFU_WORKERS} workers` },
    ]);
  }
  const [first, ...furtherAddresses] = addresses(values);
  if (first === undefined) {
    throw new ConfigError([{ key: 'BEDSIDE_SFU_LISTEN_ADDRESS', fault: 'is missing' }]);
  }
  return {
    listenAddress: first.address,
    ...(first.announcedAddress !== undefined && { announcedAddress: first.announcedAddress }),
    furtherAddresses,
    firstPort: values.BEDSIDE_SFU_FIRST_PORT,
    workers: values.BEDSIDE_SFU_WORKERS,
    workerBin: values.MEDIASOUP_WORKER_BIN,
    limits: {
      incomingBps: {
        station: values.BEDSIDE_SFU_KBPS_FROM_STATION * 1000,
        clinician: values.BEDSIDE_SFU_KBPS_FROM_CLINICIAN * 1000,
        guest: values.BEDSIDE_SFU_KBPS_FROM_GUEST * 1000,
      },
      transportsPerWorker: values.BEDSIDE_SFU_TRANSPORTS_PER_WORKER,
    },
  };
}

/** The nth announced address belongs to the nth that is listened on. */
function addresses(values: SfuValues): { address: string; announcedAddress?: string }[] {
  const listened = values.BEDSIDE_SFU_LISTEN_ADDRESS;
  const announced = values.BEDSIDE_SFU_ANNOUNCED_ADDRESS;
  if (announced !== undefined && announced.length !== listened.length) {
    throw new ConfigError([
      {
        key: 'BEDSIDE_SFU_ANNOUNCED_ADDRESS',
        fault: `has ${announced.length} where ${listened.length} are listened on: one for each, in the same order`,
      },
    ]);
  }
  return listened.map((address, n) => {
    const announcedAs = announced?.[n];
    return { address, ...(announcedAs !== undefined && { announcedAddress: announcedAs }) };
  });
}
