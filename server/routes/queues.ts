import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { addQueue, assignSite, changeQueue, listQueues } from '../../domain/queues/manage-queues.ts';
import { listProfiles, setProfile } from '../../domain/queues/profiles.ts';
import type { Handlers } from '../bind.ts';

type QueueHandlers = Pick<
  Handlers,
  'listQueues' | 'addQueue' | 'changeQueue' | 'assignSite' | 'listProfiles' | 'setProfile'
>;

/** Queues, which sites call into which, and people's skills and telephones. */
export function queueHandlers(deps: AccountDeps): QueueHandlers {
  return {
    listQueues: ({ actor, params }) => listQueues(deps, actor, params),
    addQueue: ({ actor, params, body }) => addQueue(deps, actor, { ...body, ...params }),
    changeQueue: ({ actor, params, body }) => changeQueue(deps, actor, { ...body, ...params }),
    assignSite: async ({ actor, params, body }) => {
      await assignSite(deps, actor, { ...params, ...body });
      return {};
    },
    listProfiles: async ({ actor, params }) => ({ profiles: await listProfiles(deps, actor, params) }),
    setProfile: ({ actor, params, body }) => setProfile(deps, actor, { ...body, ...params }),
  };
}
