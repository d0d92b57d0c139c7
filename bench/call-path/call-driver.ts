import { io, type Socket } from 'socket.io-client';
import { readConfig } from '../../config/config.ts';
import { createLog } from '../../process/log.ts';
import type { AudienceState } from '../../domain/states/wire.ts';
import { SignedAccessTokens } from '../../server/auth/access-tokens.ts';
import { openStore } from '../../store/open-store.ts';
import { Population } from '../../test/support/population.ts';
import type { RunningService } from '../running-service.ts';

const stations = 40;
const clinicians = 40;
const answersWithinMs = 10_000;

/** Stations that press and clinicians who are rung, over sockets as browsers open them. */
export class CallDriver implements AsyncDisposable {
  readonly #clinicians: readonly Socket[];
  readonly #idle: Socket[];
  readonly #rangAt = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();
  readonly #closing: Socket[];

  private constructor(stationSockets: Socket[], clinicianSockets: Socket[]) {
    this.#clinicians = clinicianSockets;
    this.#idle = stationSockets;
    this.#closing = [...stationSockets, ...clinicianSockets];
    for (const socket of clinicianSockets) {
      socket.on('call:ringing', ({ state }: AudienceState) => {
        if (state.kind === 'clinician' && state.offer?.card.kind === 'call')
          this.#rang(state.offer.card.callId);
      });
    }
  }

  static async create({ url }: RunningService): Promise<CallDriver> {
    const tokens = await populate();
    const open = (all: readonly string[]) => Promise.all(all.map((token) => connect(url, token)));
    const driver = new CallDriver(await open(tokens.stations), await open(tokens.clinicians));
    for (const socket of driver.#clinicians) await say(socket, 'presence:set', { to: 'available' });
    return driver;
  }

  /** One call: milliseconds from the press to the ring at the clinician. It is cancelled afterwards. */
  async pressToRing(): Promise<number> {
    const station = this.#idle.shift();
    if (station === undefined)
      throw new Error('Every station is in a call: the service cannot keep this rate.');
    const pressedAt = performance.now();
    const { callId } = (await say(station, 'call:start', {})) as { callId: string };
    const rangAt = await this.#ring(callId);
    await say(station, 'call:cancel', { callId });
    this.#idle.push(station);
    return rangAt - pressedAt;
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#closing) socket.disconnect();
    return Promise.resolve();
  }

  #rang(callId: string): void {
    if (this.#rangAt.has(callId)) return;
    this.#rangAt.set(callId, performance.now());
    this.#waiting.get(callId)?.(performance.now());
  }

  /** It may have rung before the press was answered. */
  #ring(callId: string): Promise<number> {
    const at = this.#rangAt.get(callId);
    return at === undefined
      ? new Promise((resolve) => this.#waiting.set(callId, resolve))
      : Promise.resolve(at);
  }
}

async function populate(): Promise<{ stations: string[]; clinicians: string[] }> {
  const config = readConfig();
  const clock = { now: () => new Date() };
  const accessTokens = await SignedAccessTokens.create({ keyFile: config.tokens.keyFile, clock });
  await using store = openStore({
    databaseUrl: config.databaseUrl,
    clock,
    log: createLog({ level: 'error' }),
  });
  const population = new Population({ store, accessTokens });
  const place = await population.addPlace();
  const tokensOf = (count: number, add: () => Promise<{ token: string }>) =>
    Promise.all(Array.from({ length: count }, async () => (await add()).token));
  return {
    stations: await tokensOf(stations, () => population.addStation(place)),
    clinicians: await tokensOf(clinicians, () => population.addPerson(place)),
  };
}

function connect(url: string, token: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token } });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('connect_error', reject);
  });
}

async function say(socket: Socket, name: string, payload: object): Promise<unknown> {
  const answer = (await socket.timeout(answersWithinMs).emitWithAck(name, payload)) as {
    ok: boolean;
    value?: unknown;
    message?: string;
  };
  if (!answer.ok) throw new Error(`${name}: ${answer.message ?? 'refused'}`);
  return answer.value;
}
