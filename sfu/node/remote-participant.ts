import type { JoinedRoom, RoomFact } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoomId } from '../../domain/ids.ts';
import type { Log, Participation } from '../../domain/ports.ts';
import { FactBuffer } from '../../process/fact-buffer.ts';
import { ended } from '../workers/refusals.ts';
import type { NodeLink, ParticipantListener } from './node-link.ts';
import { type ParticipationCall, participationCalls, type ParticipantNo } from './wire.ts';

export type RemoteParticipantOptions = {
  seat: ParticipantNo;
  roomId: RoomId;
  link: NodeLink;
  tell: (fact: RoomFact) => void;
  onEnded: (participant: RemoteParticipant) => void;
  log: Log;
};

/** A server's handle on one participation that lives on a node. */
export class RemoteParticipant implements ParticipantListener {
  readonly roomId: RoomId;
  readonly link: NodeLink;
  readonly #options: RemoteParticipantOptions;
  readonly #facts: FactBuffer<RoomFact>;
  #phase: 'open' | 'ended' = 'open';

  constructor(options: RemoteParticipantOptions) {
    this.#options = options;
    this.roomId = options.roomId;
    this.link = options.link;
    this.#facts = new FactBuffer({ pass: options.tell, log: options.log });
    this.link.listen(options.seat, this);
  }

  /** The join has been answered: facts buffered since then follow once the browser has its answer. */
  open(joined: JoinedRoom): Participation {
    // The room moved while the join was in progress: the node learns of it only now.
    if (this.#phase === 'ended') this.#giveBack();
    setImmediate(() => {
      this.#facts.open();
    });
    const methods = Object.keys(participationCalls) as ParticipationCall[];
    const calls = methods.map((method) => [method, (...args: unknown[]) => this.#call(method, args)]);
    // The table holds every method of a participation, by its own type.
    return { joined, ...(Object.fromEntries(calls) as Omit<Participation, 'joined'>) };
  }

  hear(fact: RoomFact): void {
    if (this.#phase === 'ended') return;
    this.#facts.tell(fact);
    if (fact.name === 'room:left') this.end();
  }

  /** The node is gone: the browser joins again, and the room is found or placed elsewhere. */
  lost(): void {
    this.hear({ name: 'room:left', payload: { reason: 'media-failed' } });
  }

  /** The room has moved: the browser is sent to it, and the old place is given up. */
  sendAfter(): void {
    if (this.#phase === 'ended') return;
    this.lost();
    this.#giveBack();
  }

  /** This server is closing. */
  dismiss(): void {
    this.hear({ name: 'room:left', payload: { reason: 'closed' } });
  }

  /** Sends and accepts nothing more. Idempotent. */
  end(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#facts.end();
    this.link.unlisten(this.#options.seat);
    this.#options.onEnded(this);
  }

  async #call(method: ParticipationCall, args: readonly unknown[]): Promise<unknown> {
    if (this.#phase === 'ended') throw ended();
    let value: unknown;
    try {
      value = await this.#request(method, args);
    } catch (error) {
      // The participation, or its node, ended while the request was in flight.
      throw error instanceof DomainError && !this.#isOpen() ? ended() : error;
    }
    if (method === 'leave' || method === 'letGo') this.end();
    return participationCalls[method].value.parse(value) ?? undefined;
  }

  #giveBack(): void {
    this.#request('leave', []).catch((error: unknown) => {
      if (!(error instanceof DomainError)) this.#options.log.error('a place could not be given back', error);
    });
  }

  #isOpen(): boolean {
    return this.#phase === 'open' && this.link.isOpen;
  }

  #request(method: ParticipationCall, args: readonly unknown[]): Promise<unknown> {
    return this.link.request({ call: 'participation', seat: this.#options.seat, method, args: [...args] });
  }
}
