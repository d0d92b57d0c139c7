import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { KeptProcess, type KeptProcessOptions } from '../../scripts/kept-process.ts';

/** One process of the service or beneath it, started again whenever it ends, which can be killed and paused. */
export class Part {
  readonly #kept: KeptProcess;
  readonly #now: Watched;
  readonly #gate: Gate;

  private constructor(kept: KeptProcess, now: Watched, gate: Gate) {
    this.#kept = kept;
    this.#now = now;
    this.#gate = gate;
  }

  /** Resolves when the process is ready. */
  static async create(options: KeptProcessOptions): Promise<Part> {
    const now = new Watched();
    const gate = new Gate();
    const kept = await KeptProcess.create({
      ...options,
      spawn: async () => {
        await gate.passed;
        const child = await options.spawn();
        now.begun(child);
        return child;
      },
      notReady: async (child) => {
        const why = await options.notReady(child);
        if (why === undefined) now.ready(child);
        return why;
      },
    });
    return new Part(kept, now, gate);
  }

  /** Ends the process by a signal and resolves when the next one is ready. */
  async kill(signal: EndSignal): Promise<void> {
    const { child } = this.#now;
    const next = this.#now.nextReady();
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    await next;
  }

  /** Ends the process and all that it has begun, at once, and resolves when the next one is ready. */
  async killWhole(): Promise<void> {
    const { child } = this.#now;
    const next = this.#now.nextReady();
    const gone = once(child, 'exit');
    const children = await childrenOf(child.pid ?? 0);
    child.kill('SIGKILL');
    for (const one of children) signalOf(one, 'SIGKILL');
    await gone;
    await next;
  }

  /** Ends the process and resolves when it has gone; the answer lets the next one begin, and resolves when it is ready. */
  async stop(signal: EndSignal): Promise<() => Promise<void>> {
    const { child } = this.#now;
    const next = this.#now.nextReady();
    const open = this.#gate.shut();
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return () => {
      open();
      return next;
    };
  }

  tell(signal: NodeJS.Signals): void {
    this.#now.child.kill(signal);
  }

  /** Ends what the process has begun, and not itself. */
  async killChildren(): Promise<void> {
    const children = await childrenOf(this.#now.child.pid ?? 0);
    if (children.length === 0) throw new Error('it has begun nothing');
    for (const child of children) signalOf(child, 'SIGKILL');
  }

  /** Stops the process and, where asked, those it has begun: Postgres serves each connection by one of its own. */
  async pause({ children }: { children: boolean }): Promise<() => void> {
    const pid = this.#now.child.pid ?? 0;
    const paused = [pid];
    signalOf(pid, 'SIGSTOP');
    for (const child of children ? await childrenOf(pid) : []) {
      signalOf(child, 'SIGSTOP');
      paused.push(child);
    }
    return () => {
      for (const one of paused.toReversed()) signalOf(one, 'SIGCONT');
    };
  }

  close(): Promise<void> {
    return this.#kept.close();
  }
}

type EndSignal = 'SIGKILL' | 'SIGQUIT' | 'SIGTERM' | 'SIGINT';

/** While it is shut, nothing is started. */
class Gate {
  passed: Promise<void> = Promise.resolve();

  shut(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.passed = promise;
    return () => {
      resolve(undefined);
    };
  }
}

/** The process that runs now. */
class Watched {
  #child: ChildProcess | undefined;
  #ready: ChildProcess | undefined;
  #waiting: (() => void)[] = [];

  get child(): ChildProcess {
    if (this.#child === undefined) throw new Error('nothing has been started');
    return this.#child;
  }

  begun(child: ChildProcess): void {
    this.#child = child;
  }

  ready(child: ChildProcess): void {
    if (this.#ready === child) return;
    this.#ready = child;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  nextReady(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** A process that has gone in between needs no signal. */
function signalOf(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // The name may hold anything, so what follows its closing bracket is read: state, then the parent.
      const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(ppid) === parent ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
