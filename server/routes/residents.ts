import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type ResidentHandlers = Pick<
  Handlers,
  | 'readOwnResidents'
  | 'listResidents'
  | 'addResident'
  | 'amendResident'
  | 'moveResidentOut'
  | 'moveResidentIn'
  | 'setOxygenScale'
  | 'readRecord'
>;

/** The people who live at a site, and the record of a patient. */
export function residentHandlers(useCases: UseCases): ResidentHandlers {
  return {
    readOwnResidents: ({ actor }) => useCases.readOwnResidents(actor),
    listResidents: ({ actor, params }) => useCases.listResidents(actor, params),
    addResident: ({ actor, params, body }) => useCases.addResident(actor, { ...body, ...params }),
    amendResident: ({ actor, params, body }) => useCases.amendResident(actor, { ...body, ...params }),
    moveResidentOut: ({ actor, params }) => useCases.moveResidentOut(actor, params),
    moveResidentIn: ({ actor, params }) => useCases.moveResidentIn(actor, params),
    readRecord: ({ actor, params }) => useCases.readRecord(actor, params),
    setOxygenScale: ({ actor, params, body }) => useCases.setOxygenScale(actor, { ...body, ...params }),
  };
}
