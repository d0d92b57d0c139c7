import { io, type Socket } from 'socket.io-client';
import type { Answer, CommandName, PayloadInput, Reply } from '../../domain/contract/commands.ts';
import type { ConsumerOffer } from '../../domain/rooms/wire.ts';
import type { AudienceState } from '../../domain/states/wire.ts';

const answersWithinMs = 15_000;
const readEveryMs = 5_000;
const renewEveryMs = 300_000;

type State = AudienceState['state'];

/** A browser's connection to the service as the app keeps it, without the browser: state, heartbeat, renewed token. */
export class Browser {
  readonly #socket: Socket;
  readonly #newToken: () => string;
  readonly #watching = new Set<(state: State) => void>();
  readonly #offered = new Set<(offer: ConsumerOffer) => void>();
  #timers: NodeJS.Timeout[] = [];
  #newest: AudienceState | undefined;

  private constructor(socket: Socket, newToken: () => string) {
    this.#socket = socket;
    this.#newToken = newToken;
    socket.onAny((name: string, fact: unknown) => {
      if (name === 'room:consumer') for (const hear of this.#offered) hear(fact as ConsumerOffer);
      else if (isState(fact)) this.#take(fact);
    });
  }

  static async open({ url, newToken }: { url: string; newToken: () => string }): Promise<Browser> {
    const socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token: newToken() },
    });
    const browser = new Browser(socket, newToken);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    browser.#keepUp();
    return browser;
  }

  /** @throws Error naming the command when it is refused or not answered. */
  async say<N extends CommandName>(name: N, payload: PayloadInput<N>): Promise<Reply<N>> {
    const answer = (await this.#socket.timeout(answersWithinMs).emitWithAck(name, payload)) as Answer<
      Reply<N>
    >;
    if (!answer.ok) throw new Error(`${name}: ${answer.code}, ${answer.message}`);
    return answer.value;
  }

  /** Tells every new state, beginning with the one it has. */
  watch(watcher: (state: State) => void): void {
    this.#watching.add(watcher);
    if (this.#newest !== undefined) watcher(this.#newest.state);
  }

  /** Tells of streams offered from now on; the answer ends it. */
  onOffered(hear: (offer: ConsumerOffer) => void): () => void {
    this.#offered.add(hear);
    return () => this.#offered.delete(hear);
  }

  close(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#socket.disconnect();
  }

  #keepUp(): void {
    const read = async (): Promise<void> => {
      this.#take(await this.say('state:read', {}));
    };
    const every = (ms: number, work: () => Promise<unknown>): NodeJS.Timeout =>
      setInterval(() => {
        // One that was lost is made good by the next.
        work().catch(() => undefined);
      }, ms).unref();
    this.#timers = [
      every(readEveryMs, read),
      every(renewEveryMs, () => this.say('auth:renew', { token: this.#newToken() })),
    ];
  }

  #take(fact: AudienceState): void {
    if (fact.seq < (this.#newest?.seq ?? 0)) return;
    this.#newest = fact;
    for (const watcher of this.#watching) watcher(fact.state);
  }
}

function isState(fact: unknown): fact is AudienceState {
  return typeof fact === 'object' && fact !== null && 'seq' in fact && 'state' in fact;
}
