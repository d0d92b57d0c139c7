import type { AuditAction, AuditDetail } from '../audit.ts';
import type { RelationshipKind } from './relationships.ts';
import type { ResourceType } from './resource-types.ts';

/** What is a read of a patient, in words for the patient. What is not here is none: it wrote, or it read a list of many. */
const readActions = {
  'record.read': 'Read the record',
  'record.searched': 'Searched the record',
  'record.opened': 'Opened the record without a relationship, and gave a reason',
  'patient.found': 'Saw the name in a search; the record was not shown',
  'call.read': 'Read a call about the patient',
  'call.answered': 'Answered a call about the patient',
  'booking.read': 'Read a booking',
  'booking.calendar-saved': 'Saved a booking for a calendar',
  'preflight.read': 'Read what is ready for a visit',
  'slip.made': 'Made the appointment slip',
  'documents.read': 'Read which documents a referral has',
  'document.opened': 'Opened a document',
  'letters.read': 'Read which letters there are',
  'letter.read': 'Read a letter',
  'patient.known-said': 'Was told that the patient is known',
  'readers.read': 'Read this list',
} as const satisfies Partial<Record<AuditAction, string>>;

/** By these the trail is asked. */
export const actionsOfReaders = Object.keys(readActions) as AuditAction[];

/** What a partner’s system reads, as people call it. */
const typeWords: Readonly<Record<ResourceType, string>> = {
  Patient: 'who the patient is',
  Observation: 'observations',
  Condition: 'problems',
  AllergyIntolerance: 'allergies',
  MedicationStatement: 'medicines',
  QuestionnaireResponse: 'forms that were filled in',
  Questionnaire: 'forms',
  CarePlan: 'plans of care',
  Goal: 'goals',
  Communication: 'messages',
  Consent: 'consents',
  DocumentReference: 'documents',
  Flag: 'warnings',
  List: 'lists',
  Group: 'groups of patients',
};

/** Each relationship as the patient would hear it. */
const relationshipWords: Readonly<Record<RelationshipKind, string>> = {
  ringing: 'a call or visit about the patient rang at them',
  visit: 'they were in a visit with the patient',
  'write-up': 'they were writing up a visit',
  booking: 'the patient was booked into their clinic',
  'break-glass': 'they opened it without a relationship, and gave a reason',
};

/** Never what stood there. */
export function whatWasRead({
  action,
  subjectKind,
  detail,
}: {
  action: AuditAction;
  subjectKind: string;
  detail: AuditDetail;
}): string {
  const words = (readActions as Partial<Record<AuditAction, string>>)[action] ?? 'Read something';
  if (action !== 'record.read' && action !== 'record.searched') return words;
  if (detail['everything'] === true) return 'Read the whole record';
  if (detail['summary'] === true) return 'Read a summary of the record';
  const type = typeof detail['found'] === 'string' ? detail['found'] : subjectKind;
  const found = (typeWords as Partial<Record<string, string>>)[type];
  return found === undefined ? words : `${words}: ${found}`;
}

/** The relationship by which it was read, or what else let them, where the trail says so. */
export function byRelationship({
  action,
  detail,
}: {
  action: AuditAction;
  detail: AuditDetail;
}): string | null {
  if (action === 'record.opened') return 'a reason that they gave, which somebody else reviews';
  const said = detail['relationship'];
  if (typeof said !== 'string') return null;
  const known: Partial<Record<string, string>> = relationshipWords;
  const words = said.split(' ').flatMap((kind) => known[kind] ?? []);
  return words.length === 0 ? null : words.join('; ');
}
