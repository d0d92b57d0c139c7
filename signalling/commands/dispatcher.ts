import { randomUUID } from 'node:crypto';
import { type Answer, type CommandName, commands as contract } from '../../domain/contract/commands.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { describeFaults } from '../../domain/wire.ts';
import type { SampledLog } from '../../process/sampled-log.ts';
import { errorReference, withinRequest } from '../../process/request-context.ts';
import type { Share } from '../sockets/actor-sockets.ts';
import type { Connection } from '../sockets/connection.ts';
import { type Caller, type Commands, isCommandName, runCommand } from './registry.ts';

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
  commands: Commands;
  caller: Caller;
  name: string;
  raw: unknown;
  log: Log;
}): Promise<Answer<unknown>> {
  const { commands, caller, name, raw, log } = options;
  try {
    if (!isKnownTo(caller, name)) {
      const shown = name.slice(0, longestNameEchoed);
      return { ok: false, code: 'unknown-command', message: `the command ${shown} is not known here` };
    }
    const parsed = contract[name].payload.safeParse(raw);
    if (!parsed.success) {
      return {
        ok: false,
        code: 'invalid',
        message: describeFaults(parsed.error, (path) => path || 'payload'),
      };
    }
    return { ok: true, value: await runCommand(commands, caller, { name, payload: parsed.data }) };
  } catch (error) {
    return refusal(error, name, log);
  }
}

/** The phases that the socket is in decide which commands there are at all. */
function isKnownTo({ connection: { phases } }: Caller, name: string): name is CommandName {
  return isCommandName(name) && contract[name].phases.some((phase) => phases.includes(phase));
}

/** What a caller may know of an error. */
export function refusal(error: unknown, doing: string, log: Log): Extract<Answer<never>, { ok: false }> {
  if (error instanceof DomainError) {
    return { ok: false, code: error.code, message: error.message };
  }
  const reference = errorReference();
  log.error('command failed', error, { command: doing, reference });
  return { ok: false, code: 'internal', message: `something went wrong; reference ${reference}` };
}

/** More than this many of one socket's commands at work at once are refused: a page that runs wild harms only itself. */
export const mostOutstanding = 64;
/** And of all sockets of one actor on a server, so that opening more of them gives nobody more of the service. */
export const mostOutstandingOfActor = 128;

/** No page of ours sends one: whoever sends so many is ended, and may come back. */
const mostUnanswerable = 100;

/** Outcomes that only the sender decides, and so may cause as often as they like. */
const senders: readonly string[] = ['unanswerable', 'unknown-command', 'invalid', 'too-many'];

type Ack = (answer: Answer<unknown>) => void;

/** Takes every packet of one connection: the only place where a socket event meets the application. */
export class CommandDispatcher {
  readonly #connection: Connection;
  readonly #commands: Commands;
  readonly #counts: CommandCounts;
  readonly #log: Log;
  readonly #refused: SampledLog;
  readonly #share: Share;
  #unanswerable = 0;
  #outstanding = 0;
  #urgentPress: Promise<Answer<unknown>> | undefined;

  constructor(options: {
    connection: Connection;
    commands: Commands;
    counts: CommandCounts;
    log: Log;
    refused: SampledLog;
    share: Share;
  }) {
    this.#connection = options.connection;
    this.#commands = options.commands;
    this.#counts = options.counts;
    this.#log = options.log;
    this.#refused = options.refused;
    this.#share = options.share;
  }

  /** `packet` is whatever the browser sent: a name, arguments, and an acknowledgement function if it asked for one. */
  receive(packet: readonly unknown[]): void {
    const [name, ...rest] = packet;
    const ack = rest.at(-1);
    if (typeof name !== 'string' || typeof ack !== 'function') {
      // Nobody waits for an answer, so nothing is done that nobody would hear the outcome of.
      this.#record(name, 'unanswerable', 0);
      this.#unanswerable += 1;
      if (this.#unanswerable >= mostUnanswerable) this.#connection.cutOff();
      return;
    }
    const serve = () => this.#serve(name, rest.slice(0, -1), ack as Ack);
    withinRequest(randomUUID(), serve).catch((error: unknown) => {
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
        commands: this.#commands,
        caller: { connection: this.#connection, afterAnswer },
        name,
        raw: args[0],
        log: this.#log,
      });
    if (this.#outstanding < mostOutstanding && this.#share.outstanding < mostOutstandingOfActor) {
      return this.#counted(run);
    }
    if (name === 'call:start') {
      return this.#press(run);
    }
    return Promise.resolve({ ok: false, code: 'too-many', message: 'too many commands at once' });
  }

  async #counted(run: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    this.#outstanding += 1;
    this.#share.outstanding += 1;
    try {
      return await run();
    } finally {
      this.#outstanding -= 1;
      this.#share.outstanding -= 1;
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
    const kind = { command: known, outcome: code };
    const fields = { durationMs: Math.round(durationMs * 10) / 10, socketId: this.#connection.id };
    if (senders.includes(code)) this.#refused.info('command', kind, fields);
    else this.#log.info('command', { ...kind, ...fields });
  }
}
