import type { QualityReport } from '../../../../domain/quality/wire.ts';
import { highest, type Incoming, type Outgoing, type StatsSnapshot } from './stats-snapshot.ts';

const shortestSeconds = 0.5;
const longestSeconds = 120;

/**
 * What has happened between two snapshots of the same stay, as a report; undefined where too little or too much time
 * lies between them to say anything of it. A stream that has begun anew, by its id or by counters that are lower than they
 * were, counts from nothing.
 */
export function reportBetween(before: StatsSnapshot, after: StatsSnapshot): QualityReport | undefined {
  const seconds = (after.atMs - before.atMs) / 1000;
  if (!(seconds >= shortestSeconds && seconds <= longestSeconds)) return undefined;
  const incoming = [...after.incoming].map(([key, stream]) => received(before.incoming.get(key), stream));
  const outgoing = [...after.outgoing].map(([key, stream]) => sent(before.outgoing.get(key), stream));
  // A stream that does not flow says nothing: somebody has muted themselves or has no camera on.
  const flowing = incoming.filter(({ packets }) => packets > 0);
  return {
    seconds: Math.round(seconds * 10) / 10,
    lossInPercent: lossOf(incoming),
    lossOutPercent: lossOf(outgoing),
    roundTripMs: whole(after.roundTripMs, 60_000),
    jitterMs: whole(highest(flowing.map(({ jitterMs }) => jitterMs)), 60_000),
    audioInKbps: rateOf(incoming, 'audio', seconds),
    audioOutKbps: rateOf(outgoing, 'audio', seconds),
    videoInKbps: rateOf(incoming, 'video', seconds),
    videoOutKbps: rateOf(outgoing, 'video', seconds),
    videoHeight: heightOf(flowing),
    freezes: whole(sumOf(flowing.map(({ freezes }) => freezes)), 1000) ?? 0,
    frozenMs: frozenOf(flowing, seconds),
    concealedPercent: concealedOf(flowing),
    path: after.path ?? null,
  };
}

/** What a stream has brought between two snapshots. Lost packets may be taken back, when they come late after all. */
function received(before: Incoming | undefined, after: Incoming) {
  const since = ofSameRun(before, after);
  const packets = after.packets - (since?.packets ?? 0);
  const lost = risen(since?.lost, after.lost);
  return {
    kind: after.kind,
    packets,
    lost,
    expected: packets + (lost ?? 0),
    bytes: after.bytes - (since?.bytes ?? 0),
    frames: risen(since?.frames, after.frames),
    freezes: risen(since?.freezes, after.freezes) ?? 0,
    frozenMs: risen(since?.frozenMs, after.frozenMs) ?? 0,
    samples: risen(since?.samples, after.samples),
    concealed: risen(since?.concealed, after.concealed),
    jitterMs: after.jitterMs,
    height: after.height,
  };
}

type Received = ReturnType<typeof received>;

function sent(before: Outgoing | undefined, after: Outgoing) {
  const since = ofSameRun(before, after);
  return {
    kind: after.kind,
    lost: risen(since?.lost, after.lost),
    expected: after.packets - (since?.packets ?? 0),
    bytes: after.bytes - (since?.bytes ?? 0),
  };
}

type Sent = ReturnType<typeof sent>;

/** These two only ever rise, as long as it is the same stream. */
function ofSameRun<S extends { packets: number; bytes: number }>(
  before: S | undefined,
  after: S,
): S | undefined {
  return before !== undefined && before.packets <= after.packets && before.bytes <= after.bytes
    ? before
    : undefined;
}

function risen(before: number | undefined, after: number | undefined): number | undefined {
  return after === undefined ? undefined : Math.max(0, after - (before ?? 0));
}

function lossOf(streams: readonly Pick<Sent, 'lost' | 'expected'>[]): number | null {
  const counted = streams.filter(({ lost }) => lost !== undefined);
  return share(sumOf(counted.map(({ lost }) => lost ?? 0)), sumOf(counted.map(({ expected }) => expected)));
}

function rateOf(
  streams: readonly Pick<Sent, 'kind' | 'bytes'>[],
  kind: Sent['kind'],
  seconds: number,
): number | null {
  const ofKind = streams.filter((stream) => stream.kind === kind);
  const kilobits = (sumOf(ofKind.map(({ bytes }) => bytes)) * 8) / 1000;
  return ofKind.length === 0 ? null : whole(kilobits / seconds, 1_000_000);
}

function heightOf(flowing: readonly Received[]): number | null {
  const decoded = flowing.filter(({ kind, frames }) => kind === 'video' && frames !== 0);
  return whole(highest(decoded.map(({ height }) => height)), 16_384);
}

/** A freeze is told when it ends; what of it was before this report is left out. */
function frozenOf(flowing: readonly Received[], seconds: number): number {
  const longest = highest(flowing.map(({ frozenMs }) => frozenMs)) ?? 0;
  return Math.round(Math.min(longest, seconds * 1000));
}

function concealedOf(flowing: readonly Received[]): number | null {
  const counted = flowing.filter(
    ({ samples, concealed }) => samples !== undefined && concealed !== undefined,
  );
  return share(
    sumOf(counted.map(({ concealed }) => concealed ?? 0)),
    sumOf(counted.map(({ samples }) => samples ?? 0)),
  );
}

/** Null of nothing. Late reports of loss may be of more packets than were sent since. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.min(100, Math.round((part / whole) * 1000) / 10);
}

function whole(value: number | undefined, most: number): number | null {
  return value === undefined ? null : Math.min(most, Math.max(0, Math.round(value)));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
