import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, isAnswered } from '../../scripts/ports.ts';

const readyWithinMs = 15_000;
const modules = '/usr/lib';

/** Debian's Janus with its plugin for calls of two and its WebSockets, and everything else left out. */
export class JanusServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(parts: { url: string; process: ChildProcess; folder: string }) {
    this.url = parts.url;
    this.#process = parts.process;
    this.#folder = parts.folder;
  }

  static async create({ program, address }: { program: string; address: string }): Promise<JanusServer> {
    const port = await freePort();
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-janus-'));
    await configure(folder, { port, address });
    const child = spawn(program, ['-F', folder, '-C', path.join(folder, 'janus.jcfg')], { stdio: 'ignore' });
    const server = new JanusServer({ url: `ws://127.0.0.1:${port}`, process: child, folder });
    try {
      await once(child, 'spawn');
      await server.#listening(port);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #listening(port: number): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    while (!(await isAnswered(port))) {
      if (this.#process.exitCode !== null || performance.now() > deadline)
        throw new Error('Janus does not answer.');
      await pause(50);
    }
  }
}

/** Plugins that are loaded take threads and ports, so what the calls do not need is named to be left out. */
async function configure(
  folder: string,
  { port, address }: { port: number; address: string },
): Promise<void> {
  const found = await Promise.all([findModules('plugins'), findModules('transports')]);
  const [plugins, transports] = found.map((names) =>
    names.filter((name) => !/videocall|websockets/.test(name)).join(','),
  );
  const settings = [
    `general: { configs_folder = "${folder}" debug_level = 1 }`,
    `nat: { ice_enforce_list = "${address}" }`,
    `plugins: { disable = "${plugins ?? ''}" }`,
    `transports: { disable = "${transports ?? ''}" }`,
  ];
  await writeFile(path.join(folder, 'janus.jcfg'), `${settings.join('\n')}\n`);
  const webSockets = `general: { json = "compact" ws = true ws_port = ${port} ws_ip = "127.0.0.1" }\n`;
  await writeFile(path.join(folder, 'janus.transport.websockets.jcfg'), webSockets);
}

async function findModules(kind: 'plugins' | 'transports'): Promise<string[]> {
  const platforms = await readdir(modules);
  const listed = await Promise.all(
    platforms.map((platform) =>
      readdir(path.join(modules, platform, 'janus', kind)).catch(() => [] as string[]),
    ),
  );
  return listed.flat().filter((name) => name.endsWith('.so'));
}
