/** The reports that a browser sends about what it sends and receives (RFC 3550, transport-wide-cc-extensions-01). */

const version = 0x80;
const types = { senderReport: 200, receiverReport: 201, transportFeedback: 205 } as const;
const secondsFrom1900To1970 = 2_208_988_800;

function begin(packet: Buffer, count: number, type: number): void {
  packet[0] = version | count;
  packet[1] = type;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
}

export type Sent = { ssrc: number; timestamp: number; packets: number; octets: number };

export function senderReport({ ssrc, timestamp, packets, octets }: Sent): Buffer {
  const packet = Buffer.alloc(28);
  begin(packet, 0, types.senderReport);
  packet.writeUInt32BE(ssrc, 4);
  const now = Date.now();
  packet.writeUInt32BE(Math.floor(now / 1000) + secondsFrom1900To1970, 8);
  packet.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), 12);
  packet.writeUInt32BE(timestamp >>> 0, 16);
  packet.writeUInt32BE(packets >>> 0, 20);
  packet.writeUInt32BE(octets >>> 0, 24);
  return packet;
}

export type Received = {
  reporter: number;
  ssrc: number;
  fractionLost: number;
  lost: number;
  highestSequence: number;
};

export function receiverReport({ reporter, ssrc, fractionLost, lost, highestSequence }: Received): Buffer {
  const packet = Buffer.alloc(32);
  begin(packet, 1, types.receiverReport);
  packet.writeUInt32BE(reporter, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet[12] = Math.min(255, Math.max(0, Math.floor(fractionLost * 256)));
  packet.writeUIntBE(Math.min(0x7fffff, Math.max(0, lost)), 13, 3);
  packet.writeUInt32BE(highestSequence >>> 0, 16);
  return packet;
}

export type Arrival = { sequence: number; atMs: number };

const deltaUnitMs = 0.25;
const referenceUnitMs = 64;
const largestDelta = 0x7fff;

/** Feedback on packets with rising transport-wide numbers, of which there is at least one; gaps stand for lost ones. */
export function transportFeedback(given: {
  reporter: number;
  ssrc: number;
  count: number;
  arrivals: readonly [Arrival, ...Arrival[]];
}): Buffer {
  const [first] = given.arrivals;
  const reference = Math.floor(first.atMs / referenceUnitMs);
  const symbols: number[] = [];
  const deltas: number[] = [];
  let ticks = Math.round((reference * referenceUnitMs) / deltaUnitMs);
  let expected = first.sequence;
  for (const { sequence, atMs } of given.arrivals) {
    for (; expected < sequence; expected += 1) symbols.push(0);
    const delta = Math.min(largestDelta, Math.max(-largestDelta, Math.round(atMs / deltaUnitMs) - ticks));
    ticks += delta;
    symbols.push(delta >= 0 && delta <= 255 ? 1 : 2);
    deltas.push(delta);
    expected = sequence + 1;
  }
  return writeFeedback({ ...given, base: first.sequence, reference, symbols, deltas });
}

const symbolsInChunk = 7;

function writeFeedback(given: {
  reporter: number;
  ssrc: number;
  count: number;
  base: number;
  reference: number;
  symbols: readonly number[];
  deltas: readonly number[];
}): Buffer {
  const { symbols, deltas } = given;
  const chunks = Math.ceil(symbols.length / symbolsInChunk);
  const deltaBytes = deltas.reduce((sum, delta) => sum + (isSmall(delta) ? 1 : 2), 0);
  const packet = Buffer.alloc(Math.ceil((20 + 2 * chunks + deltaBytes) / 4) * 4);
  begin(packet, 15, types.transportFeedback);
  packet.writeUInt32BE(given.reporter, 4);
  packet.writeUInt32BE(given.ssrc, 8);
  packet.writeUInt16BE(given.base & 0xffff, 12);
  packet.writeUInt16BE(symbols.length, 14);
  packet.writeUIntBE(given.reference & 0xffffff, 16, 3);
  packet[19] = given.count & 0xff;
  let at = 20;
  for (let n = 0; n < symbols.length; n += symbolsInChunk) {
    // A vector of two-bit symbols.
    let chunk = 0xc000;
    for (let m = 0; m < symbolsInChunk; m += 1) chunk |= (symbols[n + m] ?? 0) << (12 - 2 * m);
    at = packet.writeUInt16BE(chunk, at);
  }
  for (const delta of deltas)
    at = isSmall(delta) ? packet.writeUInt8(delta, at) : packet.writeInt16BE(delta, at);
  return packet;
}

function isSmall(delta: number): boolean {
  return delta >= 0 && delta <= 255;
}
