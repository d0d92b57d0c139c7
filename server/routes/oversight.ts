import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { exportHistory, readHistory } from '../../domain/oversight/history.ts';
import { openOperations } from '../../domain/oversight/operations.ts';
import { exportQualityDay, readQualityDay, readVisitQuality } from '../../domain/quality/read-quality.ts';
import type { SignedAccessTokens } from '../auth/access-tokens.ts';
import type { Handlers } from '../http/bind.ts';

type OversightHandlers = Pick<Handlers, 'readHistory' | 'exportHistory' | 'openOperations'>;

/** What managers read of days gone by, and the pass with which a page of the operators opens. */
export function oversightHandlers(deps: AccountDeps, passes: SignedAccessTokens): OversightHandlers {
  return {
    readHistory: ({ actor, params, query }) => readHistory(deps, actor, { ...params, ...query }),
    exportHistory: ({ actor, params, query }) => exportHistory(deps, actor, { ...params, ...query }),
    openOperations: async ({ actor, cookies }) => {
      const { token, expiresAt } = await openOperations({ ...deps, passes }, actor);
      cookies.set('bedside_operations', token, expiresAt);
      return { expiresAt: expiresAt.toISOString() };
    },
  };
}

type QualityHandlers = Pick<Handlers, 'readVisitQuality' | 'readQualityDay' | 'exportQualityDay'>;

/** How the connections of visits fared. */
export function qualityHandlers(deps: AccountDeps): QualityHandlers {
  return {
    readVisitQuality: ({ actor, params }) => readVisitQuality(deps, actor, params),
    readQualityDay: ({ actor, params, query }) => readQualityDay(deps, actor, { ...params, ...query }),
    exportQualityDay: ({ actor, params, query }) => exportQualityDay(deps, actor, { ...params, ...query }),
  };
}
