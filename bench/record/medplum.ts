import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { endsWithTheBench } from '../running-service.ts';
import { HttpClient } from './http-client.ts';

/** Medplum’s router over its own memory, asked by the same client. */
export class Medplum implements AsyncDisposable {
  readonly client: HttpClient;
  /** Of observations that are there. */
  readonly ids: readonly string[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, { port, ids }: { port: number; ids: string[] }) {
    this.#child = child;
    this.ids = ids;
    this.client = new HttpClient(`http://127.0.0.1:${String(port)}`, () => 'none');
  }

  static async start(patients: number, observationsEach: number): Promise<Medplum> {
    const file = new URL('medplum-server.ts', import.meta.url).pathname;
    const args = [...endsWithTheBench, file, String(patients), String(observationsEach)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 2, 2, 'ipc'] });
    const [said] = (await once(child, 'message')) as [{ port: number; ids: string[] }];
    return new Medplum(child, said);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
