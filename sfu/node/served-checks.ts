import { DomainError } from '../../domain/errors.ts';
import type { Log, MediaCheck } from '../../domain/ports.ts';
import type { LocalMediaRooms } from '../rooms/local-media-rooms.ts';
import { checkCalls, type CheckNumber, type CheckRequest } from './wire.ts';

type CheckingNode = {
  readonly rooms: Pick<LocalMediaRooms, 'openCheck'>;
  /** Why this node refuses a check, if it does. */
  checkRefusal(region: string): DomainError | undefined;
};

/** The checks one server has opened on this node. They end with its connection. */
export class ServedChecks {
  readonly #node: CheckingNode;
  readonly #log: Log;
  readonly #open = new Map<CheckNumber, MediaCheck>();
  #closed = false;

  constructor({ node, log }: { node: CheckingNode; log: Log }) {
    this.#node = node;
    this.#log = log;
  }

  do(asked: CheckRequest): Promise<unknown> {
    return asked.call === 'open-check' ? this.#begin(asked) : this.#ask(asked);
  }

  close(): void {
    this.#closed = true;
    for (const check of this.#open.values()) this.#end(check);
    this.#open.clear();
  }

  async #begin({ region, check }: Extract<CheckRequest, { call: 'open-check' }>): Promise<unknown> {
    const refusal = this.#node.checkRefusal(region);
    if (refusal !== undefined) throw refusal;
    const opened = await this.#node.rooms.openCheck();
    if (this.#closed) {
      this.#end(opened);
      throw over();
    }
    this.#open.set(check, opened);
    return opened.opened;
  }

  async #ask({ check, method, args }: Extract<CheckRequest, { call: 'check' }>): Promise<unknown> {
    const found = this.#open.get(check);
    if (found === undefined) throw over();
    const given = checkCalls[method].args.safeParse(args);
    if (!given.success)
      throw new DomainError('invalid', 'The media node cannot use this.', { cause: given.error });
    // The table ties each method to its arguments; TypeScript cannot follow the pair through a variable.
    const methods = found as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
    try {
      return await methods[method]?.(...given.data);
    } finally {
      if (method === 'close') this.#open.delete(check);
    }
  }

  #end(check: MediaCheck): void {
    check.close().catch((error: unknown) => {
      if (!(error instanceof DomainError)) this.#log.error('a check could not be ended', error);
    });
  }
}

function over(): DomainError {
  return new DomainError('wrong-phase', 'This check is over.');
}
