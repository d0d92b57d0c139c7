import type { types } from 'mediasoup';
import type { ParticipantId } from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import { isWorkerGone } from '../workers/refusals.ts';

/** Speech, not the hum of a ward; often enough that the mark follows a conversation. */
const threshold = -55;
const everyMs = 400;

type Sent = { readonly participantId: ParticipantId; readonly producer: types.Producer };

/**
 * Who speaks in a room, by the loudest microphone. Between two people nobody needs it, so the worker runs an observer
 * only from three people on.
 */
export class ActiveSpeaker {
  readonly #router: types.Router;
  readonly #tell: (speaker: ParticipantId | null) => void;
  readonly #log: Log;
  readonly #owners = new Map<string, ParticipantId>();
  #observer: types.AudioLevelObserver | undefined;
  #opening = false;
  #latest: { sent: readonly Sent[]; people: number } = { sent: [], people: 0 };
  #speaker: ParticipantId | null = null;

  constructor(options: { router: types.Router; tell: (speaker: ParticipantId | null) => void; log: Log }) {
    this.#router = options.router;
    this.#tell = options.tell;
    this.#log = options.log;
  }

  /** Observes exactly these microphones from now on; with fewer than three people, none. */
  follow(sent: readonly Sent[], people: number): void {
    this.#latest = { sent, people };
    const microphones = people < 3 ? [] : sent.filter(({ producer }) => !producer.closed);
    if (this.#observer === undefined) {
      if (microphones.length > 0) this.#open();
      return;
    }
    // A closed producer has left the observer by itself.
    const wanted = new Set(microphones.map(({ producer }) => producer.id));
    for (const id of this.#owners.keys()) if (!wanted.has(id)) this.#owners.delete(id);
    if (microphones.length === 0) this.#heard(null);
    for (const { producer, participantId } of microphones) {
      if (this.#owners.has(producer.id)) continue;
      this.#owners.set(producer.id, participantId);
      this.#observer.addProducer({ producerId: producer.id }).catch((error: unknown) => {
        if (!producer.closed && !this.#router.closed && !isWorkerGone(error)) {
          this.#log.error('microphone not watched', error, { producerId: producer.id });
        }
      });
    }
  }

  /** The last speaker has left the room. */
  forget(participantId: ParticipantId): void {
    if (this.#speaker === participantId) this.#heard(null);
  }

  #open(): void {
    if (this.#opening) return;
    this.#opening = true;
    this.#router.createAudioLevelObserver({ maxEntries: 1, threshold, interval: everyMs }).then(
      (observer) => {
        this.#observer = observer;
        observer.on('volumes', ([loudest]) => {
          this.#heard((loudest && this.#owners.get(loudest.producer.id)) ?? null);
        });
        observer.on('silence', () => {
          this.#heard(null);
        });
        this.follow(this.#latest.sent, this.#latest.people);
      },
      (error: unknown) => {
        this.#opening = false;
        if (!this.#router.closed && !isWorkerGone(error)) this.#log.error('speakers not watched', error);
      },
    );
  }

  #heard(speaker: ParticipantId | null): void {
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    this.#tell(speaker);
  }
}
