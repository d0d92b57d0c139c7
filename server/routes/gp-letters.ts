import type { gpLetterEndpoints } from '../../domain/gp-letters/wire.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

/** Letters to the GPs of patients who were seen after a call, and which practices there are. */
export function gpLetterHandlers(useCases: UseCases): Pick<Handlers, keyof typeof gpLetterEndpoints> {
  return {
    listGpPractices: ({ actor }) => useCases.listGpPractices(actor),
    addGpPractice: ({ actor, body }) => useCases.addGpPractice(actor, body),
    setGpPractice: ({ actor, params, body }) => useCases.setGpPractice(actor, { ...body, ...params }),
    listGpLetters: ({ actor }) => useCases.listGpLetters(actor),
    readGpLetter: ({ actor, params }) => useCases.readGpLetter(actor, params),
    signGpLetter: ({ actor, params, body }) => useCases.signGpLetter(actor, { ...body, ...params }),
    writeGpLetter: ({ actor, params }) => useCases.writeGpLetter(actor, params),
    readGpLetterDocument: ({ actor, params }) => useCases.readGpLetterDocument(actor, params),
  };
}
