import { type Actor, auditActor } from '../../domain/actors.ts';
import type { Connection } from './connection.ts';

/** More open tabs than anybody has; a page that reconnects on a bad line leaves some behind for half a minute. */
export const mostSockets = 32;

/** What the sockets of one actor on this server share: how many of their commands are at work. */
export type Share = { outstanding: number };

/**
 * The sockets of each actor on this server. Beyond so many the oldest is ended and not the new one refused: it may be
 * the one that a press comes over.
 */
export class ActorSockets {
  readonly #byActor = new Map<string, { share: Share; connections: Set<Connection> }>();

  join(connection: Connection): Share {
    const key = keyOf(connection.actor);
    const known = this.#byActor.get(key) ?? { share: { outstanding: 0 }, connections: new Set() };
    this.#byActor.set(key, known);
    known.connections.add(connection);
    const [oldest] = known.connections;
    if (known.connections.size > mostSockets) oldest?.cutOff();
    return known.share;
  }

  leave(connection: Connection): void {
    const key = keyOf(connection.actor);
    const known = this.#byActor.get(key);
    known?.connections.delete(connection);
    if (known?.connections.size === 0) this.#byActor.delete(key);
  }
}

function keyOf(actor: Actor): string {
  return JSON.stringify(auditActor(actor));
}
