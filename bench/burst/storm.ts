import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { Answer, CommandName, PayloadInput, Reply } from '../../domain/contract/commands.ts';
import type { AudienceState, ClinicianState } from '../../domain/states/wire.ts';
import { atOnce } from '../slices.ts';

const together = 50;
const answersWithinMs = 20_000;
const readEveryMs = 5000;

/** Stations that all press at once, and clinicians who answer whatever rings and are done with it at once. */
export class Storm {
  readonly #sockets: Socket[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  /** Milliseconds from the press to the first ring, of each station's call that has rung. */
  readonly rangAfterMs = new Map<number, number>();
  /** Presses that were refused and said again. */
  refused = 0;
  #pressedAt = 0;

  async connect(options: {
    url: string;
    stations: readonly string[];
    clinicians: readonly string[];
  }): Promise<void> {
    const { url, stations, clinicians } = options;
    await atOnce([...stations.entries()], together, async ([n, token]) => {
      const socket = await this.#open(url, token);
      this.#sockets[n] = socket;
      socket.onAny((_name: string, fact: unknown) => {
        if (!this.rangAfterMs.has(n) && rings(fact)) {
          this.rangAfterMs.set(n, performance.now() - this.#pressedAt);
        }
      });
    });
    await atOnce(clinicians, together, async (token) => {
      await this.#workAsClinician(await this.#open(url, token));
    });
  }

  /** Everybody presses in the same breath; the first so many add that it is immediate. */
  async press(immediate: number): Promise<void> {
    this.#pressedAt = performance.now();
    const pressing = this.#sockets.map((socket, n) => this.#press(socket, n < immediate));
    await Promise.all(pressing);
  }

  leave(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#clinicians) socket.disconnect();
    for (const socket of this.#sockets) socket.disconnect();
  }

  readonly #clinicians: Socket[] = [];

  async #press(socket: Socket, immediate: boolean): Promise<void> {
    const { callId } = await this.#insist(socket, 'call:start', {});
    if (immediate) await this.#insist(socket, 'call:describe', { callId, acuity: 'immediate' });
  }

  async #insist<N extends CommandName>(socket: Socket, name: N, payload: PayloadInput<N>): Promise<Reply<N>> {
    for (;;) {
      const answer = await say(socket, name, payload);
      if (answer?.ok === true) return answer.value;
      this.refused += 1;
      await pause(500);
    }
  }

  async #open(url: string, token: string): Promise<Socket> {
    const socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }

  async #workAsClinician(socket: Socket): Promise<void> {
    this.#clinicians.push(socket);
    const seen = new Set<string>();
    const once = <N extends CommandName>(what: string, name: N, payload: PayloadInput<N>) => {
      if (seen.has(what)) return;
      seen.add(what);
      say(socket, name, payload).then(
        // What was refused may be tried again when the state still asks for it.
        (answer) => answer?.ok !== true && seen.delete(what),
        () => seen.delete(what),
      );
    };
    const work = (state: ClinicianState) => {
      const [missing] = state.missingOutcomes;
      if (state.offer !== null) {
        const { offerId } = state.offer;
        once(`hear ${offerId}`, 'offer:hear', { offerId });
        once(`accept ${offerId}`, 'offer:accept', { offerId });
      }
      if (state.visit !== null) {
        const { visitId } = state.visit;
        once(`end ${visitId}`, 'visit:end', { visitId });
      }
      if (missing !== undefined) {
        const { visitId } = missing;
        const outcome = { disposition: 'home-with-advice', advice: null, note: null } as const;
        once(`record ${visitId}`, 'outcome:record', { visitId, ...outcome });
      }
      if (state.presence.state === 'paused') {
        once(`back ${state.presence.since}`, 'presence:set', { to: 'available' });
      }
    };
    socket.onAny((_name: string, fact: unknown) => {
      const state = stateOf(fact);
      if (state?.kind === 'clinician') work(state);
    });
    await this.#insist(socket, 'presence:set', { to: 'available', outsideShiftReason: 'busy-period' });
    this.#timers.push(
      setInterval(() => {
        say(socket, 'state:read', {}).then(
          (answer) => {
            if (answer?.ok === true && answer.value.state.kind === 'clinician') work(answer.value.state);
          },
          () => undefined,
        );
      }, readEveryMs),
    );
  }
}

/** Undefined when there was no answer in time. */
async function say<N extends CommandName>(
  socket: Socket,
  name: N,
  payload: PayloadInput<N>,
): Promise<Answer<Reply<N>> | undefined> {
  const asked = socket.timeout(answersWithinMs).emitWithAck(name, payload) as Promise<Answer<Reply<N>>>;
  return asked.catch(() => undefined);
}

function stateOf(fact: unknown): AudienceState['state'] | undefined {
  return typeof fact === 'object' && fact !== null && 'state' in fact
    ? (fact as AudienceState).state
    : undefined;
}

function rings(fact: unknown): boolean {
  const state = stateOf(fact);
  const phase = state?.kind === 'station' ? state.call?.life.phase : undefined;
  return phase === 'ringing' || phase === 'active';
}
