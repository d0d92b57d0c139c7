import { randomUUID } from 'node:crypto';
import { Device } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { types } from 'mediasoup-client';
import { environment } from '../../config/environment.ts';
import {
  rtpCapabilities,
  rtpParameters,
  type Direction,
  type RoomFact,
  type RoomFactName,
  type Source,
  type SourceStates,
  type JoinGeneration,
} from '../../domain/rooms/wire.ts';
import * as id from '../../domain/ids.ts';
import type { Joining, Log, MediaRooms, Participation } from '../../domain/ports.ts';

type FactOf<N extends RoomFactName> = Extract<RoomFact, { name: N }>['payload'];
type Waiter = () => void;

const patienceMs = 5_000;

export const quietLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quietLog,
};

/** The mediasoup worker that tests use; `npm test` sets it. */
export function workerBin(): string {
  const path = environment()['MEDIASOUP_WORKER_BIN'];
  if (path === undefined) throw new Error('MEDIASOUP_WORKER_BIN is not set: run npm test.');
  return path;
}

export function newRoomId(): id.RoomId {
  return id.roomId.parse(randomUUID());
}

export function newJoining(role: 'station' | 'clinician' = 'station'): Joining {
  const uuid = randomUUID();
  return role === 'station'
    ? { key: `station:${id.stationId.parse(uuid)}`, name: 'Ward tablet', role }
    : { key: `clinician:${id.personId.parse(uuid)}`, name: 'Dr Who', role };
}

/**
 * A browser as a room sees it, without a browser: mediasoup-client over a handler that makes valid parameters and
 * sends nothing. It collects every fact from before its join on.
 */
export class MediaClient {
  readonly participation: Participation;
  readonly facts: RoomFact[];
  readonly #waiters: Set<Waiter>;
  readonly #device: Device;
  readonly #send: types.Transport;
  readonly #receive: types.Transport;

  private constructor(parts: {
    participation: Participation;
    facts: RoomFact[];
    waiters: Set<Waiter>;
    device: Device;
  }) {
    this.participation = parts.participation;
    this.facts = parts.facts;
    this.#waiters = parts.waiters;
    this.#device = parts.device;
    const { joined } = this.participation;
    this.#send = this.#device.createSendTransport(asOptions(joined.send));
    this.#receive = this.#device.createRecvTransport(asOptions(joined.receive));
    this.#connectOnDemand();
  }

  static async join(
    rooms: MediaRooms,
    roomId: id.RoomId,
    who: Partial<{
      joining: Joining;
      admitted: boolean;
      sources: SourceStates;
      stay: JoinGeneration;
    }> = {},
  ): Promise<MediaClient> {
    const facts: RoomFact[] = [];
    const waiters = new Set<Waiter>();
    const participation = await rooms.join(
      roomId,
      {
        ...(who.joining ?? newJoining()),
        admitted: who.admitted ?? false,
        sources: who.sources ?? { microphone: 'on', camera: 'on' },
        stay: who.stay,
      },
      (fact) => {
        facts.push(fact);
        for (const check of [...waiters]) check();
      },
    );
    const device = await Device.factory({ handlerFactory: FakeHandler.createFactory(browserParameters) });
    await device.load({
      routerRtpCapabilities: participation.joined.routerRtpCapabilities,
    });
    return new MediaClient({ participation, facts, waiters, device });
  }

  get participantId(): id.ParticipantId {
    return this.participation.joined.participantId;
  }

  /** Sends the source; answers with its producer's id. */
  async produce(source: Source): Promise<string> {
    const kind = source === 'microphone' ? 'audio' : 'video';
    // A picture in two sizes, as the app sends it.
    const encodings = kind === 'video' ? [{}, {}] : [{}];
    const producer = await this.#send.produce({ track: fakeTrack(kind), encodings, appData: { source } });
    return producer.id;
  }

  /** Parameters as `produce` would send them, to be spoilt. */
  async offer(source: Source): Promise<Parameters<Participation['produce']>[0]> {
    const aside = await Device.factory({ handlerFactory: FakeHandler.createFactory(browserParameters) });
    const { routerRtpCapabilities, send } = this.participation.joined;
    await aside.load({ routerRtpCapabilities: routerRtpCapabilities });
    const transport = aside.createSendTransport(asOptions(send));
    const caught = Promise.withResolvers<types.RtpParameters>();
    transport.on('connect', (_, done) => {
      done();
    });
    transport.on('produce', ({ rtpParameters: made }, done) => {
      caught.resolve(made);
      done({ id: randomUUID() });
    });
    await transport.produce({ track: fakeTrack(source === 'microphone' ? 'audio' : 'video') });
    const made = await caught.promise;
    transport.close();
    return { source, rtpParameters: rtpParameters.parse(onTheWire(made)) };
  }

  async receive(): Promise<void> {
    await this.participation.receive(rtpCapabilities.parse(onTheWire(this.#device.recvRtpCapabilities)));
  }

  /** Consumes as a browser does, which connects the receive transport, and resumes. */
  async take(offer: FactOf<'room:consumer'>): Promise<void> {
    await this.consume(offer);
    await this.participation.resume(offer.consumerId);
  }

  /** Consumes without resuming. */
  async consume(offer: FactOf<'room:consumer'>): Promise<void> {
    const { consumerId, producerId, kind } = offer;
    const parameters = offer.rtpParameters as unknown as types.RtpParameters;
    await this.#receive.consume({ id: consumerId, producerId, kind, rtpParameters: parameters });
  }

  /** The first fact of this name that fits, also one told before; fails with what was told instead. */
  async fact<N extends RoomFactName>(
    name: N,
    fits: (payload: FactOf<N>) => boolean = () => true,
  ): Promise<FactOf<N>> {
    const seen = Promise.withResolvers<FactOf<N>[]>();
    const late = setTimeout(() => {
      const heard = this.facts.map((fact) => fact.name).join(', ');
      seen.reject(new Error(`Waited for ${name}; was told ${heard || 'nothing'}.`));
    }, patienceMs);
    const check = (): void => {
      const found = this.heard(name).filter((payload) => fits(payload));
      if (found.length > 0) seen.resolve(found);
    };
    this.#waiters.add(check);
    check();
    try {
      const [payload] = await seen.promise;
      if (payload === undefined) throw new Error(`Nothing was told as ${name}.`);
      return payload;
    } finally {
      clearTimeout(late);
      this.#waiters.delete(check);
    }
  }

  /** Everything told so far under this name. */
  heard<N extends RoomFactName>(name: N): FactOf<N>[] {
    return this.facts.flatMap((fact) => (fact.name === name ? [fact.payload as FactOf<N>] : []));
  }

  /** The stream offered from this source of the other; not the warm-up. */
  stream(source: Source): Promise<FactOf<'room:consumer'>> {
    return this.fact('room:consumer', (offer) => offer.source === source && !offer.warmUp);
  }

  #connectOnDemand(): void {
    const connect = (direction: Direction, transport: types.Transport): void => {
      transport.on('connect', ({ dtlsParameters }, done, failed) => {
        const fingerprints = dtlsParameters.fingerprints.map(({ algorithm, value }) => ({
          algorithm,
          value,
        }));
        const given = { ...(dtlsParameters.role && { role: dtlsParameters.role }), fingerprints };
        this.participation
          .connect(direction, given as Parameters<Participation['connect']>[1])
          .then(done, failed);
      });
    };
    connect('send', this.#send);
    connect('receive', this.#receive);
    this.#send.on('produce', ({ rtpParameters: made, appData }, done, failed) => {
      this.participation
        .produce({
          source: appData['source'] as Source,
          rtpParameters: rtpParameters.parse(onTheWire(made)),
        })
        .then(({ producerId }) => {
          done({ id: producerId });
        }, failed);
    });
  }
}

/** What a browser would say of itself. */
export const browserParameters = {
  ...fakeParameters,
  /** As Chrome has them: with retransmission of Opus. */
  generateNativeRtpCapabilities: (): types.RtpCapabilities => {
    const capabilities = fakeParameters.generateNativeRtpCapabilities();
    const opus = capabilities.codecs?.find(({ mimeType }) => mimeType === 'audio/opus');
    opus?.rtcpFeedback?.push({ type: 'nack' });
    return capabilities;
  },
};

function asOptions(options: { id: string }): types.TransportOptions {
  return options as unknown as types.TransportOptions;
}

/** What is left of it after JSON, as over a socket: no `undefined`. */
export function onTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

export function fakeTrack(kind: 'audio' | 'video'): MediaStreamTrack {
  const track = { id: randomUUID(), kind, readyState: 'live', enabled: true, stop: () => undefined };
  return Object.assign(new EventTarget(), track) as unknown as MediaStreamTrack;
}
