import type { Source, SourceState } from '../domain/contract/media.ts';
import type { RoomId } from '../domain/ids.ts';
import type { Joining } from '../domain/ports.ts';

export type Sources = { microphone: SourceState; camera: SourceState };
type Choice = 'on' | 'off';

/** Rooms remembered at most; the oldest is forgotten first. */
const longest = 10_000;

/**
 * What people chose for their microphone and camera, room by room. It outlives a room that empties or whose worker
 * dies, because whoever muted themself must not be heard after a reload; it is forgotten when the room is closed.
 */
export class SourceChoices {
  readonly #rooms = new Map<RoomId, Map<string, Choice>>();

  /** What a joiner's sources are: missing is missing; off stays off; otherwise as they say now. */
  settle(roomId: RoomId, key: Joining['key'], said: Sources): Sources {
    const one = (source: Source): SourceState => {
      if (said[source] === 'missing') return 'missing';
      const kept = this.#rooms.get(roomId)?.get(`${key} ${source}`);
      return kept === 'off' ? 'off' : said[source];
    };
    const sources = { microphone: one('microphone'), camera: one('camera') };
    this.keep(roomId, { key, source: 'microphone', state: sources.microphone });
    this.keep(roomId, { key, source: 'camera', state: sources.camera });
    return sources;
  }

  /** `missing` is no choice: what was chosen before it stays. */
  keep(
    roomId: RoomId,
    { key, source, state }: { key: Joining['key']; source: Source; state: SourceState },
  ): void {
    if (state === 'missing') return;
    const room = this.#rooms.get(roomId) ?? new Map<string, Choice>();
    room.set(`${key} ${source}`, state);
    this.#rooms.delete(roomId);
    this.#rooms.set(roomId, room);
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > longest && oldest !== undefined) this.#rooms.delete(oldest);
  }

  forget(roomId: RoomId): void {
    this.#rooms.delete(roomId);
  }
}
