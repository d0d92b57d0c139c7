import type {
  Direction,
  DtlsParameters,
  JoinedRoom,
  LargePictures,
  RestartedIce,
  RtpCapabilities,
  RtpParameters,
  Source,
  SourceState,
} from '../../domain/rooms/wire.ts';
import type { Participation } from '../../domain/ports.ts';
import { ended } from '../workers/refusals.ts';

/** A participation as its handle commands it. */
type HandledParticipation = Pick<
  Participation,
  'joined' | 'connect' | 'restartIce' | 'produce' | 'resume'
> & {
  readonly isOpen: boolean;
  readonly receiving: { showLarge(large: LargePictures): void };
  receive(rtpCapabilities: RtpCapabilities): void;
  setSource(source: Source, state: SourceState): void;
  letGo(): void;
  end(reason: 'left'): void;
};

/**
 * One connection's handle on a participation in this process. Once another connection has taken it up, this handle is
 * refused.
 */
export class ParticipantHandle implements Participation {
  readonly #participation: HandledParticipation;
  readonly #isCurrent: () => boolean;

  constructor(participation: HandledParticipation, isCurrent: () => boolean) {
    this.#participation = participation;
    this.#isCurrent = isCurrent;
  }

  get joined(): JoinedRoom {
    return this.#participation.joined;
  }

  connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void> {
    return this.#run((participation) => participation.connect(direction, dtlsParameters));
  }

  restartIce(direction: Direction): Promise<RestartedIce> {
    return this.#run((participation) => participation.restartIce(direction));
  }

  produce(offer: { source: Source; rtpParameters: RtpParameters }): Promise<{ producerId: string }> {
    return this.#run((participation) => participation.produce(offer));
  }

  receive(rtpCapabilities: RtpCapabilities): Promise<void> {
    return this.#run((participation) => {
      participation.receive(rtpCapabilities);
    });
  }

  resume(consumerId: string): Promise<void> {
    return this.#run((participation) => participation.resume(consumerId));
  }

  showLarge(large: LargePictures): Promise<void> {
    return this.#run(({ receiving }) => {
      receiving.showLarge(large);
    });
  }

  setSource(source: Source, state: SourceState): Promise<void> {
    return this.#run((participation) => {
      participation.setSource(source, state);
    });
  }

  letGo(): Promise<void> {
    return this.#run((participation) => {
      participation.letGo();
    });
  }

  leave(): Promise<void> {
    return this.#run((participation) => {
      participation.end('left');
    });
  }

  async #run<T>(work: (participation: HandledParticipation) => T | Promise<T>): Promise<T> {
    if (!this.#isCurrent() || !this.#participation.isOpen) throw ended();
    return await work(this.#participation);
  }
}
