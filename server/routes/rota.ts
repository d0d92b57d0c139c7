import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type RotaHandlers = Pick<
  Handlers,
  'listRota' | 'addShift' | 'changeShift' | 'removeShift' | 'copyWeek' | 'exportRota' | 'importRota'
>;

/** The rota: week view, editing, iCalendar. */
export function rotaHandlers(useCases: UseCases): RotaHandlers {
  return {
    listRota: ({ actor, params, query }) => useCases.listRota(actor, { ...params, ...query }),
    addShift: ({ actor, params, body }) => useCases.addShift(actor, { ...body, ...params }),
    changeShift: ({ actor, params, body }) => useCases.changeShift(actor, { ...body, ...params }),
    removeShift: ({ actor, params }) => useCases.removeShift(actor, params),
    copyWeek: ({ actor, params, body }) => useCases.copyWeek(actor, { ...body, ...params }),
    exportRota: ({ actor, params, query }) => useCases.exportRota(actor, { ...params, ...query }),
    importRota: ({ actor, params, query, body }) =>
      useCases.importRota(actor, {
        ...params,
        text: body,
        queueId: query.queueId,
        tier: query.tier === '2' ? 2 : 1,
      }),
  };
}

type QueueHandlers = Pick<
  Handlers,
  | 'listQueues'
  | 'addQueue'
  | 'changeQueue'
  | 'assignSite'
  | 'listProposals'
  | 'confirmProposal'
  | 'rejectProposal'
  | 'withdrawProposal'
  | 'listProfiles'
  | 'setProfile'
>;

/** Queues, which sites call into which, what waits for a second person, and people's skills and telephones. */
export function queueHandlers(useCases: UseCases): QueueHandlers {
  return {
    listQueues: ({ actor, params }) => useCases.listQueues(actor, params),
    addQueue: ({ actor, params, body }) => useCases.addQueue(actor, { ...body, ...params }),
    changeQueue: ({ actor, params, body }) => useCases.changeQueue(actor, { ...body, ...params }),
    assignSite: ({ actor, params, body }) => useCases.assignSite(actor, { ...params, ...body }),
    listProposals: ({ actor, params }) => useCases.listProposals(actor, params),
    confirmProposal: ({ actor, params }) => useCases.confirmProposal(actor, params),
    rejectProposal: ({ actor, params, body }) => useCases.rejectProposal(actor, { ...params, ...body }),
    withdrawProposal: ({ actor, params }) => useCases.withdrawProposal(actor, params),
    listProfiles: async ({ actor, params }) => ({ profiles: await useCases.listProfiles(actor, params) }),
    setProfile: ({ actor, params, body }) => useCases.setProfile(actor, { ...body, ...params }),
  };
}
