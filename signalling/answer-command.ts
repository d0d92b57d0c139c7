import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Answer } from '../domain/contract/commands.ts';
import { DomainError } from '../domain/errors.ts';
import type { Log } from '../domain/ports.ts';
import { type Caller, findCommand, type HandlerSets } from './handler-sets.ts';

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
