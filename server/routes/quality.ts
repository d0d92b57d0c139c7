import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { exportQualityDay, readQualityDay, readVisitQuality } from '../../domain/quality/read-quality.ts';
import type { Handlers } from '../bind.ts';

type QualityHandlers = Pick<Handlers, 'readVisitQuality' | 'readQualityDay' | 'exportQualityDay'>;

/** How the connections of visits fared. */
export function qualityHandlers(deps: AccountDeps): QualityHandlers {
  return {
    readVisitQuality: ({ actor, params }) => readVisitQuality(deps, actor, params),
    readQualityDay: ({ actor, params, query }) => readQualityDay(deps, actor, { ...params, ...query }),
    exportQualityDay: ({ actor, params, query }) => exportQualityDay(deps, actor, { ...params, ...query }),
  };
}
