// Prepares the checkout, then runs one of the TypeScript files beside this one on the pinned Node.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { CannotPrepare, prepare } from './prepare.mjs';

const compiled = fileURLToPath(new URL('../node_modules/.cache/bedside/compiled', import.meta.url));

/** @param {string} script the name of the file beside this one */
export async function launch(script) {
  try {
    process.exitCode = await runPinned(await prepare(), script);
  } catch (error) {
    if (!(error instanceof CannotPrepare)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} node
 * @param {string} script
 * @returns {Promise<number>} the exit code, in the shell's own way where a signal ended it
 */
function runPinned(node, script) {
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), script);
  const child = spawn(node, [file, ...process.argv.slice(2)], {
    // What Node has compiled once is not compiled again by each process: a server starts with little more than half the work.
    env: { NODE_COMPILE_CACHE: compiled, ...process.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The channel carries nothing: its end tells the child that we are gone, however that came about.
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to us alone does not. The child takes the two
  // copies for one (scripts/stop-signal.ts), and we stay until it has stopped what it started.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
