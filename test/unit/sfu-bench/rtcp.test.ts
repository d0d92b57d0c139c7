import { expect } from 'chai';
import { receiverReport, transportFeedback } from '../../../bench/sfu/rtcp.ts';
import { payloadAt, readExtension, RtpPacket } from '../../../bench/sfu/rtp.ts';

const ssrcs = { reporter: 1, ssrc: 2 };

describe('the RTCP of the SFU bench’s clients', () => {
  it('tells which packets arrived, which did not, and when', () => {
    const packet = transportFeedback({
      ...ssrcs,
      count: 7,
      arrivals: [
        { sequence: 65_535, atMs: 6400 },
        { sequence: 65_537, atMs: 6410 },
        { sequence: 65_538, atMs: 6500 },
      ],
    });
    expect(packet.length % 4).to.equal(0);
    expect(packet.readUInt16BE(2)).to.equal(packet.length / 4 - 1);
    expect(packet.readUInt16BE(12), 'the first number').to.equal(65_535);
    expect(packet.readUInt16BE(14), 'how many are meant').to.equal(4);
    expect(packet.readUIntBE(16, 3), 'the time, in 64 ms').to.equal(100);
    expect(packet[19], 'the count').to.equal(7);
    // Small, lost, small, large: two bits each after the mark of such a vector.
    expect(packet.readUInt16BE(20)).to.equal(0b11_01_00_01_10_00_00_00);
    // In quarters of a millisecond after the one before: 0, 10 ms, and 90 ms, which takes two bytes.
    expect([packet[22], packet[23], packet.readInt16BE(24)]).to.deep.equal([0, 40, 360]);
  });

  it('says what part of the packets was lost', () => {
    const packet = receiverReport({ ...ssrcs, fractionLost: 0.25, lost: 10, highestSequence: 70_000 });
    expect(packet[12]).to.equal(64);
    expect(packet.readUIntBE(13, 3)).to.equal(10);
    expect(packet.readUInt32BE(16)).to.equal(70_000);
  });
});

describe('the packets of the SFU bench’s clients', () => {
  it('carry the number that they are given, and their payload after it', () => {
    const packet = new RtpPacket({ payloadType: 101, ssrc: 2, payloadBytes: 10, transportCc: 5 });
    packet.payload[0] = 42;
    packet.write({ sequence: 65_537, timestamp: 3000, marker: 1, transportSequence: 65_540 });
    expect(packet.buffer.readUInt16BE(2)).to.equal(1);
    expect(packet.buffer[1]).to.equal(0x80 | 101);
    expect(readExtension(packet.buffer, 5)).to.equal(4);
    expect(readExtension(packet.buffer, 6)).to.equal(undefined);
    expect(packet.buffer[payloadAt(packet.buffer)]).to.equal(42);
  });
});
