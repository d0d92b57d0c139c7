import type { z } from 'zod';
import {
  type CommandName,
  type CommandPhase,
  commands,
  type Payload,
  type Reply,
} from '../../domain/contract/commands.ts';
import type { Connection } from '../sockets/connection.ts';

/** Who says the command, and a way to go on after the answer is on its way: what follows it must not overtake it. */
export type Caller = { readonly connection: Connection; readonly afterAnswer: (task: () => void) => void };

export type Handler<N extends CommandName> = (caller: Caller, payload: Payload<N>) => Promise<Reply<N>>;

type NamesIn<P extends CommandPhase> = {
  [N in CommandName]: P extends (typeof commands)[N]['phases'][number] ? N : never;
}[CommandName];

/** For each phase exactly the commands that the contract gives it; one left out or too many does not compile. */
export type HandlerSets = { readonly [P in CommandPhase]: { readonly [N in NamesIn<P>]: Handler<N> } };

/** A command as it is run once its name and phase are known; `parse` is the contract's strict schema. */
export type BoundCommand = {
  parse: (raw: unknown) => z.ZodSafeParseResult<unknown>;
  handle: (caller: Caller, payload: unknown) => Promise<unknown>;
};

/** Undefined when no current phase knows the name. Own names only: `__proto__` is nobody's command. */
export function findCommand(
  sets: HandlerSets,
  phases: readonly CommandPhase[],
  name: string,
): BoundCommand | undefined {
  if (!isCommandName(name)) {
    return undefined;
  }
  const phase = phases.find((one) => Object.hasOwn(sets[one], name));
  if (phase === undefined) {
    return undefined;
  }
  const set = sets[phase] as Readonly<Record<string, BoundCommand['handle']>>;
  const handle = set[name];
  return handle && { parse: (raw) => commands[name].payload.safeParse(raw), handle };
}

/** Whether the contract names the command in any phase. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
