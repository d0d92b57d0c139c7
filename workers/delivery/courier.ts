import { deliver, type DeliveryTools } from '../../domain/escalation/deliver.ts';
import type { DeliveryId } from '../../domain/ids.ts';
import type { Deps } from '../../domain/ports.ts';
import { done, type Remaining } from '../../domain/due-rule.ts';

/** Sends messages in this process: each at most once at a time, whoever asks for it. */
export class Courier {
  readonly #deps: Deps & DeliveryTools;
  readonly #running = new Map<DeliveryId, Promise<Remaining>>();

  constructor(deps: Deps & DeliveryTools) {
    this.#deps = deps;
  }

  /** Resolves when the attempt is over, with the milliseconds until the next one. */
  deliver(deliveryId: DeliveryId): Promise<Remaining> {
    const running = this.#running.get(deliveryId);
    if (running !== undefined) {
      return running;
    }
    const run = deliver(this.#deps, { deliveryId }).finally(() => {
      this.#running.delete(deliveryId);
    });
    this.#running.set(deliveryId, run);
    return run;
  }

  /** Begins the attempt and does not wait for it: a provider that hangs must not hold up the poller. */
  start(deliveryId: DeliveryId): Promise<Remaining> {
    this.deliver(deliveryId).catch((error: unknown) => {
      this.#deps.log.error('not delivered; it is tried again', error);
    });
    return Promise.resolve(done);
  }

  /** Lets what runs finish. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
