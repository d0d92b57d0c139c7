import pg from 'pg';
import type { InvitedRole } from '../../domain/actors.ts';
import type { GuestScreenState } from '../../domain/guests/wire.ts';
import type { GuestId, VisitId } from '../../domain/ids.ts';
import { pressAt, ringOf, valueOf } from './hearing.ts';
import type { SocketClient } from './socket-client.ts';
import type { Place, World } from './world.ts';

/** A visit that has begun between a station and its clinician. */
export async function beginVisit(world: World, place: Place) {
  const host = await world.onCall(place, 0);
  const { socket: station, callId } = await pressAt(world, place);
  const offerId = await ringOf(host.socket, callId);
  const { visitId, roomId } = valueOf(await host.socket.say('offer:accept', { offerId }));
  return { host, station, callId, visitId, roomId };
}

export async function invite(host: SocketClient, visitId: VisitId, role: InvitedRole = 'interpreter') {
  const answer = valueOf(await host.say('guest:invite', { visitId, role, send: { by: 'shown' } }));
  return { ...answer, secret: new URL(answer.url).hash.slice(1) };
}

/** A browser outside, with no more than a cookie jar. */
export class GuestBrowser {
  readonly #url: string;
  #cookie: string | undefined;

  constructor(world: World, server = 0) {
    this.#url = world.server(server).url;
  }

  async post(path: 'invitation' | 'joining' | 'token', body: unknown = {}): Promise<Posted> {
    const response = await fetch(`${this.#url}/api/guest/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#cookie !== undefined && { cookie: this.#cookie }),
      },
      body: JSON.stringify(body),
    });
    const [set] = response.headers.getSetCookie();
    this.#cookie = set?.split(';')[0] ?? this.#cookie;
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** Opens the invitation and joins; answers with what the last of them was answered. */
  async join(secret: string, name = 'Ana Lima'): Promise<Posted> {
    const opened = await this.post('invitation', { secret });
    return opened.status !== 200 ? opened : this.post('joining', { secret, name });
  }
}

export type Posted = { status: number; body: Record<string, unknown> };

/** A guest in the lobby: the browser, and its socket. */
export async function guestInLobby(
  world: World,
  { host, visitId }: { host: { socket: SocketClient }; visitId: VisitId },
  {
    role = 'interpreter',
    name = 'Ana Lima',
    server = 0,
  }: { role?: InvitedRole; name?: string; server?: number } = {},
) {
  const invitation = await invite(host.socket, visitId, role);
  const browser = new GuestBrowser(world, server);
  const { status, body } = await browser.join(invitation.secret, name);
  if (status !== 200) throw new Error(`not joined: ${JSON.stringify(body)}`);
  const token = String(body['token']);
  const socket = await world.connect({ token }, server);
  return { ...invitation, browser, token, socket };
}

export async function guestHears(
  socket: SocketClient,
  name: 'visit:changed' | 'call:ended' | 'call:requeued',
  fits: (state: GuestScreenState) => boolean = () => true,
): Promise<GuestScreenState> {
  const heard = await socket.hear(name, ({ state }) => state.kind === 'guest' && fits(state));
  if (heard.state.kind !== 'guest') throw new Error('not a guest');
  return heard.state;
}

/** The invitation as it stands an hour later: the service's clock is the database's, which no test can move. */
export function letExpire(world: World, which: GuestId | 'all'): Promise<void> {
  return change(world, `expires_at = now() - interval '1 second'`, which);
}

/** The guest as a server that died has left them: marked as there. */
export function leaveBehind(world: World, guestId: GuestId): Promise<void> {
  return change(world, 'here = true', guestId);
}

async function change(world: World, what: string, which: GuestId | 'all'): Promise<void> {
  const client = new pg.Client({ connectionString: world.config.databaseUrl });
  await client.connect();
  try {
    await client.query(`update guests set ${what} where id = $1 or $1 is null`, [
      which === 'all' ? null : which,
    ]);
  } finally {
    await client.end();
  }
}
