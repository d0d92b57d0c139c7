import { type Actor, auditActor } from '../../domain/actors.ts';
import type { Connection } from './connection.ts';

/**
 * More open tabs than anybody has; a page that reconnects on a bad line leaves some behind for half a minute. Guests
 * have one page and are strangers.
 */
export const mostSockets = { station: 32, person: 32, guest: 8 } satisfies Record<Actor['kind'], number>;

/** What the sockets of one actor on this server share: how many of their commands are at work. */
export type Share = { outstanding: number };

/**
 * The sockets of each actor on this server. Beyond so many one is ended and not the new one refused: it may be the one
 * that a press comes over. The oldest that is in no visit goes; its page may come back.
 */
export class ActorSockets {
  readonly #byActor = new Map<string, { share: Share; connections: Set<Connection> }>();
  readonly #onCutOff: (connection: Connection) => void;

  constructor(onCutOff: (connection: Connection) => void) {
    this.#onCutOff = onCutOff;
  }

  join(connection: Connection): Share {
    const key = keyOf(connection.actor);
    const known = this.#byActor.get(key) ?? { share: { outstanding: 0 }, connections: new Set() };
    this.#byActor.set(key, known);
    known.connections.add(connection);
    if (known.connections.size > mostSockets[connection.actor.kind]) this.#cutOff([...known.connections]);
    return known.share;
  }

  leave(connection: Connection): void {
    const key = keyOf(connection.actor);
    const known = this.#byActor.get(key);
    known?.connections.delete(connection);
    if (known?.connections.size === 0) this.#byActor.delete(key);
  }

  #cutOff([oldest, ...others]: readonly Connection[]): void {
    const inNoVisit = [oldest, ...others.slice(0, -1)].find((one) => one?.roomSession.occupied === undefined);
    const ended = inNoVisit ?? oldest;
    if (ended === undefined) return;
    this.#onCutOff(ended);
    ended.cutOff();
  }
}

function keyOf(actor: Actor): string {
  return JSON.stringify(auditActor(actor));
}
