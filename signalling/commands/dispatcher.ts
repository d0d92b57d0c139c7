import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Answer } from '../../domain/contract/commands.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import type { Connection } from '../sockets/connection.ts';
import { type Caller, findCommand, type HandlerSets, isCommandName } from './registry.ts';

/** How often each command ended with each code, for the metrics. */
export class CommandCounts {
  readonly #counts = new Map<string, { name: string; code: string; count: number }>();

  add(name: string, code: string): void {
    const key = `${name} ${code}`;
    const entry = this.#counts.get(key) ?? { name, code, count: 0 };
    entry.count += 1;
    this.#counts.set(key, entry);
  }

  list(): readonly Readonly<{ name: string; code: string; count: number }>[] {
    return [...this.#counts.values()].map((entry) => ({ ...entry }));
  }
}

const longestNameEchoed = 64;

/** Finds, parses, runs: always an answer, never a throw. A bug is told as a reference and logged with its stack. */
export async function answerCommand(options: {
  sets: HandlerSets;
  caller: Caller;
  name: string;
  raw: unknown;
  log: Log;
}): Promise<Answer<unknown>> {
  const { sets, caller, name, raw, log } = options;
  try {
    const command = findCommand(sets, caller.connection.phases, name);
    if (command === undefined) {
      const shown = name.slice(0, longestNameEchoed);
      return { ok: false, code: 'unknown-command', message: `the command ${shown} is not known here` };
    }
    const parsed = command.parse(raw);
    if (!parsed.success) {
      return { ok: false, code: 'invalid', message: faultsIn(parsed.error) };
    }
    return { ok: true, value: await command.handle(caller, parsed.data) };
  } catch (error) {
    return refusal(error, name, log);
  }
}

/** What a caller may know of an error. */
export function refusal(error: unknown, doing: string, log: Log): Extract<Answer<never>, { ok: false }> {
  if (error instanceof DomainError) {
    return { ok: false, code: error.code, message: error.message };
  }
  const reference = randomUUID();
  log.error('command failed', error, { command: doing, reference });
  return { ok: false, code: 'internal', message: `something went wrong; reference ${reference}` };
}

/** Names each field at fault and what was wanted, never what was sent: it may be about a patient. */
function faultsIn(error: z.ZodError): string {
  const shown = error.issues.slice(0, 5).map((issue) => {
    const field = issue.path.length === 0 ? 'payload' : issue.path.map(String).join('.');
    return `${field.slice(0, 200)}: ${issue.message.slice(0, 200)}`;
  });
  return shown.join('; ');
}

/** More than this many of one socket's commands at work at once are refused: a page that runs wild harms only itself. */
export const mostOutstanding = 64;

type Ack = (answer: Answer<unknown>) => void;

/** Takes every packet of one connection: the only place where a socket event meets the application. */
export class CommandDispatcher {
  readonly #connection: Connection;
  readonly #sets: HandlerSets;
  readonly #counts: CommandCounts;
  readonly #log: Log;
  #outstanding = 0;
  #urgentPress: Promise<Answer<unknown>> | undefined;

  constructor(options: { connection: Connection; sets: HandlerSets; counts: CommandCounts; log: Log }) {
    this.#connection = options.connection;
    this.#sets = options.sets;
    this.#counts = options.counts;
    this.#log = options.log;
  }

  /** `packet` is whatever the browser sent: a name, arguments, and an acknowledgement function if it asked for one. */
  receive(packet: readonly unknown[]): void {
    const [name, ...rest] = packet;
    const ack = rest.at(-1);
    if (typeof name !== 'string' || typeof ack !== 'function') {
      // Nobody waits for an answer, so nothing is done that nobody would hear the outcome of.
      this.#record(name, 'unanswerable', 0);
      return;
    }
    this.#serve(name, rest.slice(0, -1), ack as Ack).catch((error: unknown) => {
      this.#log.error('answer not given', error, { socketId: this.#connection.id });
    });
  }

  async #serve(name: string, args: readonly unknown[], ack: Ack): Promise<void> {
    const began = performance.now();
    const after: (() => void)[] = [];
    const answer = await this.#answer(name, args, (task) => after.push(task));
    ack(answer);
    after.forEach((task) => {
      task();
    });
    this.#record(name, answer.ok ? 'ok' : answer.code, performance.now() - began);
  }

  #answer(
    name: string,
    args: readonly unknown[],
    afterAnswer: (task: () => void) => void,
  ): Promise<Answer<unknown>> {
    if (args.length > 1) {
      return Promise.resolve({ ok: false, code: 'invalid', message: 'payload: a command has one payload' });
    }
    const run = () =>
      answerCommand({
        sets: this.#sets,
        caller: { connection: this.#connection, afterAnswer },
        name,
        raw: args[0],
        log: this.#log,
      });
    if (this.#outstanding < mostOutstanding) {
      return this.#counted(run);
    }
    if (name === 'call:start') {
      return this.#press(run);
    }
    return Promise.resolve({ ok: false, code: 'too-many', message: 'too many commands at once' });
  }

  async #counted(run: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    this.#outstanding += 1;
    try {
      return await run();
    } finally {
      this.#outstanding -= 1;
    }
  }

  /** The button is never refused. Beyond the limit presses share one run, because all of them mean one call. */
  #press(run: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    this.#urgentPress ??= run().finally(() => {
      this.#urgentPress = undefined;
    });
    return this.#urgentPress;
  }

  /** A name that the contract does not know may hold anything, so it is neither logged nor counted by name. */
  #record(name: unknown, code: string, durationMs: number): void {
    const known = typeof name === 'string' && isCommandName(name) ? name : 'unknown';
    this.#counts.add(known, code);
    this.#log.info('command', {
      command: known,
      outcome: code,
      durationMs: Math.round(durationMs * 10) / 10,
      socketId: this.#connection.id,
    });
  }
}
