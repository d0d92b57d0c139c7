import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { takeLock } from '../media-worker/lock.ts';
import { endLeftovers, Ledger } from './ledger.ts';
import { PlainError, type Say } from './say.ts';

/** A running Bedside has the folder. */
export class FolderTaken extends PlainError {}

/** Where one running Bedside keeps all that lasts; no two run on the same one. */
export class DataFolder {
  readonly folder: string;
  /** What runs on this folder: ended by the guard if we are killed, or else by the next who opens the folder. */
  readonly ledger: Ledger;
  readonly #steps: readonly (() => Promise<void>)[];
  #closed: Promise<void> | undefined;

  private constructor(folder: string, ledger: Ledger, steps: readonly (() => Promise<void>)[]) {
    this.folder = folder;
    this.ledger = ledger;
    this.#steps = steps;
  }

  /** Opens a folder that stays, and first ends what a killed run left behind in it. */
  static async create({ folder, say }: { folder: string; say: Say }): Promise<DataFolder> {
    await mkdir(folder, { recursive: true });
    // PostgreSQL may run as another user, who has to pass through; what is secret has a mode of its own.
    await chmod(folder, 0o711);
    const lock = await takeLock(path.join(folder, 'lock'));
    if (!lock.held) {
      throw new FolderTaken(
        `Bedside already runs on ${folder} (process ${lock.holder}): stop it, or set BEDSIDE_DATA to another folder.`,
      );
    }
    const file = path.join(folder, 'processes.json');
    await endLeftovers({
      file,
      onFound: (name, pid) => {
        say.line(`Stopping ${name} (process ${pid}), left by a run that was killed ...`);
      },
    });
    return new DataFolder(folder, new Ledger(file), [startGuard([file]), lock.release]);
  }

  /** Opens a new folder that is gone afterwards. */
  static async createTemporary(): Promise<DataFolder> {
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-'));
    await chmod(folder, 0o711);
    const file = path.join(folder, 'processes.json');
    const endGuard = startGuard([file, folder]);
    return new DataFolder(folder, new Ledger(file), [
      () => rm(folder, { recursive: true, force: true }),
      endGuard,
    ]);
  }

  /** The path of a private P-256 key in PEM, made on first use, for signing tokens. */
  tokenKeyFile(): Promise<string> {
    return this.#keyFile('token.pem');
  }

  /** The same, for naming this service to push services. */
  vapidKeyFile(): Promise<string> {
    return this.#keyFile('vapid.pem');
  }

  async #keyFile(name: string): Promise<string> {
    const file = path.join(this.folder, 'keys', name);
    if (await exists(file)) return file;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await this.writeSecret(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return file;
  }

  /** A file of this folder, or undefined if it has not been written. */
  async read(name: string): Promise<string | undefined> {
    const file = path.resolve(this.folder, name);
    return (await exists(file)) ? await readFile(file, 'utf8') : undefined;
  }

  /** Writes a file of this folder for our eyes only, whole or not at all. */
  async writeSecret(name: string, text: string): Promise<void> {
    const file = path.resolve(this.folder, name);
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const step of this.#steps) await step();
  }
}

/** Starts the process that cleans up if we are killed; returns how to let it go. */
function startGuard(args: readonly string[]): () => Promise<void> {
  const script = fileURLToPath(new URL('guard.ts', import.meta.url));
  const guard = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It must not keep us from ending: its end is our end.
  guard.unref();
  return () =>
    new Promise((resolve) => {
      guard.stdin.end(resolve);
    });
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
