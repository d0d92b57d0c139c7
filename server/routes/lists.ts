import type { SecurityMark } from '../../domain/clinics/whereabouts.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type ListHandlers = Pick<
  Handlers,
  | 'setWhereabouts'
  | 'setPrisonNumber'
  | 'listOwnPrisons'
  | 'readMovementList'
  | 'readUnlockList'
  | 'printList'
  | 'readSlip'
  | 'writeSlip'
  | 'listPreflights'
  | 'readPreflight'
  | 'setPreflight'
>;

/** What a prison needs on the day. */
export function listHandlers(useCases: UseCases): ListHandlers {
  return {
    setPrisonNumber: ({ actor, params, body }) => useCases.setPrisonNumber(actor, { ...body, ...params }),
    setWhereabouts: ({ actor, params, body }) => useCases.setWhereabouts(actor, { ...body, ...params }),
    listOwnPrisons: async ({ actor }) => ({ prisons: await useCases.listOwnPrisons(actor) }),
    readMovementList: ({ actor, params, query }) => useCases.readMovementList(actor, { ...params, ...query }),
    readUnlockList: ({ actor, params, query: { marks, ...query } }) =>
      useCases.readUnlockList(actor, { ...params, ...query, marks: marksOf(marks) }),
    printList: ({ actor, params, body }) => useCases.printList(actor, { ...body, ...params }),
    readSlip: ({ actor, params }) => useCases.readSlip(actor, params),
    writeSlip: ({ actor, params }) => useCases.writeSlip(actor, params),
    listPreflights: async ({ actor, query }) => ({
      preflights: await useCases.listPreflights(actor, query),
    }),
    readPreflight: ({ actor, params }) => useCases.readPreflight(actor, params),
    setPreflight: ({ actor, params, body }) => useCases.setPreflight(actor, { ...body, ...params }),
  };
}

/** The contract has looked at each of them. */
function marksOf(asked: string | undefined): SecurityMark[] | undefined {
  return asked?.split(',') as SecurityMark[] | undefined;
}
