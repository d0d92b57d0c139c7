import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';
import { z } from 'zod';

const jsep = z.looseObject({ type: z.string(), sdp: z.string() });
const message = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  data: z.looseObject({ id: z.number() }).optional(),
  error: z.looseObject({ reason: z.string() }).optional(),
  plugindata: z
    .looseObject({
      data: z.looseObject({
        error: z.string().optional(),
        result: z.looseObject({ event: z.string() }).optional(),
      }),
    })
    .optional(),
  jsep: jsep.optional(),
});
type Message = z.infer<typeof message>;

const keepAliveEveryMs = 20_000;
const answersWithinMs = 15_000;

/** One participant's handle of Janus's plugin for calls, over a WebSocket of its own. */
export class JanusHandle {
  readonly #socket: WebSocket;
  readonly #heard: Message[] = [];
  readonly #waiting = new Set<() => void>();
  #session = 0;
  #handle = 0;
  #keepAlive: NodeJS.Timeout | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#heard.push(message.parse(JSON.parse(data.toString())));
      for (const check of [...this.#waiting]) check();
    });
  }

  static async open(url: string): Promise<JanusHandle> {
    const socket = new WebSocket(url, 'janus-protocol');
    await once(socket, 'open');
    const handle = new JanusHandle(socket);
    handle.#session = idOf(await handle.#ask({ janus: 'create' }));
    handle.#handle = idOf(await handle.#ask({ janus: 'attach', plugin: 'janus.plugin.videocall' }));
    handle.#keepAlive = setInterval(() => {
      handle.#say({ janus: 'keepalive' }, randomUUID());
    }, keepAliveEveryMs).unref();
    return handle;
  }

  /** Answers once the plugin has taken it. */
  async say(body: object, description?: { type: 'offer' | 'answer'; sdp: string }): Promise<void> {
    await this.#ask({ janus: 'message', body, ...(description !== undefined && { jsep: description }) });
  }

  /** The description of the other side that comes with this event. */
  async description(event: 'incomingcall' | 'accepted'): Promise<string> {
    const found = await this.#hear(
      (one) => one.plugindata?.data.result?.event === event && one.jsep !== undefined,
      event,
    );
    return found.jsep?.sdp ?? '';
  }

  close(): void {
    clearInterval(this.#keepAlive);
    this.#socket.terminate();
  }

  async #ask(what: object): Promise<Message> {
    const transaction = randomUUID();
    this.#say(what, transaction);
    const answer = await this.#hear(
      (one) => one.transaction === transaction && one.janus !== 'ack',
      JSON.stringify(what).slice(0, 80),
    );
    const error = answer.error?.reason ?? answer.plugindata?.data.error;
    if (error !== undefined) throw new Error(`Janus: ${error}`);
    return answer;
  }

  #say(what: object, transaction: string): void {
    const session = this.#session === 0 ? {} : { session_id: this.#session };
    const handle = this.#handle === 0 ? {} : { handle_id: this.#handle };
    this.#socket.send(JSON.stringify({ ...what, ...session, ...handle, transaction }));
  }

  /** The first message that fits, also one that has come already; it is taken out. */
  async #hear(fits: (one: Message) => boolean, what: string): Promise<Message> {
    const heard = Promise.withResolvers<Message>();
    const check = (): void => {
      const at = this.#heard.findIndex(fits);
      const [found] = at < 0 ? [] : this.#heard.splice(at, 1);
      if (found !== undefined) heard.resolve(found);
    };
    const late = setTimeout(() => {
      heard.reject(new Error(`Janus has not answered within ${answersWithinMs} ms: ${what}`));
    }, answersWithinMs);
    this.#waiting.add(check);
    check();
    try {
      return await heard.promise;
    } finally {
      clearTimeout(late);
      this.#waiting.delete(check);
    }
  }
}

function idOf({ data }: Message): number {
  if (data === undefined) throw new Error('Janus has answered without an id.');
  return data.id;
}
