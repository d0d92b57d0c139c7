import { io, type Socket } from 'socket.io-client';
import type { Answer, CommandName, PayloadInput, Reply } from '../../domain/contract/commands.ts';
import type { FactName, ServerToClient } from '../../domain/contract/facts.ts';

type FactPayload<N extends FactName> = Parameters<ServerToClient[N]>[0];
/** `only`: the one phase of several that the page wants, as a board on a wall does. */
type Address = { url: string; token: unknown; origin?: string; only?: 'manager' };
/** Why a connection ended: Socket.IO's word for it, and the WebSocket's close code where there was one. */
type End = { reason: string; code: number | undefined };

const withinMs = 5000;

/** A browser's end of a socket: collects every fact from before it connects. */
export class SocketClient {
  readonly raw: Socket;
  readonly heard: { name: string; payload: unknown }[] = [];
  /** Every event in order, answers as `answer <command>`. */
  readonly order: string[] = [];
  readonly ended: Promise<End>;
  #waiting: (() => void)[] = [];

  constructor({ url, token, origin, only }: Address) {
    this.raw = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      autoConnect: false,
      auth: { token, ...(only !== undefined && { only }) },
      ...(origin !== undefined && { extraHeaders: { origin } }),
    });
    this.raw.onAny((name: string, payload: unknown) => {
      this.heard.push({ name, payload });
      this.order.push(name);
      this.#stir();
    });
    this.ended = new Promise((resolve) => {
      this.raw.on('disconnect', (reason, details) => {
        resolve({ reason, code: closeCode(details) });
      });
    });
  }

  /** Connects; rejects with the server's error, whose `data` says `{ code, message }`. */
  static async connect(address: Address): Promise<SocketClient> {
    const client = new SocketClient(address);
    await new Promise<void>((resolve, reject) => {
      client.raw.once('connect', resolve);
      client.raw.once('connect_error', (error) => {
        client.close();
        reject(error);
      });
      client.raw.connect();
    });
    return client;
  }

  /** Sends a command as the contract has it. */
  async say<N extends CommandName>(name: N, payload: PayloadInput<N>): Promise<Answer<Reply<N>>> {
    return (await this.sayAnything(name, payload)) as Answer<Reply<N>>;
  }

  /** Sends whatever a browser might; the answer is whatever comes back. */
  sayAnything(name: string, ...args: unknown[]): Promise<Answer<unknown>> {
    return new Promise((resolve, reject) => {
      this.raw.timeout(withinMs).emit(name, ...args, (late: Error | null, answer: Answer<unknown>) => {
        if (late) {
          reject(new Error(`no answer to ${name} within ${withinMs} ms`, { cause: late }));
          return;
        }
        this.order.push(`answer ${name}`);
        resolve(answer);
      });
    });
  }

  /** The first fact of this name that fits, heard already or still to come. */
  async hear<N extends FactName>(
    name: N,
    fits: (payload: FactPayload<N>) => boolean = () => true,
  ): Promise<FactPayload<N>> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const found = this.heard.find((fact) => fact.name === name && fits(fact.payload as FactPayload<N>));
      if (found !== undefined) {
        return found.payload as FactPayload<N>;
      }
      if (performance.now() > deadline) {
        throw new Error(`no ${name} within ${withinMs} ms; heard: ${this.order.join(', ') || 'nothing'}`);
      }
      await this.#next(deadline - performance.now());
    }
  }

  close(): void {
    this.raw.disconnect();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(ms, 1));
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #stir(): void {
    for (const wake of this.#waiting.splice(0)) {
      wake();
    }
  }
}

function closeCode(details: unknown): number | undefined {
  const context = (details as { context?: { code?: unknown } } | undefined)?.context;
  return typeof context?.code === 'number' ? context.code : undefined;
}
