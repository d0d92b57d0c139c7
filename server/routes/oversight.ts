import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type OversightHandlers = Pick<Handlers, 'readHistory' | 'exportHistory' | 'openOperations'>;

/** What managers read of days gone by, and the pass with which a page of the operators opens. */
export function oversightHandlers(useCases: UseCases): OversightHandlers {
  return {
    readHistory: ({ actor, params, query }) => useCases.readHistory(actor, { ...params, ...query }),
    exportHistory: ({ actor, params, query }) => useCases.exportHistory(actor, { ...params, ...query }),
    openOperations: async ({ actor, cookies }) => {
      const { token, expiresAt } = await useCases.openOperations(actor);
      cookies.set('bedside_operations', token, expiresAt);
      return { expiresAt: expiresAt.toISOString() };
    },
  };
}

type RetentionHandlers = Pick<Handlers, 'listLegalHolds' | 'setLegalHold' | 'liftLegalHold'>;

/** Legal holds, which keep calls from being erased. */
export function retentionHandlers(useCases: UseCases): RetentionHandlers {
  return {
    listLegalHolds: async ({ actor, params }) => ({
      legalHolds: await useCases.listLegalHolds(actor, params),
    }),
    setLegalHold: ({ actor, params, body }) => useCases.setLegalHold(actor, { ...params, ...body }),
    liftLegalHold: ({ actor, params, body }) => useCases.liftLegalHold(actor, { ...params, ...body }),
  };
}

type QualityHandlers = Pick<Handlers, 'readVisitQuality' | 'readQualityDay' | 'exportQualityDay'>;

/** How the connections of visits fared. */
export function qualityHandlers(useCases: UseCases): QualityHandlers {
  return {
    readVisitQuality: ({ actor, params }) => useCases.readVisitQuality(actor, params),
    readQualityDay: ({ actor, params, query }) => useCases.readQualityDay(actor, { ...params, ...query }),
    exportQualityDay: ({ actor, params, query }) => useCases.exportQualityDay(actor, { ...params, ...query }),
  };
}
