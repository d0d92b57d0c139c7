import { z } from 'zod';
import type { OrganisationId, PatientId, PersonId, SiteId } from '../ids.ts';
import type { Site } from '../accounts/wire.ts';

/**
 * The legitimate relationships: why somebody may see the record of a patient. Nobody sees one without. Role and permission come
 * before that, and whose record it is comes from the patient: what other organisations keep is not shown. `docs/record-access.md`
 * has the same table.
 */
export const relationships = {
  ringing: {
    words: 'a call or a visit about this patient is ringing at you',
    from: 'The offer rings',
    until: 'It is answered by somebody, declined, or missed',
  },
  visit: {
    words: 'you are in a visit with this patient',
    from: 'They accept the offer, start the booked visit, or join as a second clinician',
    until: 'The visit ends, or they leave it',
  },
  'write-up': {
    words: 'you have still to write up a visit with this patient',
    from: 'Their visit ends',
    until: 'They have recorded the outcome, or 7 days after the visit',
  },
  booking: {
    words: 'this patient is booked into your clinic',
    from: 'The day before the clinic, in the service’s zone',
    until: 'The end of the day after it. Not of a booking that is only held, or cancelled',
  },
  'break-glass': {
    words: 'you have opened it without another relationship, with a reason',
    from: 'They open the record and say why (ADR 48)',
    until: 'They end it, or 60 minutes later',
  },
} as const satisfies Record<string, { words: string; from: string; until: string }>;

export type RelationshipKind = keyof typeof relationships;
/** In the order in which they are said. */
export const relationshipKinds = Object.keys(relationships) as [RelationshipKind, ...RelationshipKind[]];

export const relationshipKind = z.enum(relationshipKinds);

/** For how long after a visit an outcome that is not written opens the record. */
export const writeUpDays = 7;
/** How many days of the calendar before and after a clinic. */
export const clinicDaysAround = 1;

export type Relationship = { readonly kind: RelationshipKind };

/** Whose record it is. After two records of one person have become one, the one that is kept, whichever was asked for. */
export type RecordSubject = {
  readonly patientId: PatientId;
  /** Who keeps the record. */
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly siteKind: Site['kind'];
  readonly name: string;
  readonly dateOfBirth: string;
  readonly nhsNumber: string | null;
  readonly room: string | null;
};

export type RelationshipReads = {
  findRecordSubject(patientId: PatientId): Promise<RecordSubject | undefined>;
  /** By which relationships this person may see the record now; none where they may not. In the order of `relationshipKinds`. */
  findRelationships(personId: PersonId, patientId: PatientId): Promise<Relationship[]>;
};
