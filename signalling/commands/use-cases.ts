import { withPriority } from '../../domain/ports.ts';
import type { Actor, GuestActor } from '../../domain/actors.ts';
import { wakeDispatcher } from '../../domain/calls/announce.ts';
import { acceptOffer, declineOffer } from '../../domain/offers/answer.ts';
import { handOver, leaveVisit } from '../../domain/visits/hand-over.ts';
import { inviteSecond } from '../../domain/offers/invite-second.ts';
import { messageStation } from '../../domain/calls/message.ts';
import { passOn } from '../../domain/visits/pass-on.ts';
import { cancelCall, describeCall, startCall } from '../../domain/calls/place.ts';
import { enterRoom } from '../../domain/rooms/enter-room.ts';
import { readBoard, readState } from '../../domain/calls/read.ts';
import { hearRing } from '../../domain/offers/ring-limits.ts';
import { takeCall } from '../../domain/offers/take.ts';
import { reportSound, ringSite } from '../../domain/lost-sound/lost-sound.ts';
import { endVisit, recordOutcome } from '../../domain/visits/end-visit.ts';
import { prepareCheck, reportCheck } from '../../domain/checks/checks.ts';
import { answerCallBack, closeCallBack } from '../../domain/call-backs/drop.ts';
import { setPresence } from '../../domain/clinicians/duty.ts';
import type { Payload } from '../../domain/contract/commands.ts';
import { acknowledgeAdvice } from '../../domain/escalation/acknowledge.ts';
import { acknowledgeNotice } from '../../domain/escalation/notices.ts';
import { enterVisit, leaveAsGuest, markGuest } from '../../domain/guests/attend.ts';
import type { InvitingDeps } from '../../domain/guests/guest-deps.ts';
import { admitGuest, muteAll, refuseGuest, removeGuest, setLock } from '../../domain/guests/host.ts';
import { inviteGuest, withdrawInvitation } from '../../domain/guests/invite.ts';
import type { OrganisationId, RoomId } from '../../domain/ids.ts';
import type { QualityReport } from '../../domain/quality/wire.ts';
import type { ReportSink } from '../../domain/quality/quality-port.ts';
import { type Reporting, takeReport } from '../../domain/quality/keep-reports.ts';
import { keepChoice, readChoices } from '../../domain/rooms/source-choices.ts';
import type { Chooser } from '../../domain/rooms/source-choice-port.ts';
import type { CheckResult } from '../../domain/checks/wire.ts';
import type { Source, SourceState } from '../../domain/rooms/wire.ts';
import { readOversight } from '../../domain/oversight/read-oversight.ts';

/** What a socket can have done: the use cases with their dependencies already in hand, so that tests can put others in. */
export type UseCases = ReturnType<typeof bindUseCases>;

export function bindUseCases(deps: InvitingDeps, reports: ReportSink) {
  // What a ring waits for, and what changes whose turn it is.
  const urgent = withPriority(deps);
  return {
    ...bindGuestUseCases(deps),
    readState: (actor: Actor) => readState(deps, actor),
    readBoard: (actor: Actor) => readBoard(deps, actor),
    readOversight: (actor: Actor) => readOversight(deps, actor),
    startCall: (actor: Actor) => startCall(deps, actor),
    describeCall: (actor: Actor, input: Payload<'call:describe'>) =>
      describeCall(input.acuity === undefined ? deps : urgent, actor, input),
    cancelCall: (actor: Actor, input: Payload<'call:cancel'>) => cancelCall(deps, actor, input),
    setPresence: (actor: Actor, input: Payload<'presence:set'>) => setPresence(deps, actor, input),
    acceptOffer: (actor: Actor, input: Payload<'offer:accept'>) => acceptOffer(urgent, actor, input),
    declineOffer: (actor: Actor, input: Payload<'offer:decline'>) => declineOffer(urgent, actor, input),
    hearRing: (actor: Actor, input: Payload<'offer:hear'>) => hearRing(urgent, actor, input),
    takeCall: (actor: Actor, input: Payload<'call:take'>) => takeCall(deps, actor, input),
    messageStation: (actor: Actor, input: Payload<'call:message'>) => messageStation(deps, actor, input),
    inviteSecond: (actor: Actor, input: Payload<'visit:invite'>) => inviteSecond(deps, actor, input),
    handOver: (actor: Actor, input: Payload<'visit:hand-over'>) => handOver(deps, actor, input),
    leaveVisit: (actor: Actor, input: Payload<'visit:leave'>) => leaveVisit(deps, actor, input),
    passOn: (actor: Actor, input: Payload<'visit:pass-on'>) => passOn(deps, actor, input),
    answerCallBack: (actor: Actor, input: Payload<'call-back:answer'>) => answerCallBack(deps, actor, input),
    closeCallBack: (actor: Actor, input: Payload<'call-back:close'>) => closeCallBack(deps, actor, input),
    acknowledgeAdvice: (actor: Actor, input: Payload<'call:acknowledge-advice'>) =>
      acknowledgeAdvice(deps, actor, input),
    acknowledgeNotice: (actor: Actor, input: Payload<'notice:acknowledge'>) =>
      acknowledgeNotice(deps, actor, input),
    recordOutcome: (actor: Actor, input: Payload<'outcome:record'>) => recordOutcome(deps, actor, input),
    reportSound: (actor: Actor, input: Payload<'visit:report-sound'>) => reportSound(deps, actor, input),
    ringSite: (actor: Actor, input: Payload<'visit:ring-site'>) => ringSite(deps, actor, input),
    endVisit: (actor: Actor, input: Payload<'visit:end'>) => endVisit(deps, actor, input),
    enterRoom: (actor: Actor, input: { roomId: RoomId }) => enterRoom(deps, actor, input),
    readChoices: (actor: Actor, chooser: Chooser) => readChoices(deps, actor, chooser),
    keepChoice: (actor: Actor, choice: Chooser & { source: Source; state: SourceState }) =>
      keepChoice(deps, actor, choice),
    prepareCheck: (actor: Actor) => prepareCheck(deps, actor),
    reportCheck: (actor: Actor, result: CheckResult) => reportCheck(deps, actor, result),
    takeReport: (actor: Actor, reporting: Reporting & { report: QualityReport }) =>
      takeReport({ ...deps, reports }, actor, reporting),
    wakeDispatcher: (organisationId: OrganisationId) => wakeDispatcher(deps, organisationId),
  };
}

function bindGuestUseCases(deps: InvitingDeps) {
  return {
    inviteGuest: (actor: Actor, input: Payload<'guest:invite'>) => inviteGuest(deps, actor, input),
    withdrawInvitation: (actor: Actor, input: Payload<'guest:withdraw'>) =>
      withdrawInvitation(deps, actor, input),
    admitGuest: (actor: Actor, input: Payload<'guest:admit'>) => admitGuest(deps, actor, input),
    refuseGuest: (actor: Actor, input: Payload<'guest:refuse'>) => refuseGuest(deps, actor, input),
    removeGuest: (actor: Actor, input: Payload<'guest:remove'>) => removeGuest(deps, actor, input),
    muteAll: (actor: Actor, input: Payload<'visit:mute-all'>) => muteAll(deps, actor, input),
    setLock: (actor: Actor, input: Payload<'visit:lock'>) => setLock(deps, actor, input),
    enterVisit: (actor: Actor) => enterVisit(deps, actor),
    leaveAsGuest: (actor: Actor) => leaveAsGuest(deps, actor),
    markGuest: (guest: GuestActor, how: { here: boolean }) => markGuest(deps, guest, how),
  };
}
