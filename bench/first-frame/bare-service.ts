import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import {
  direction,
  dtlsParameters,
  rtpCapabilities,
  rtpParameters,
  source,
  sourceState,
} from '../../domain/rooms/wire.ts';
import * as id from '../../domain/ids.ts';
import type { Joining, MediaRooms, Participation } from '../../domain/ports.ts';
import { bundlePage } from '../page-bundle.ts';

/** Serves the bare page and joins each of its sockets to the rooms, admitted at once. */
export class BareService {
  readonly url: string;
  readonly #io: Server;

  private constructor(url: string, server: Server) {
    this.url = url;
    this.#io = server;
  }

  static async create(rooms: MediaRooms): Promise<BareService> {
    const script = await bundlePage(new URL('bare-page.ts', import.meta.url));
    const html = '<!doctype html><title>Bare page</title><body><script src="/page.js"></script></body>';
    const http = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : html);
    });
    const io = new Server(http, { transports: ['websocket'], serveClient: false });
    io.on('connection', (socket) => {
      attend(socket, rooms);
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new BareService(`http://localhost:${(http.address() as AddressInfo).port}/`, io);
  }

  async close(): Promise<void> {
    await this.#io.close();
  }
}

/** What the bare page asks; each answer is `{ value }` or `{ error }`. */
function attend(socket: Socket, rooms: MediaRooms): void {
  let waiting: Participation | undefined;
  const participation = (): Participation => {
    if (waiting === undefined) throw new Error('Join first.');
    return waiting;
  };
  const on = (name: string, answer: (...parts: unknown[]) => Promise<unknown>): void => {
    socket.on(name, (...parts: unknown[]) => {
      const acknowledge = parts.pop() as (answer: { value?: unknown; error?: string }) => void;
      Promise.try(answer, ...parts).then(
        (value) => {
          acknowledge({ value });
        },
        (error: unknown) => {
          acknowledge({ error: String(error) });
        },
      );
    });
  };
  on('join', async (entry) => {
    const { roomId, ...who } = join.parse(entry);
    waiting = await rooms.join(roomId, joining(who), (fact) => socket.emit('fact', fact));
    return waiting.joined;
  });
  on('secure', (which, parameters) =>
    participation().connect(direction.parse(which), dtlsParameters.parse(parameters)),
  );
  on('produce', async (offer) => {
    const given = offer as { source: unknown; rtpParameters: unknown };
    const made = await participation().produce({
      source: source.parse(given.source),
      rtpParameters: rtpParameters.parse(given.rtpParameters),
    });
    return { id: made.producerId };
  });
  on('receive', (capabilities) => participation().receive(rtpCapabilities.parse(capabilities)));
  on('resume', (consumerId) => participation().resume(String(consumerId)));
  on('setSource', (which, state) => participation().setSource(source.parse(which), sourceState.parse(state)));
  socket.once('disconnect', () => {
    waiting?.leave().catch((error: unknown) => {
      console.error(error);
    });
  });
}

const join = z.strictObject({ roomId: id.roomId, stationId: id.stationId, admitted: z.boolean() });

function joining({ stationId, admitted }: { stationId: id.StationId; admitted: boolean }) {
  const key: Joining['key'] = `station:${stationId}`;
  const sources = { microphone: 'on', camera: 'on' } as const;
  return { key, name: 'Bare page', role: 'station', admitted, sources } as const;
}
