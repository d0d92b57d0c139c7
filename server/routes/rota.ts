import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { copyWeek } from '../../domain/rota/copy-week.ts';
import { exportRota } from '../../domain/rota/export-rota.ts';
import { importRota } from '../../domain/rota/import-rota.ts';
import { addShift, changeShift, listRota, removeShift } from '../../domain/rota/manage-rota.ts';
import type { Handlers } from '../bind.ts';
import { calendars } from '../icalendar.ts';

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
