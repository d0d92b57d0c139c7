/** What of RTP (RFC 3550) and its header extensions (RFC 8285) the bench's clients write and read themselves. */

const headerBytes = 12;
const oneByteExtensions = 0xbede;

/** RTCP shares the port with RTP and is told apart by its packet type (RFC 5761). */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** A packet with room for one transport-wide number and a payload; what changes is written into it before each send. */
export class RtpPacket {
  readonly buffer: Buffer;
  readonly payload: Buffer;

  constructor(given: { payloadType: number; ssrc: number; payloadBytes: number; transportCc: number }) {
    const extensionBytes = 8;
    this.buffer = Buffer.alloc(headerBytes + extensionBytes + given.payloadBytes);
    this.payload = this.buffer.subarray(headerBytes + extensionBytes);
    this.buffer[0] = 0x90;
    this.buffer[1] = given.payloadType;
    this.buffer.writeUInt32BE(given.ssrc, 8);
    this.buffer.writeUInt16BE(oneByteExtensions, headerBytes);
    this.buffer.writeUInt16BE(1, headerBytes + 2);
    this.buffer[headerBytes + 4] = (given.transportCc << 4) | 1;
  }

  write(at: { sequence: number; timestamp: number; marker: number; transportSequence: number }): void {
    const { buffer } = this;
    buffer[1] = ((buffer[1] ?? 0) & 0x7f) | (at.marker << 7);
    buffer.writeUInt16BE(at.sequence & 0xffff, 2);
    buffer.writeUInt32BE(at.timestamp >>> 0, 4);
    buffer.writeUInt16BE(at.transportSequence & 0xffff, headerBytes + 5);
  }
}

/** Where the payload begins. */
export function payloadAt(packet: Buffer): number {
  const first = packet[0] ?? 0;
  const at = headerBytes + 4 * (first & 0x0f);
  return (first & 0x10) === 0 ? at : at + 4 + 4 * packet.readUInt16BE(at + 2);
}

/** The value of a two-byte extension, or undefined where the packet has none of this id. */
export function readExtension(packet: Buffer, id: number): number | undefined {
  const first = packet[0] ?? 0;
  if ((first & 0x10) === 0) return undefined;
  let at = headerBytes + 4 * (first & 0x0f);
  if (packet.readUInt16BE(at) !== oneByteExtensions) return undefined;
  const end = at + 4 + 4 * packet.readUInt16BE(at + 2);
  at += 4;
  while (at < end) {
    const head = packet[at] ?? 0;
    if (head === 0) at += 1;
    else if (head >> 4 === id) return packet.readUInt16BE(at + 1);
    else at += 2 + (head & 0x0f);
  }
  return undefined;
}
