import { z } from 'zod';
import { nhsNumber } from '../nhs-number.ts';
import { type Endpoint } from '../wire.ts';
import { patientBody, patientView } from './wire.ts';

/** What must agree before somebody is taken for the person who has that NHS number. */
export const identityField = z.enum(['name', 'dateOfBirth', 'prisonNumber']);
export type IdentityField = z.infer<typeof identityField>;

/** Of a conflict: somebody of that NHS number is known already, at another place. */
export const knownPerson = z.strictObject({
  /** How much was known of where they are: whoever receives them says it, so that two at once are one. */
  version: z.int().min(1),
  /** Where they are, for whoever sees the patients there; null for everybody else, who asks the booking clerks. */
  siteName: z.string().nullable(),
  /** In what that which was typed does not agree with what is stored; empty where nothing was compared. */
  differs: z.array(identityField),
});
export type KnownPerson = z.infer<typeof knownPerson>;

const receivedBody = patientBody.omit({ expected: true }).extend({
  nhsNumber,
  version: knownPerson.shape.version,
});
export type ReceivedBody = z.infer<typeof receivedBody>;

/** Somebody who is known comes to another place. */
export const knownPersonEndpoints = {
  receivePatient: {
    method: 'post',
    path: '/api/patients/received',
    auth: 'person',
    status: 200,
    summary:
      'Says that somebody who was to be added is the person who has that NHS number already: they are moved there with all that is theirs, and what is booked at the earlier place is cancelled, as by a transfer. `conflict` where the name, the date of birth or the prison number does not agree, which a person then has to settle, and where they have been moved meanwhile. `too-many` after five such differences in a day by one member of staff.',
    body: receivedBody,
    reply: patientView,
  },
} as const satisfies Record<string, Endpoint>;
