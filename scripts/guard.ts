// Stands by while a script runs, on the other end of a pipe. When the pipe closes, the script has ended; if it
// was killed, what it had started is still there and is ended here.
//
//   node guard.ts LEDGER [FOLDER]     FOLDER is removed in the end

import { rm } from 'node:fs/promises';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { endLeftovers } from './ledger.ts';

const [ledger, folder] = process.argv.slice(2);
if (ledger === undefined) throw new Error('guard.ts is started by scripts/data-folder.ts');

await text(process.stdin);
await endLeftovers({ file: ledger, onFound: () => undefined });
if (folder !== undefined) await rm(folder, { recursive: true, force: true });
