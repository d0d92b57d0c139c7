import type { types } from 'mediasoup';
import type { LargePictures, PictureLevel } from '../../domain/rooms/wire.ts';
import type { ParticipantId } from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import { isWorkerGone } from '../workers/refusals.ts';

/** A new still of each person this often; with several people they take turns, so that no two key frames coincide. */
const stillEveryMs = 5_000;
/** Minimum time between two turns, so that the sound catches up. */
const leastBetweenMs = 1_250;
/** This long after a key frame starts going out all of it has arrived, retransmissions included. */
const stillTakesMs = 400;
/** By then the key frame is not coming; the next turn asks again. */
const stillFailsMs = 2_500;
/** By then a browser that can send the large layer again does, and the worker has noticed one that cannot. */
const smallAfterMendingMs = 4_000;

/**
 * Selects the layers a participant is sent of the others' pictures, once their browser takes them: by the level, and
 * never more than the small layer of people shown small.
 */
export class LayerSelector {
  readonly #log: Log;
  readonly #pictures = new Map<string, types.Consumer>();
  /** Whose picture each consumer carries. */
  readonly #owners = new Map<string, ParticipantId>();
  #level: PictureLevel = 'full';
  #large: LargePictures = 'everybody';
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  get all(): types.Consumer[] {
    return [...this.#pictures.values()];
  }

  /** Pictures that may be on their way to the browser. */
  get flowing(): types.Consumer[] {
    return this.all.filter(({ paused }) => !paused);
  }

  /** Includes pictures switched off by their owners: there must be bandwidth for them when they come back. */
  get count(): number {
    return this.#pictures.size;
  }

  /** The browser takes the picture. Resolves when the worker has done what the level asks for. */
  async supply(consumer: types.Consumer, from: ParticipantId): Promise<void> {
    if (!this.#pictures.has(consumer.id)) {
      this.#pictures.set(consumer.id, consumer);
      this.#owners.set(consumer.id, from);
      consumer.observer.once('close', () => {
        this.#pictures.delete(consumer.id);
        this.#owners.delete(consumer.id);
      });
      this.#takeTurns();
    }
    await this.#align(consumer);
  }

  change(level: PictureLevel): void {
    this.#level = level;
    for (const picture of this.#pictures.values()) this.#attempt(picture, () => this.#align(picture));
    this.#takeTurns();
  }

  /** From now on the browser shows these people large. */
  showLarge(large: LargePictures): void {
    this.#large = large;
    // At other levels nobody is sent large, and a still in progress would be cut off.
    if (this.#level !== 'full') return;
    for (const picture of this.#pictures.values()) this.#attempt(picture, () => this.#align(picture));
  }

  /**
   * The producer's (or every) path changed and packets were lost on the old one: request a key frame, which does not
   * wait for them. A browser on a new path sends only the small layer until it knows what the path carries, and the
   * worker would wait two seconds for the large one.
   */
  mend(producerId?: string): void {
    for (const picture of this.#pictures.values()) {
      if (picture.paused || (producerId !== undefined && picture.producerId !== producerId)) continue;
      this.#attempt(picture, async () => {
        if (picture.type !== 'simple') await picture.setPreferredLayers(layersOf('low'));
        await picture.requestKeyFrame();
      });
      setTimeout(() => {
        this.#attempt(picture, () => this.#align(picture));
      }, smallAfterMendingMs).unref();
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** The worker takes requests in order, so the last level wins, whatever is in progress. */
  async #align(picture: types.Consumer): Promise<void> {
    // A picture sent in one size only cannot be made smaller.
    const flows = this.#level === 'full' || (this.#level === 'low' && picture.type !== 'simple');
    await Promise.all([
      picture.setPreferredLayers(this.#layersFor(picture)),
      flows ? picture.resume() : picture.pause(),
    ]);
  }

  #layersFor({ id }: types.Consumer): types.ConsumerLayers {
    const owner = this.#owners.get(id);
    const isLarge = this.#large === 'everybody' || (owner !== undefined && this.#large.includes(owner));
    return layersOf(this.#level === 'full' && !isLarge ? 'low' : this.#level);
  }

  #takeTurns(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#level !== 'still' || this.#pictures.size === 0) return;
    this.#nextTurn();
    const everyMs = Math.max(stillEveryMs / this.#pictures.size, leastBetweenMs);
    this.#timer = setInterval(() => {
      this.#nextTurn();
    }, everyMs).unref();
  }

  #nextTurn(): void {
    const pictures = [...this.#pictures.values()].filter(({ type }) => type !== 'simple');
    const picture = pictures[this.#turn % Math.max(pictures.length, 1)];
    this.#turn += 1;
    if (picture !== undefined) this.#attempt(picture, () => this.#showStill(picture));
  }

  /** Lets one key frame through: on resuming, the worker asks for it and forwards nothing before it. */
  async #showStill(picture: types.Consumer): Promise<void> {
    const stop = (): void => {
      picture.off('layerschange', follow);
      clearTimeout(late);
      if (this.#level === 'still') this.#attempt(picture, () => picture.pause());
    };
    const follow = (layers: types.ConsumerLayers | undefined): void => {
      if (layers === undefined) return;
      clearTimeout(late);
      late = setTimeout(stop, stillTakesMs).unref();
    };
    let late = setTimeout(stop, stillFailsMs).unref();
    picture.on('layerschange', follow);
    await picture.resume();
  }

  /** Not awaited: a request that fails because the picture has closed is no failure. */
  #attempt(picture: types.Consumer, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      if (picture.closed || isWorkerGone(error)) return;
      this.#log.error('picture could not be changed', error, { consumerId: picture.id });
    });
  }
}

/** The worker clamps a layer above the highest one. */
function layersOf(level: PictureLevel): types.ConsumerLayers {
  switch (level) {
    case 'full':
      return { spatialLayer: 1, temporalLayer: 2 };
    case 'low':
      return { spatialLayer: 0, temporalLayer: 2 };
    case 'still':
    case 'audio':
      return { spatialLayer: 0, temporalLayer: 0 };
  }
}
