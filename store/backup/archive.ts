import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupRefusal, type Manifest, parseManifest, type TableFile } from './manifest.ts';

const manifestFile = 'manifest.json';
/** In the form of `sha256sum`, which can check it too. */
const digestFile = 'manifest.sha256';

/**
 * A backup that is being written: a folder under a temporary name, which gets its own name as the very last step. A
 * folder that has its name is a whole backup. The folder is for its owner's eyes only, and so are its files.
 */
export class BackupDraft implements AsyncDisposable {
  readonly #folder: string;
  readonly #target: string;
  #isFinished = false;

  private constructor(folder: string, target: string) {
    this.#folder = folder;
    this.#target = target;
  }

  /** @throws BackupRefusal if there is something of that name */
  static async create(target: string): Promise<BackupDraft> {
    if (await exists(target)) {
      throw new BackupRefusal(`${target} exists already: name a folder that does not.`);
    }
    // mkdtemp makes folders with mode 0700.
    return new BackupDraft(await mkdtemp(`${target}.unfinished-`), target);
  }

  /** Compresses and writes the rows of one table, in the text format of COPY. */
  async addTable(
    name: string,
    rows: Readable,
    signal: AbortSignal,
  ): Promise<Pick<TableFile, 'bytes' | 'sha256'>> {
    const hash = createHash('sha256');
    const counted = { bytes: 0 };
    const file = createWriteStream(path.join(this.#folder, fileOf(name)), fileOptions);
    // Level 1 makes files a little larger and is several times quicker: the snapshot stays open for less time.
    await pipeline(rows, createGzip({ level: 1 }), (chunks) => noting(chunks, hash, counted), file, {
      signal,
    });
    return { bytes: counted.bytes, sha256: hash.digest('hex') };
  }

  /** Writes the manifest, makes everything last through a loss of power, and gives the folder its name. */
  async finish(manifest: Manifest): Promise<void> {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await this.#write(manifestFile, text);
    await this.#write(digestFile, `${sha256(text)}  ${manifestFile}\n`);
    await synchronise(this.#folder);
    await rename(this.#folder, this.#target);
    this.#isFinished = true;
    await synchronise(path.dirname(this.#target));
  }

  /** Removes what was not finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isFinished) await rm(this.#folder, { recursive: true, force: true });
  }

  async #write(name: string, text: string): Promise<void> {
    await pipeline([text], createWriteStream(path.join(this.#folder, name), fileOptions));
  }
}

/** The manifest of a backup, checked against its digest. Reads nothing else. */
export async function readManifest(folder: string): Promise<Manifest> {
  const [text, digest] = await Promise.all([manifestFile, digestFile].map((name) => readPart(folder, name)));
  if (digest?.split(' ')[0] !== sha256(text ?? '')) {
    throw new BackupRefusal(`${path.join(folder, manifestFile)} is damaged: use another backup.`);
  }
  return parseManifest(text ?? '');
}

/** @throws BackupRefusal naming the first file that is not what was written */
export async function verifyTables(folder: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  for (const { name, bytes, sha256: wanted } of manifest.tables) {
    const file = path.join(folder, fileOf(name));
    if (!(await exists(file))) throw new BackupRefusal(`${file} is missing: use another backup.`);
    const hash = createHash('sha256');
    const counted = { bytes: 0 };
    for await (const chunk of noting(createReadStream(file, { signal }), hash, counted)) chunk.at(0);
    if (counted.bytes !== bytes || hash.digest('hex') !== wanted) {
      throw new BackupRefusal(`${file} is damaged: use another backup.`);
    }
  }
}

/** Sends the rows of one table on, uncompressed. */
export async function readTable(
  folder: string,
  name: string,
  to: Writable,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(createReadStream(path.join(folder, fileOf(name))), createGunzip(), to, { signal });
}

// `flush` writes through to the disk before the file counts as closed.
const fileOptions = { flags: 'wx', mode: 0o600, flush: true };

function fileOf(table: string): string {
  return `${table}.copy.gz`;
}

async function* noting(
  chunks: AsyncIterable<Buffer>,
  hash: Hash,
  counted: { bytes: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    counted.bytes += chunk.length;
    yield chunk;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Without this a loss of power may forget the names in a folder. */
async function synchronise(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readPart(folder: string, name: string): Promise<string> {
  try {
    return await readFile(path.join(folder, name), 'utf8');
  } catch (error) {
    throw new BackupRefusal(`${folder} is not a whole backup: its ${name} cannot be read.`, { cause: error });
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
