import datachannel from 'node-datachannel';
import { Connection } from './connection.ts';
import { IncomingStream } from './incoming-stream.ts';
import { OutgoingStream } from './outgoing-stream.ts';
import { newSsrc } from './participant.ts';
import { codecs } from './sdp.ts';
import type { Tally } from './tally.ts';

/** Two clients without an SFU between them: how long packets take in the clients themselves. */
export class DirectPair implements Disposable {
  readonly outgoing: readonly OutgoingStream[];
  readonly #connections: readonly Connection[];

  private constructor(outgoing: readonly OutgoingStream[], connections: readonly Connection[]) {
    this.outgoing = outgoing;
    this.#connections = connections;
  }

  static async create({ address, tally }: { address: string; tally: Tally }): Promise<DirectPair> {
    const [from, to] = [new Connection(address), new Connection(address)];
    const ssrc = newSsrc();
    const { payloadType } = codecs.video;
    const video = new datachannel.Video('0', 'SendOnly');
    video.addVP8Codec(payloadType);
    video.addSSRC(ssrc, 'bench');
    from.tracks.push(from.peer.addTrack(video));
    to.answer(await from.offer());
    from.peer.setRemoteDescription(await to.gatheringComplete(), 'answer');
    await Promise.all([from.connected(1), to.connected(1)]);
    const track = to.track('video');
    const onPacket = (): undefined => undefined;
    new IncomingStream({ track, ssrc, payloadType, reporter: newSsrc(), tally, onPacket }).listen();
    const sends = {
      kind: 'video',
      track: from.track('video'),
      ssrc,
      payloadType,
      counter: { next: 0 },
    } as const;
    return new DirectPair([new OutgoingStream(sends)], [from, to]);
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.close();
  }
}
