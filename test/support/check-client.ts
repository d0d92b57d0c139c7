import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { CheckEcho } from '../../domain/checks/wire.ts';
import { rtpCapabilities, rtpParameters } from '../../domain/rooms/wire.ts';
import type { MediaCheck } from '../../domain/ports.ts';
import { browserParameters, fakeTrack, onTheWire } from './media-client.ts';

type Offer = Parameters<MediaCheck['echo']>[0];

/** A check as a browser sees it, without a browser: valid parameters, and nothing sent. */
export class CheckClient {
  readonly check: MediaCheck;
  readonly #device: Device;

  private constructor(check: MediaCheck, device: Device) {
    this.check = check;
    this.#device = device;
  }

  static async create(check: MediaCheck): Promise<CheckClient> {
    const device = await Device.factory({ handlerFactory: FakeHandler.createFactory(browserParameters) });
    await device.load({ routerRtpCapabilities: check.opened.routerRtpCapabilities });
    return new CheckClient(check, device);
  }

  /** Sound, as a browser offers it, and what it gets back; the send transport is connected on the way. */
  async echo(): Promise<CheckEcho> {
    return await this.check.echo(await this.offer());
  }

  async offer(): Promise<Offer> {
    const transport = this.#device.createSendTransport(
      this.check.opened.send as unknown as types.TransportOptions,
    );
    this.#connectOnDemand(transport, 'send');
    const caught = Promise.withResolvers<types.RtpParameters>();
    transport.on('produce', ({ rtpParameters: made }, done) => {
      caught.resolve(made);
      done({ id: 'made-up' });
    });
    await transport.produce({ track: fakeTrack('audio') });
    return {
      rtpParameters: rtpParameters.parse(onTheWire(await caught.promise)),
      rtpCapabilities: rtpCapabilities.parse(onTheWire(this.#device.recvRtpCapabilities)),
    };
  }

  /** Consumes the echo as a browser does, which connects the receive transport. */
  async take({ consumerId, producerId, rtpParameters: parameters }: CheckEcho): Promise<types.Consumer> {
    const transport = this.#device.createRecvTransport(
      this.check.opened.receive as unknown as types.TransportOptions,
    );
    this.#connectOnDemand(transport, 'receive');
    return await transport.consume({
      id: consumerId,
      producerId,
      kind: 'audio',
      rtpParameters: parameters as unknown as types.RtpParameters,
    });
  }

  #connectOnDemand(transport: types.Transport, direction: 'send' | 'receive'): void {
    transport.on('connect', ({ dtlsParameters: { role, fingerprints } }, done, failed) => {
      const given = {
        ...(role && { role }),
        fingerprints: fingerprints.map(({ algorithm, value }) => ({ algorithm, value })),
      };
      this.check.connect(direction, given as Parameters<MediaCheck['connect']>[1]).then(done, failed);
    });
  }
}
