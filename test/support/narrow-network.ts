import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { endsWithUs } from './ends-with-us.ts';

const run = promisify(execFile);

/**
 * A network of its own for one browser: a namespace, and a cable to this machine of which each way can be made narrow. It
 * needs Linux and root. In there, loopback leads to the service's pages, so that they count as secure.
 */
export class NarrowNetwork implements AsyncDisposable {
  /** This machine's address on the cable, where media must be listened for. */
  readonly address: string;
  readonly #name: string;
  readonly #folder: string;
  readonly #forwarders: ChildProcess[] = [];
  /** Where the process ends before the test does. */
  readonly #removeNow = () => {
    spawnSync('ip', ['netns', 'delete', this.#name]);
  };

  private constructor(parts: { name: string; address: string; folder: string }) {
    this.#name = parts.name;
    this.address = parts.address;
    this.#folder = parts.folder;
  }

  static async create(): Promise<NarrowNetwork> {
    const number = randomInt(16_384);
    const name = `bedside${number}`;
    // A /30 of its own in a block that no other network uses.
    const base = `10.213.${number >> 6}.`;
    const first = (number & 63) * 4;
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-network-'));
    const network = new NarrowNetwork({ name, address: `${base}${first + 1}`, folder });
    process.once('exit', network.#removeNow);
    const steps = [
      ['netns', 'add', name],
      ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name],
      ['address', 'add', `${network.address}/30`, 'dev', name],
      ['link', 'set', name, 'up'],
      ['-n', name, 'address', 'add', `${base}${first + 2}/30`, 'dev', 'cable'],
      ['-n', name, 'link', 'set', 'cable', 'up'],
      ['-n', name, 'link', 'set', 'lo', 'up'],
      // Browsers look for addresses on the way to the world.
      ['-n', name, 'route', 'add', 'default', 'via', network.address],
    ];
    try {
      for (const step of steps) await run('ip', step);
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw new Error('The network of the test could not be made; it needs Linux and root.', {
        cause: error,
      });
    }
    return network;
  }

  /** A program that starts this one in the network. */
  async inside(program: string): Promise<string> {
    const file = path.join(this.#folder, 'start');
    await writeFile(file, `#!/bin/sh\nexec ip netns exec ${this.#name} ${program} "$@"\n`);
    await chmod(file, 0o700);
    return file;
  }

  /** From now on this port of the network's loopback leads to the same port of this machine. */
  async forward(port: number): Promise<void> {
    const program = `
      const { connect, createServer } = require('node:net');
      createServer((near) => {
        const far = connect(${port}, '${this.address}');
        for (const [one, other] of [[near, far], [far, near]]) one.pipe(other).on('error', () => one.destroy());
      }).listen(${port}, '127.0.0.1', () => process.stdout.write('ready'));`;
    const args = ['netns', 'exec', this.#name, process.execPath, '-e', program];
    const forwarder = endsWithUs(spawn('ip', args, { stdio: ['ignore', 'pipe', 'ignore'] }));
    this.#forwarders.push(forwarder);
    await once(forwarder.stdout, 'data');
  }

  /** Lets so much through to the browser, or from it, in bits per second. */
  async limit(direction: 'downlink' | 'uplink', bps: number): Promise<void> {
    await this.#shape(direction, 'replace', 'tbf', 'rate', `${bps}bit`, 'burst', '3000', 'latency', '400ms');
  }

  async widen(direction: 'downlink' | 'uplink'): Promise<void> {
    await this.#shape(direction, 'del');
  }

  /** Each end of the cable holds up what it sends. */
  async #shape(direction: 'downlink' | 'uplink', ...what: [string, ...string[]]): Promise<void> {
    const [action, ...queue] = what;
    const qdisc = (device: string) => ['qdisc', action, 'dev', device, 'root', ...queue];
    if (direction === 'downlink') await run('tc', qdisc(this.#name));
    else await run('ip', ['netns', 'exec', this.#name, 'tc', ...qdisc('cable')]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#removeNow);
    for (const forwarder of this.#forwarders) forwarder.kill();
    // The cable goes with it. Where making it failed there may be nothing to take away.
    await run('ip', ['netns', 'delete', this.#name]).catch(() => undefined);
    await rm(this.#folder, { recursive: true });
  }
}
