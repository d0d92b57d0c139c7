import type { NetworkPath } from '../../../../domain/quality/wire.ts';
import type { StatsEntry } from '../../service/transport-stats.ts';

/** A stream's counters since it began. Those that a browser does not tell are undefined. */
export type Incoming = {
  kind: 'audio' | 'video';
  packets: number;
  lost: number | undefined;
  bytes: number;
  jitterMs: number | undefined;
  frames: number | undefined;
  height: number | undefined;
  freezes: number | undefined;
  frozenMs: number | undefined;
  samples: number | undefined;
  concealed: number | undefined;
};

export type Outgoing = {
  kind: 'audio' | 'video';
  /** Without those that were sent again. */
  packets: number;
  bytes: number;
  /** As the SFU has told, in its last receiver report. */
  lost: number | undefined;
};

/** What both transports of a stay have counted until a moment. */
export type StatsSnapshot = {
  atMs: number;
  incoming: ReadonlyMap<string, Incoming>;
  outgoing: ReadonlyMap<string, Outgoing>;
  roundTripMs: number | undefined;
  path: NetworkPath | undefined;
};

/** Reads the statistics of all transports of a stay as one; `transports` are their entries, each with its own ids. */
export function snapshotOf(transports: readonly (readonly StatsEntry[])[], atMs: number): StatsSnapshot {
  const incoming = new Map<string, Incoming>();
  const outgoing = new Map<string, Outgoing>();
  const paths: PathNow[] = [];
  transports.forEach((entries, n) => {
    const byId = new Map(entries.map((entry) => [entry['id'], entry]));
    for (const entry of entries) {
      const kind = kindOf(entry);
      // An id may come again for another stream of the same place: the source tells them apart.
      const key = `${String(n)} ${String(entry['id'])} ${String(entry['ssrc'])}`;
      if (kind !== undefined && entry['type'] === 'inbound-rtp') incoming.set(key, incomingOf(entry, kind));
      if (kind !== undefined && entry['type'] === 'outbound-rtp') {
        outgoing.set(key, outgoingOf(entry, kind, byId.get(entry['remoteId'])));
      }
    }
    const pathNow = pathNowOf(entries, byId);
    if (pathNow !== undefined) paths.push(pathNow);
  });
  return {
    atMs,
    incoming,
    outgoing,
    roundTripMs: highest(paths.map(({ roundTripMs }) => roundTripMs)),
    path: pathRank.findLast((path) => paths.some((pathNow) => pathNow.path === path)),
  };
}

type PathNow = { roundTripMs: number | undefined; path: NetworkPath | undefined };

/** The best first. Of two transports the worse one counts. */
const pathRank: readonly NetworkPath[] = ['udp', 'tcp', 'relay-udp', 'relay-tcp', 'relay-tls'];

function kindOf(entry: StatsEntry): 'audio' | 'video' | undefined {
  const kind = entry['kind'];
  return kind === 'audio' || kind === 'video' ? kind : undefined;
}

function incomingOf(entry: StatsEntry, kind: 'audio' | 'video'): Incoming {
  return {
    kind,
    packets: countIn(entry, 'packetsReceived'),
    lost: numberIn(entry, 'packetsLost'),
    bytes: countIn(entry, 'bytesReceived'),
    jitterMs: millisecondsIn(entry, 'jitter'),
    frames: numberIn(entry, 'framesDecoded'),
    height: numberIn(entry, 'frameHeight'),
    freezes: numberIn(entry, 'freezeCount'),
    frozenMs: millisecondsIn(entry, 'totalFreezesDuration'),
    samples: numberIn(entry, 'totalSamplesReceived'),
    concealed: concealedIn(entry),
  };
}

/** Without what was silent anyway: somebody who mutes themselves stops the packets, and that is no fault. */
function concealedIn(entry: StatsEntry): number | undefined {
  const concealed = numberIn(entry, 'concealedSamples');
  return concealed === undefined
    ? undefined
    : Math.max(0, concealed - (numberIn(entry, 'silentConcealedSamples') ?? 0));
}

function outgoingOf(entry: StatsEntry, kind: 'audio' | 'video', remote: StatsEntry | undefined): Outgoing {
  const sent = countIn(entry, 'packetsSent');
  return {
    kind,
    packets: Math.max(0, sent - (numberIn(entry, 'retransmittedPacketsSent') ?? 0)),
    bytes: countIn(entry, 'bytesSent'),
    lost: remote && numberIn(remote, 'packetsLost'),
  };
}

/** The way that is in use. Chromium names it in the transport's entry, Firefox marks the pair. */
function pathNowOf(
  entries: readonly StatsEntry[],
  byId: ReadonlyMap<unknown, StatsEntry>,
): PathNow | undefined {
  const named = entries.find(
    ({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId !== undefined,
  );
  const pair =
    (named && byId.get(named['selectedCandidatePairId'])) ??
    entries.find(({ type, selected }) => type === 'candidate-pair' && selected === true);
  if (pair === undefined) return undefined;
  return {
    roundTripMs: millisecondsIn(pair, 'currentRoundTripTime'),
    path: pathOf(byId.get(pair['localCandidateId'])),
  };
}

function pathOf(candidate: StatsEntry | undefined): NetworkPath | undefined {
  if (candidate === undefined) return undefined;
  if (candidate['candidateType'] === 'relay') {
    const by = candidate['relayProtocol'];
    return by === 'tls' ? 'relay-tls' : by === 'tcp' ? 'relay-tcp' : 'relay-udp';
  }
  return candidate['protocol'] === 'tcp' ? 'tcp' : 'udp';
}

/** Nothing where it is not told. */
function countIn(entry: StatsEntry, name: string): number {
  return Math.max(0, numberIn(entry, name) ?? 0);
}

function numberIn(entry: StatsEntry, name: string): number | undefined {
  const value = entry[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Statistics count time in seconds. */
function millisecondsIn(entry: StatsEntry, name: string): number | undefined {
  const seconds = numberIn(entry, name);
  return seconds === undefined ? undefined : seconds * 1000;
}

export function highest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
