import type { Actor } from '../domain/actors.ts';
import { wakeDispatcher } from '../domain/calls/announce.ts';
import { acceptOffer, declineOffer } from '../domain/calls/answer.ts';
import { cancelCall, describeCall, startCall } from '../domain/calls/place.ts';
import { enterRoom, readBoard, readState } from '../domain/calls/read.ts';
import { endVisit, recordOutcome } from '../domain/calls/visit.ts';
import { setPresence } from '../domain/clinicians/duty.ts';
import type { Payload } from '../domain/contract/commands.ts';
import type { OrganisationId, RoomId } from '../domain/ids.ts';
import type { Deps } from '../domain/ports.ts';

/** What a socket can have done: the use cases with their dependencies already in hand, so that tests can put others in. */
export type UseCases = ReturnType<typeof bindUseCases>;

export function bindUseCases(deps: Deps) {
  return {
    readState: (actor: Actor) => readState(deps, actor),
    readBoard: (actor: Actor) => readBoard(deps, actor),
    startCall: (actor: Actor) => startCall(deps, actor),
    describeCall: (actor: Actor, input: Payload<'call:describe'>) => describeCall(deps, actor, input),
    cancelCall: (actor: Actor, input: Payload<'call:cancel'>) => cancelCall(deps, actor, input),
    setPresence: (actor: Actor, input: Payload<'presence:set'>) => setPresence(deps, actor, input),
    acceptOffer: (actor: Actor, input: Payload<'offer:accept'>) => acceptOffer(deps, actor, input),
    declineOffer: (actor: Actor, input: Payload<'offer:decline'>) => declineOffer(deps, actor, input),
    recordOutcome: (actor: Actor, input: Payload<'outcome:record'>) => recordOutcome(deps, actor, input),
    endVisit: (actor: Actor, input: Payload<'visit:end'>) => endVisit(deps, actor, input),
    enterRoom: (actor: Actor, input: { roomId: RoomId }) => enterRoom(deps, actor, input),
    wakeDispatcher: (organisationId: OrganisationId) => wakeDispatcher(deps, organisationId),
  };
}
