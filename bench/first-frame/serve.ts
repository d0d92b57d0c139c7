// The process under measurement: the server and the bare page's service over one SFU. Says in one line of JSON where both
// are, and ends when it is told to.

import { once } from 'node:events';
import process from 'node:process';
import { readConfig } from '../../config/config.ts';
import { createLog } from '../../process/log.ts';
import { openServer } from '../../server/app.ts';
import { LocalMediaRooms } from '../../sfu/rooms/local-media-rooms.ts';
import { BareService } from './bare-service.ts';

const config = readConfig();
const log = createLog({ level: 'error', write: process.stderr });
await using opened = new AsyncDisposableStack();
const mediaRooms = await LocalMediaRooms.create({ ...config.sfu, log });
opened.defer(() => mediaRooms.close());
const server = await openServer({ config, log, mediaRooms });
opened.defer(() => server.close());
const bare = await BareService.create(mediaRooms);
opened.defer(() => bare.close());
process.stdout.write(`${JSON.stringify({ url: config.http.publicUrl, bareUrl: bare.url })}\n`);
await once(process, 'SIGTERM');
