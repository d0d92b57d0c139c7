import { Connection, fingerprintOf } from './connection.ts';
import { Feedback } from './feedback.ts';
import { IncomingStream } from './incoming-stream.ts';
import { OutgoingStream } from './outgoing-stream.ts';
import { codecs, describeMediasoup, type Section } from './sdp.ts';
import { clientCapabilities, placeOf, type Place, sendingParameters } from './place.ts';
import type { Tally } from './tally.ts';

const kinds = ['audio', 'video'] as const;
const sourceOf = { audio: 'microphone', video: 'camera' } as const;

/** One of the two in a call: both ways of their media, over a connection each, as browsers have them with mediasoup. */
export class Participant {
  readonly outgoing: readonly OutgoingStream[];
  readonly #connections: Connection[];

  private constructor(outgoing: readonly OutgoingStream[], connections: Connection[]) {
    this.outgoing = outgoing;
    this.#connections = connections;
  }

  /** Comes in and takes what the other sends; for that the other must come in at the same time. */
  static async enter(
    place: Place,
    { address, tally }: { address: string; tally: Tally },
  ): Promise<Participant> {
    const sending = new Connection(address);
    const receiving = new Connection(address);
    try {
      const outgoing = await send(place, sending);
      await receive(place, receiving, { tally, reporter: outgoing[0]?.ssrc ?? 0 });
      return new Participant(outgoing, [sending, receiving]);
    } catch (error) {
      sending.close();
      receiving.close();
      throw error;
    }
  }

  close(): void {
    for (const connection of this.#connections.splice(0)) connection.close();
  }
}

async function send(place: Place, connection: Connection): Promise<OutgoingStream[]> {
  const sections = kinds.map((kind): Section => ({ kind, payloadType: codecs[kind].payloadType }));
  await connect(place, connection, { sections, direction: 'recvonly' });
  const counter = { next: 0 };
  const outgoing = [];
  for (const kind of kinds) {
    const ssrc = newSsrc();
    const { payloadType } = codecs[kind];
    await place.produce(sourceOf[kind], sendingParameters(kind, ssrc));
    outgoing.push(new OutgoingStream({ kind, track: connection.track(kind), ssrc, payloadType, counter }));
  }
  return outgoing;
}

async function receive(
  place: Place,
  connection: Connection,
  { tally, reporter }: { tally: Tally; reporter: number },
): Promise<void> {
  const streams = await place.take(clientCapabilities);
  const sections = streams.map((stream): Section => ({ kind: stream.kind, ...placeOf(stream) }));
  await connect(place, connection, { sections, direction: 'sendonly' });
  const video = sections.find(({ kind }) => kind === 'video');
  const feedback = new Feedback(connection.track('video'), { reporter, ssrc: video?.ssrc ?? 0 });
  for (const { kind, payloadType, ssrc = 0 } of sections) {
    const track = connection.track(kind);
    const onPacket = feedback.take.bind(feedback);
    new IncomingStream({ track, ssrc, payloadType, reporter, tally, onPacket }).listen();
  }
  for (const { consumerId } of streams) await place.resume(consumerId);
}

async function connect(
  place: Place,
  connection: Connection,
  { sections, direction }: { sections: Section[]; direction: 'sendonly' | 'recvonly' },
): Promise<void> {
  const ours = direction === 'recvonly' ? 'send' : 'receive';
  const answer = connection.answer(describeMediasoup(place[ours], { sections, direction }));
  await place.connect(ours, {
    role: 'client',
    fingerprints: [{ algorithm: 'sha-256', value: fingerprintOf(answer) }],
  });
  await connection.connected(sections.length);
}

export function newSsrc(): number {
  return 1 + Math.floor(Math.random() * 0xffff_fffe);
}
