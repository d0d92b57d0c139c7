/**
 * The types of FHIR resources that are kept in the record, and what each is searched by. Names, kinds and paths are those of
 * the search parameters of FHIR R4 (hl7.org/fhir/R4/searchparameter-registry.html). The number of a parameter is stored with
 * every value that is found by it: it is never changed and never given again.
 */

export type ParameterKind = 'token' | 'reference' | 'date' | 'string' | 'quantity' | 'uri';

export type SearchParameter = {
  readonly id: number;
  readonly name: string;
  readonly kind: ParameterKind;
  /** Names of elements with a point between them; lists are gone through, and `[x]` stands for any type of the element. */
  readonly path: string;
};

export type ResourceDefinition = {
  /** Where the patient is named; a type without one is about no patient. `id` is that of a patient itself. */
  readonly patient: string | null;
  /** When it was true, clinically: the newest of one patient are found by it. */
  readonly at: string | null;
  readonly parameters: readonly SearchParameter[];
};

const of = (id: number, name: string, kind: ParameterKind, path: string): SearchParameter => ({
  id,
  name,
  kind,
  path,
});

/** The NHS number of a patient among the identifiers (NHS England, Data Dictionary; UK Core). */
export const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';

/** The parameter by which identifiers of patients are found. */
export const patientIdentifier = 1;

export const resourceTypes = {
  Patient: {
    patient: 'id',
    at: null,
    parameters: [
      of(patientIdentifier, 'identifier', 'token', 'identifier'),
      of(2, 'name', 'string', 'name'),
      of(3, 'family', 'string', 'name.family'),
      of(4, 'given', 'string', 'name.given'),
      of(5, 'birthdate', 'date', 'birthDate'),
      of(6, 'gender', 'token', 'gender'),
      of(7, 'active', 'token', 'active'),
      of(8, 'organization', 'reference', 'managingOrganization'),
      of(9, 'general-practitioner', 'reference', 'generalPractitioner'),
    ],
  },
  Observation: {
    patient: 'subject',
    at: 'effective[x]',
    parameters: [
      of(20, 'code', 'token', 'code'),
      of(21, 'category', 'token', 'category'),
      of(22, 'status', 'token', 'status'),
      of(23, 'date', 'date', 'effective[x]'),
      of(24, 'encounter', 'reference', 'encounter'),
      of(25, 'derived-from', 'reference', 'derivedFrom'),
      of(26, 'has-member', 'reference', 'hasMember'),
      of(27, 'performer', 'reference', 'performer'),
      of(28, 'value-quantity', 'quantity', 'valueQuantity'),
      of(29, 'value-concept', 'token', 'valueCodeableConcept'),
      of(30, 'component-code', 'token', 'component.code'),
    ],
  },
  Condition: {
    patient: 'subject',
    at: 'recordedDate',
    parameters: [
      of(40, 'code', 'token', 'code'),
      of(41, 'category', 'token', 'category'),
      of(42, 'clinical-status', 'token', 'clinicalStatus'),
      of(43, 'verification-status', 'token', 'verificationStatus'),
      of(44, 'onset-date', 'date', 'onset[x]'),
      of(45, 'recorded-date', 'date', 'recordedDate'),
      of(46, 'encounter', 'reference', 'encounter'),
    ],
  },
  AllergyIntolerance: {
    patient: 'patient',
    at: 'recordedDate',
    parameters: [
      of(60, 'code', 'token', 'code'),
      of(61, 'clinical-status', 'token', 'clinicalStatus'),
      of(62, 'verification-status', 'token', 'verificationStatus'),
      of(63, 'criticality', 'token', 'criticality'),
      of(64, 'date', 'date', 'recordedDate'),
    ],
  },
  MedicationStatement: {
    patient: 'subject',
    at: 'effective[x]',
    parameters: [
      of(80, 'code', 'token', 'medicationCodeableConcept'),
      of(81, 'status', 'token', 'status'),
      of(82, 'effective', 'date', 'effective[x]'),
    ],
  },
  QuestionnaireResponse: {
    patient: 'subject',
    at: 'authored',
    parameters: [
      of(100, 'questionnaire', 'uri', 'questionnaire'),
      of(101, 'status', 'token', 'status'),
      of(102, 'authored', 'date', 'authored'),
      of(103, 'author', 'reference', 'author'),
      of(104, 'encounter', 'reference', 'encounter'),
      of(105, 'based-on', 'reference', 'basedOn'),
    ],
  },
  Questionnaire: {
    patient: null,
    at: null,
    parameters: [
      of(120, 'url', 'uri', 'url'),
      of(121, 'version', 'token', 'version'),
      of(122, 'status', 'token', 'status'),
      of(123, 'name', 'string', 'name'),
      of(124, 'title', 'string', 'title'),
    ],
  },
  CarePlan: {
    patient: 'subject',
    at: 'period',
    parameters: [
      of(140, 'status', 'token', 'status'),
      of(141, 'category', 'token', 'category'),
      of(142, 'date', 'date', 'period'),
      of(143, 'encounter', 'reference', 'encounter'),
      of(144, 'goal', 'reference', 'goal'),
    ],
  },
  Goal: {
    patient: 'subject',
    at: 'start[x]',
    parameters: [
      of(160, 'lifecycle-status', 'token', 'lifecycleStatus'),
      of(161, 'achievement-status', 'token', 'achievementStatus'),
      of(162, 'category', 'token', 'category'),
      of(163, 'start-date', 'date', 'startDate'),
      of(164, 'target-date', 'date', 'target.dueDate'),
    ],
  },
  Communication: {
    patient: 'subject',
    at: 'sent',
    parameters: [
      of(180, 'status', 'token', 'status'),
      of(181, 'category', 'token', 'category'),
      of(182, 'sender', 'reference', 'sender'),
      of(183, 'recipient', 'reference', 'recipient'),
      of(184, 'sent', 'date', 'sent'),
      of(185, 'received', 'date', 'received'),
      of(186, 'part-of', 'reference', 'partOf'),
      of(187, 'encounter', 'reference', 'encounter'),
    ],
  },
  Consent: {
    patient: 'patient',
    at: 'dateTime',
    parameters: [
      of(200, 'status', 'token', 'status'),
      of(201, 'scope', 'token', 'scope'),
      of(202, 'category', 'token', 'category'),
      of(203, 'date', 'date', 'dateTime'),
      of(204, 'organization', 'reference', 'organization'),
      of(205, 'period', 'date', 'provision.period'),
    ],
  },
  DocumentReference: {
    patient: 'subject',
    at: 'date',
    parameters: [
      of(220, 'type', 'token', 'type'),
      of(221, 'category', 'token', 'category'),
      of(222, 'status', 'token', 'status'),
      of(223, 'date', 'date', 'date'),
      of(224, 'encounter', 'reference', 'context.encounter'),
      of(225, 'author', 'reference', 'author'),
    ],
  },
  Flag: {
    patient: 'subject',
    at: 'period',
    parameters: [of(240, 'date', 'date', 'period'), of(241, 'encounter', 'reference', 'encounter')],
  },
  List: {
    patient: 'subject',
    at: 'date',
    parameters: [
      of(260, 'code', 'token', 'code'),
      of(261, 'status', 'token', 'status'),
      of(262, 'date', 'date', 'date'),
      of(263, 'title', 'string', 'title'),
      of(264, 'item', 'reference', 'entry.item'),
      of(265, 'encounter', 'reference', 'encounter'),
    ],
  },
  /** About several patients: it is not part of anybody's record. */
  Group: {
    patient: null,
    at: null,
    parameters: [
      of(400, 'identifier', 'token', 'identifier'),
      of(401, 'type', 'token', 'type'),
      of(402, 'actual', 'token', 'actual'),
      of(403, 'code', 'token', 'code'),
      of(404, 'member', 'reference', 'member.entity'),
      of(405, 'managing-entity', 'reference', 'managingEntity'),
    ],
  },
} satisfies Record<string, ResourceDefinition>;

export type ResourceType = keyof typeof resourceTypes;

export function isResourceType(name: string): name is ResourceType {
  return Object.hasOwn(resourceTypes, name);
}

export function definitionOf(type: ResourceType): ResourceDefinition {
  return resourceTypes[type];
}
