import type { Actor } from '../../domain/actors.ts';
import { type CommandName, commands, type Payload, type Reply } from '../../domain/contract/commands.ts';
import type { UseCaseName, UseCases } from '../../domain/use-cases.ts';
import type { Connection } from '../sockets/connection.ts';

/** Who says the command, and a way to go on after the answer is on its way: what follows it must not overtake it. */
export type Caller = { readonly connection: Connection; readonly afterAnswer: (task: () => void) => void };

export type Handler<N extends CommandName> = (caller: Caller, payload: Payload<N>) => Promise<Reply<N>>;

/** What a use case may answer with for this command; where the reply is empty, nothing. */
type AnswerTo<N extends CommandName> =
  Promise<Reply<N>> | (Record<string, never> extends Reply<N> ? Promise<void> : never);

/** The use cases that take this command's payload and give its reply. */
type UseCaseFor<N extends CommandName> = {
  [U in UseCaseName]: UseCases[U] extends (actor: Actor, payload: Payload<N>) => AnswerTo<N> ? U : never;
}[UseCaseName];

/** The commands that are one use case each. One whose payload or reply is not the contract's does not compile. */
const useCaseOf = {
  'state:read': 'readState',
  'call:start': 'startCall',
  'call:describe': 'describeCall',
  'resident:list': 'readOwnResidents',
  'call:record-observations': 'recordObservations',
  'call:withdraw-observations': 'withdrawObservations',
  'call:answer-sbard': 'answerSbard',
  'call:read-answer-versions': 'readAnswerVersions',
  'call:cancel': 'cancelCall',
  'call:acknowledge-advice': 'acknowledgeAdvice',
  'call:take': 'takeCall',
  'call:message': 'messageStation',
  'call-back:answer': 'answerCallBack',
  'call-back:close': 'closeCallBack',
  'presence:set': 'setPresence',
  'offer:hear': 'hearRing',
  'offer:accept': 'acceptOffer',
  'offer:decline': 'declineOffer',
  'visit:start': 'startVisit',
  'visit:move-on': 'moveOn',
  'visit:confirm-room': 'confirmRoom',
  'visit:end': 'endVisit',
  'visit:find-another': 'findAnother',
  'visit:invite': 'inviteSecond',
  'visit:hand-over': 'handOver',
  'visit:leave': 'leaveVisit',
  'visit:pass-on': 'passOn',
  'visit:report-sound': 'reportSound',
  'visit:ring-site': 'ringSite',
  'visit:mute-all': 'muteAll',
  'visit:lock': 'setLock',
  'outcome:record': 'recordOutcome',
  'guest:invite': 'inviteGuest',
  'guest:withdraw': 'withdrawInvitation',
  'guest:admit': 'admitGuest',
  'guest:refuse': 'refuseGuest',
  'guest:remove': 'removeGuest',
  'board:read': 'readBoard',
  'oversight:read': 'readOversight',
  'notice:acknowledge': 'acknowledgeNotice',
} as const satisfies { readonly [N in CommandName]?: UseCaseFor<N> };

type UseCaseCommand = keyof typeof useCaseOf;
type SocketCommand = Exclude<CommandName, UseCaseCommand>;

/** The other commands have work to do on the socket or in its media room; one left out or too many does not compile. */
export type SocketHandlers = { readonly [N in SocketCommand]: Handler<N> };

/** Everything that a command can set off. */
export type Commands = { readonly useCases: UseCases; readonly handlers: SocketHandlers };

/** Runs a command that is known in the caller's phase, with the payload parsed. */
export async function runCommand(
  { useCases, handlers }: Commands,
  caller: Caller,
  { name, payload }: { name: CommandName; payload: unknown },
): Promise<unknown> {
  // Either table pairs a name with its own types; the compiler cannot follow the pairing through a variable.
  if (isUseCaseCommand(name)) {
    const run = useCases[useCaseOf[name]] as (actor: Actor, payload: unknown) => Promise<unknown>;
    return (await run(caller.connection.actor, payload)) ?? {};
  }
  const handle = handlers[name] as (caller: Caller, payload: unknown) => Promise<unknown>;
  return handle(caller, payload);
}

function isUseCaseCommand(name: CommandName): name is UseCaseCommand {
  return Object.hasOwn(useCaseOf, name);
}

/** Whether the contract names the command in any phase. Own names only: `__proto__` is nobody's command. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
