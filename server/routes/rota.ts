import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { addQueue, assignSite, changeQueue, listQueues } from '../../domain/queues/manage-queues.ts';
import { listProfiles, setProfile } from '../../domain/queues/profiles.ts';
import { copyWeek } from '../../domain/rota/copy-week.ts';
import { exportRota } from '../../domain/rota/export-rota.ts';
import { importRota } from '../../domain/rota/import-rota.ts';
import { addShift, changeShift, listRota, removeShift } from '../../domain/rota/manage-rota.ts';
import { calendars } from '../calendar/icalendar.ts';
import type { Handlers } from '../http/bind.ts';

type RotaHandlers = Pick<
  Handlers,
  'listRota' | 'addShift' | 'changeShift' | 'removeShift' | 'copyWeek' | 'exportRota' | 'importRota'
>;

/** The rota: week view, editing, iCalendar. */
export function rotaHandlers(deps: AccountDeps): RotaHandlers {
  const withCalendars = { ...deps, calendars };
  return {
    listRota: ({ actor, params, query }) => listRota(deps, actor, { ...params, ...query }),
    addShift: ({ actor, params, body }) => addShift(deps, actor, { ...body, ...params }),
    changeShift: ({ actor, params, body }) => changeShift(deps, actor, { ...body, ...params }),
    removeShift: async ({ actor, params }) => {
      await removeShift(deps, actor, params);
      return {};
    },
    copyWeek: ({ actor, params, body }) => copyWeek(deps, actor, { ...body, ...params }),
    exportRota: ({ actor, params, query }) => exportRota(withCalendars, actor, { ...params, ...query }),
    importRota: ({ actor, params, query, body }) =>
      importRota(withCalendars, actor, {
        ...params,
        text: body,
        queueId: query.queueId,
        tier: query.tier === '2' ? 2 : 1,
      }),
  };
}

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
