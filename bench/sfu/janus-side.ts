import { randomUUID } from 'node:crypto';
import datachannel from 'node-datachannel';
import { Connection } from './connection.ts';
import { Feedback } from './feedback.ts';
import { IncomingStream } from './incoming-stream.ts';
import { JanusHandle } from './janus-handle.ts';
import { JanusServer } from './janus-server.ts';
import { OutgoingStream } from './outgoing-stream.ts';
import { newSsrc } from './participant.ts';
import { processorTime } from './processor-time.ts';
import { codecs, transportCc } from './sdp.ts';
import type { Call, Side } from './side.ts';
import type { Tally } from './tally.ts';

const kinds = ['audio', 'video'] as const;

type Ssrcs = Readonly<Record<(typeof kinds)[number], number>>;

/**
 * Debian's Janus, with the plugin that it has for calls of two: one connection for each participant carries both ways,
 * which is less work for it than the two that mediasoup needs.
 */
export class JanusSide implements Side {
  readonly name = 'janus';
  readonly #server: JanusServer;
  readonly #address: string;

  private constructor(server: JanusServer, address: string) {
    this.#server = server;
    this.#address = address;
  }

  static async create(given: { program: string; address: string }): Promise<JanusSide> {
    return new JanusSide(await JanusServer.create(given), given.address);
  }

  /** It signals in the same process. */
  mediaTime(): Promise<number> {
    return processorTime([this.#server.pid]);
  }

  controlTime(): Promise<number> {
    return Promise.resolve(0);
  }

  async addCall(tally: Tally): Promise<Call> {
    const caller = await this.#person();
    const callee = await this.#person();
    addTracks(caller.connection, caller.ssrcs);
    const offer = namingSsrcs(await caller.connection.offer(), caller.ssrcs);
    await caller.handle.say({ request: 'call', username: callee.username }, { type: 'offer', sdp: offer });
    callee.connection.answer(await callee.handle.description('incomingcall'));
    const answer = namingSsrcs(await callee.connection.gatheringComplete(), callee.ssrcs);
    await callee.handle.say({ request: 'accept' }, { type: 'answer', sdp: answer });
    caller.connection.peer.setRemoteDescription(await caller.handle.description('accepted'), 'answer');
    const people = [caller, callee];
    await Promise.all(people.map(({ connection }) => connection.connected(kinds.length)));
    const outgoing = people.flatMap((person) => carry(person, tally));
    const drop = (): void => {
      for (const { connection, handle } of people) {
        connection.close();
        handle.close();
      }
    };
    return {
      outgoing,
      hangUp: () => {
        drop();
        return Promise.resolve();
      },
      drop,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  async #person(): Promise<Person> {
    const handle = await JanusHandle.open(this.#server.url);
    const username = randomUUID();
    await handle.say({ request: 'register', username });
    const ssrcs = { audio: newSsrc(), video: newSsrc() };
    return { handle, username, ssrcs, connection: new Connection(this.#address) };
  }
}

type Person = { handle: JanusHandle; username: string; ssrcs: Ssrcs; connection: Connection };

function addTracks(connection: Connection, ssrcs: Ssrcs): void {
  const audio = new datachannel.Audio('0', 'SendRecv');
  audio.addOpusCodec(codecs.audio.payloadType);
  audio.addSSRC(ssrcs.audio, 'bench');
  const video = new datachannel.Video('1', 'SendRecv');
  video.addVP8Codec(codecs.video.payloadType);
  video.addSSRC(ssrcs.video, 'bench');
  for (const media of [audio, video]) connection.tracks.push(connection.peer.addTrack(media));
}

/**
 * Adds what the library leaves out: whose packets they are, that they are numbered, and that feedback on them comes. In
 * an answer it repeats the other side's groups of SSRCs, which Janus takes for ours.
 */
function namingSsrcs(sdp: string, ssrcs: Ssrcs): string {
  const [session = '', ...sections] = sdp.replace(/^a=ssrc-group:.*\r\n/gm, '').split(/^(?=m=)/m);
  const named = sections.map((section) => {
    const kind = section.startsWith('m=audio') ? 'audio' : 'video';
    const lines = [
      ...(/^a=ssrc:/m.test(section) ? [] : [`a=ssrc:${ssrcs[kind]} cname:bench`]),
      ...(section.includes(transportCc.uri) ? [] : [`a=extmap:${transportCc.id} ${transportCc.uri}`]),
      ...(section.includes('transport-cc') && section.includes('rtcp-fb')
        ? []
        : [`a=rtcp-fb:${codecs[kind].payloadType} transport-cc`]),
    ];
    return section + lines.map((line) => `${line}\r\n`).join('');
  });
  return session + named.join('');
}

function carry({ connection, ssrcs }: Person, tally: Tally): OutgoingStream[] {
  const counter = { next: 0 };
  const reporter = ssrcs.audio;
  const feedback = new Feedback(connection.track('video'), {
    reporter,
    ssrc: theirSsrc(connection, 'video'),
  });
  return kinds.map((kind) => {
    const track = connection.track(kind);
    const { payloadType } = codecs[kind];
    const onPacket = feedback.take.bind(feedback);
    const ssrc = theirSsrc(connection, kind);
    new IncomingStream({ track, ssrc, payloadType, reporter, tally, onPacket }).listen();
    return new OutgoingStream({ kind, track, ssrc: ssrcs[kind], payloadType, counter });
  });
}

function theirSsrc(connection: Connection, kind: (typeof kinds)[number]): number {
  const sections = (connection.peer.remoteDescription()?.sdp ?? '').split(/^(?=m=)/m);
  const section = sections.find((one) => one.startsWith(`m=${kind}`)) ?? '';
  return Number(/^a=ssrc:(\d+)/m.exec(section)?.[1] ?? 0);
}
