import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { exportHistory, readHistory } from '../../domain/oversight/history.ts';
import { openOperations } from '../../domain/oversight/operations.ts';
import type { Handlers } from '../bind.ts';
import type { SignedAccessTokens } from '../access-tokens.ts';

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
