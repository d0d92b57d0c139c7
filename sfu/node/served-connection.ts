import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { RoomFact } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoomId } from '../../domain/ids.ts';
import type { Log, Participation } from '../../domain/ports.ts';
import type { LocalMediaRooms } from '../rooms/local-media-rooms.ts';
import { ended } from '../workers/refusals.ts';
import { watchHeartbeat } from './heartbeat.ts';
import { ServedChecks } from './served-checks.ts';
import {
  type Answered,
  type FromNode,
  type NodeCard,
  participationCalls,
  type Request,
  request,
  roomCalls,
  type ParticipantNo,
  jsonOf,
  textOf,
  toNode,
} from './wire.ts';

/** What a connection needs from its node. */
export type ServingNode = {
  readonly rooms: LocalMediaRooms;
  card(): NodeCard;
  /** Why this node refuses the room, if it does. */
  refusal(roomId: RoomId, region: string): DomainError | undefined;
  checkRefusal(region: string): DomainError | undefined;
  /** Drains, and has its process end afterwards. */
  askToDrain(): void;
  /** The server of these participations is gone. */
  orphaned(participations: readonly Participation[]): void;
};

const badMessage = 1008;

/**
 * The node's end of one server's connection: runs the server's requests, and forwards the facts of its participants.
 */
export class ServedConnection {
  readonly #socket: WebSocket;
  readonly #node: ServingNode;
  readonly #log: Log;
  readonly #participations = new Map<ParticipantNo, Participation>();
  readonly #checks: ServedChecks;
  #closed = false;

  constructor(socket: WebSocket, { node, log }: { node: ServingNode; log: Log }) {
    this.#socket = socket;
    this.#node = node;
    this.#log = log;
    this.#checks = new ServedChecks({ node, log });
  }

  /** Starts serving; `proof` shows the server that this is the node it meant. */
  open({ proof, onClosed }: { proof: string; onClosed: () => void }): void {
    watchHeartbeat(this.#socket);
    this.#socket.on('message', (data, isBinary) => {
      this.#receive(isBinary ? '' : textOf(data));
    });
    this.#socket.on('error', (error) => {
      this.#log.warn('connection of a server failed', {
        code: 'code' in error ? String(error.code) : 'unknown',
      });
    });
    this.#socket.once('close', () => {
      this.#closed = true;
      this.#checks.close();
      onClosed();
      this.#node.orphaned([...this.#participations.values()]);
      this.#participations.clear();
    });
    this.#say({ kind: 'welcome', proof, card: this.#node.card(), ...this.#now() });
  }

  sayState(): void {
    this.#say({ kind: 'state', load: this.#node.card().load, ...this.#now() });
  }

  #now() {
    return { counts: this.#node.rooms.counts(), clock: Date.now() };
  }

  /** The server then treats all its participants here as lost and has them join elsewhere. */
  close(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    const envelope = z.strictObject({ id: toNode.shape.id, request: z.unknown() }).safeParse(jsonOf(text));
    if (!envelope.success) {
      this.#log.warn('message of a server not understood');
      this.#socket.close(badMessage);
      return;
    }
    const { id, request: asked } = envelope.data;
    this.#answer(asked).then(
      (answered) => {
        this.#say({ kind: 'answer', id, answered, counts: this.#node.rooms.counts() });
      },
      (error: unknown) => {
        this.#log.error('request of a server could not be answered', error);
      },
    );
  }

  async #answer(asked: unknown): Promise<Answered> {
    const parsed = request.safeParse(asked);
    if (!parsed.success)
      return { ok: false, code: 'invalid', message: 'The media node does not know this request.' };
    try {
      return { ok: true, value: (await this.#do(parsed.data)) ?? null };
    } catch (error) {
      if (error instanceof DomainError) return { ok: false, code: error.code, message: error.message };
      this.#log.error('request of a server failed', error, { operation: parsed.data.call });
      return { ok: false, code: 'internal', message: 'The media node could not do this.' };
    }
  }

  #do(asked: Request): Promise<unknown> {
    switch (asked.call) {
      case 'join':
        return this.#join(asked);
      case 'take-up':
        return this.#takeUp(asked);
      case 'room':
        return this.#askRoom(asked);
      case 'participation':
        return this.#participate(asked);
      case 'open-check':
      case 'check':
        return this.#checks.do(asked);
      case 'drain':
        this.#node.askToDrain();
        return Promise.resolve();
    }
  }

  async #join({ roomId, region, seat, joiner }: Extract<Request, { call: 'join' }>): Promise<unknown> {
    const refusal = this.#node.refusal(roomId, region);
    if (refusal !== undefined) throw refusal;
    const participation = await this.#node.rooms.join(roomId, joiner, this.#teller(seat));
    if (this.#closed) {
      await participation.leave();
      throw ended();
    }
    this.#participations.set(seat, participation);
    return participation.joined;
  }

  async #takeUp({ roomId, seat, whom }: Extract<Request, { call: 'take-up' }>): Promise<unknown> {
    const taken = await this.#node.rooms.takeUp(roomId, whom, this.#teller(seat));
    if (taken === undefined) return null;
    const { participation, snapshot } = taken;
    if (this.#closed) {
      await participation.letGo();
      throw ended();
    }
    this.#participations.set(seat, participation);
    return { joined: participation.joined, snapshot };
  }

  #teller(participantNo: ParticipantNo): (fact: RoomFact) => void {
    return (fact) => {
      if (fact.name === 'room:left') this.#participations.delete(participantNo);
      this.#say({ kind: 'fact', seat: participantNo, fact });
    };
  }

  async #participate({ seat, method, args }: Extract<Request, { call: 'participation' }>): Promise<unknown> {
    const participation = this.#participations.get(seat);
    if (participation === undefined) throw ended();
    const given = readArgs(participationCalls[method].args, args);
    // The table ties each method to its arguments; TypeScript cannot follow the pair through a variable.
    const methods = participation as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const value = await methods[method]?.(...given);
    if (method === 'leave' || method === 'letGo') this.#participations.delete(seat);
    return value;
  }

  async #askRoom({ roomId, method, args }: Extract<Request, { call: 'room' }>): Promise<void> {
    const given = readArgs(roomCalls[method], args);
    const methods = this.#node.rooms as unknown as Record<string, (...given: unknown[]) => Promise<void>>;
    await methods[method]?.(roomId, ...given);
  }

  #say(message: FromNode): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

function readArgs(schema: z.ZodType<readonly unknown[]>, args: readonly unknown[]): readonly unknown[] {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid', 'The media node cannot use this.', { cause: parsed.error });
}
