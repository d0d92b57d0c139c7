import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { environment } from '../config/environment.ts';
import { PlainError, type Say } from './say.ts';

/** Puts Debian packages on the machine where we may, and otherwise says how a person does it. */
export interface PackageInstaller {
  /**
   * @param byHand what to tell a person, where it is more than the name of Debian's package
   * @throws PlainError naming what to install, when we are not root on Debian or it cannot be fetched
   */
  need: (packages: readonly string[], purpose: string, byHand?: string) => Promise<void>;
}

export function createPackageInstaller(say: Say): PackageInstaller {
  // apt takes one at a time.
  let last: Promise<void> = Promise.resolve();
  return {
    need: (packages, purpose, byHand) => {
      const wish = { packages, purpose, say, ...(byHand !== undefined && { byHand }) };
      const next = last.then(
        () => install(wish),
        () => install(wish),
      );
      last = next;
      return next;
    },
  };
}

/** The full path of a program on the PATH, or undefined. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = (environment()['PATH'] ?? '').split(path.delimiter);
  for (const folder of [...folders, '/usr/local/bin', '/usr/bin', '/bin']) {
    const file = path.join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function install({
  packages,
  purpose,
  byHand,
  say,
}: {
  packages: readonly string[];
  purpose: string;
  byHand?: string;
  say: Say;
}): Promise<void> {
  const missing = await missingOf(packages);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (!(await isDebian()) || process.getuid?.() !== 0) {
    const how = byHand ?? `on Debian or Ubuntu, sudo apt-get install ${names}`;
    throw new PlainError(`Bedside needs ${missing.join(', ')} ${purpose}: ${how}; then start again.`);
  }
  say.line(`Installing ${missing.join(', ')} ${purpose} ...`);
  const first = await apt(['install', ...missing]);
  if (first.code === 0) return;
  // A fresh machine has no package lists yet, or old ones.
  await apt(['update']);
  const second = await apt(['install', ...missing]);
  if (second.code === 0) return;
  throw new PlainError(
    `Installing did not work. Try it by hand: apt-get install ${names}\n${second.output.slice(-2000)}`,
  );
}

async function missingOf(packages: readonly string[]): Promise<string[]> {
  if (!(await isDebian())) return [...packages];
  const states = await Promise.all(
    packages.map((name) =>
      promisify(execFile)('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]).then(
        ({ stdout }) => stdout.startsWith('installed'),
        () => false,
      ),
    ),
  );
  return packages.filter((_, n) => states[n] !== true);
}

export async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return (
    /^ID(_LIKE)?="?[^"\n]*\b(debian|ubuntu)\b/m.test(release) && (await findProgram('apt-get')) !== undefined
  );
}

async function apt(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const flags = ['-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const child = spawn('apt-get', [...flags, ...args], {
    // In run level 1 Debian's packages do not start the service they bring, and we run our own.
    env: { ...environment(), DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}
