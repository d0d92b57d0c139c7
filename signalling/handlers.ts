import type { CheckHandlers } from './check-handlers.ts';
import { guestHandlers, hostHandlers } from './guest-handlers.ts';
import type { HandlerSets } from './handler-sets.ts';
import type { Identities } from './identity.ts';
import { managerHandlers } from './manager-handlers.ts';
import type { SharedHandlers } from './shared-handlers.ts';
import { roomHandlers } from './room-handlers.ts';
import type { UseCases } from './use-cases.ts';

/** Every command of the contract, each tied to its use case; the compiler holds it against the table. */
export function handlerSets(options: {
  useCases: UseCases;
  identities: Identities;
  shared: SharedHandlers;
  checks: CheckHandlers;
}): HandlerSets {
  const { useCases, shared, checks } = options;
  const { openCheck, reportCheck, checking } = checks;
  return {
    station: {
      ...shared,
      ...stationHandlers(useCases),
      'check:open': openCheck,
      'check:report': reportCheck,
    },
    clinician: { ...shared, ...clinicianHandlers(useCases), 'check:open': openCheck },
    manager: managerHandlers(useCases, shared),
    ...guestHandlers(options),
    'in-room': roomHandlers(useCases),
    checking,
  };
}

function stationHandlers(
  useCases: UseCases,
): Omit<HandlerSets['station'], keyof SharedHandlers | 'check:open' | 'check:report'> {
  return {
    'call:start': ({ connection }) => useCases.startCall(connection.actor),
    'call:describe': async ({ connection }, payload) => {
      await useCases.describeCall(connection.actor, payload);
      return {};
    },
    'call:cancel': async ({ connection }, payload) => {
      await useCases.cancelCall(connection.actor, payload);
      return {};
    },
    'call:acknowledge-advice': async ({ connection }, payload) => {
      await useCases.acknowledgeAdvice(connection.actor, payload);
      return {};
    },
    'call-back:answer': ({ connection }, payload) => useCases.answerCallBack(connection.actor, payload),
  };
}

function clinicianHandlers(
  useCases: UseCases,
): Omit<HandlerSets['clinician'], keyof SharedHandlers | 'check:open'> {
  return {
    'presence:set': async ({ connection }, payload) => {
      await useCases.setPresence(connection.actor, payload);
      return {};
    },
    'offer:hear': async ({ connection }, payload) => {
      await useCases.hearRing(connection.actor, payload);
      return {};
    },
    'offer:accept': ({ connection }, payload) => useCases.acceptOffer(connection.actor, payload),
    'offer:decline': async ({ connection }, payload) => {
      await useCases.declineOffer(connection.actor, payload);
      return {};
    },
    'call:take': ({ connection }, payload) => useCases.takeCall(connection.actor, payload),
    'call:message': async ({ connection }, payload) => {
      await useCases.messageStation(connection.actor, payload);
      return {};
    },
    'board:read': ({ connection }) => useCases.readBoard(connection.actor),
    'outcome:record': async ({ connection }, payload) => {
      await useCases.recordOutcome(connection.actor, payload);
      return {};
    },
    'call-back:close': async ({ connection }, payload) => {
      await useCases.closeCallBack(connection.actor, payload);
      return {};
    },
    ...secondClinicianHandlers(useCases),
    ...lostSoundHandlers(useCases),
    ...hostHandlers(useCases),
  };
}

/** When not even sound gets through. */
function lostSoundHandlers(
  useCases: UseCases,
): Pick<HandlerSets['clinician'], 'visit:report-sound' | 'visit:ring-site'> {
  return {
    'visit:report-sound': async ({ connection }, payload) => {
      await useCases.reportSound(connection.actor, payload);
      return {};
    },
    'visit:ring-site': async ({ connection }, payload) => {
      await useCases.ringSite(connection.actor, payload);
      return {};
    },
  };
}

/** A second clinician in a visit, and passing a call on. */
function secondClinicianHandlers(
  useCases: UseCases,
): Pick<HandlerSets['clinician'], 'visit:invite' | 'visit:hand-over' | 'visit:leave' | 'visit:pass-on'> {
  return {
    'visit:invite': async ({ connection }, payload) => {
      await useCases.inviteSecond(connection.actor, payload);
      return {};
    },
    'visit:hand-over': async ({ connection }, payload) => {
      await useCases.handOver(connection.actor, payload);
      return {};
    },
    'visit:leave': async ({ connection }, payload) => {
      await useCases.leaveVisit(connection.actor, payload);
      return {};
    },
    'visit:pass-on': async ({ connection }, payload) => {
      await useCases.passOn(connection.actor, payload);
      return {};
    },
  };
}
