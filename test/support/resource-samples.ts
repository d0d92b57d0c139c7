import type { ResourceType } from '../../domain/record/resource-types.ts';
import { patient, pulseOf } from './fhir-world.ts';

const text = (words: string) => ({ text: words });

/** The least of each type that is accepted; the subject is a reference to a patient. */
const samples: Readonly<Record<ResourceType, (subject: { reference: string }) => Record<string, unknown>>> = {
  Patient: () => patient(),
  Observation: ({ reference }) => pulseOf(reference),
  Condition: (subject) => ({ subject, code: text('Asthma') }),
  AllergyIntolerance: (subject) => ({
    patient: subject,
    code: text('Penicillin'),
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
  }),
  MedicationStatement: (subject) => ({
    ...{ subject, status: 'active', medicationCodeableConcept: text('Aspirin') },
  }),
  QuestionnaireResponse: (subject) => ({ subject, status: 'completed' }),
  Questionnaire: () => ({ status: 'draft', title: 'How are you?' }),
  CarePlan: (subject) => ({ subject, status: 'active', intent: 'plan' }),
  Goal: (subject) => ({ subject, lifecycleStatus: 'active', description: text('Walk to the shop') }),
  Communication: (subject) => ({ subject, status: 'completed' }),
  Consent: (subject) => ({
    patient: subject,
    status: 'active',
    scope: text('Sharing'),
    category: [text('Sharing')],
    policyRule: text('Agreed'),
  }),
  DocumentReference: (subject) => ({
    ...{
      subject,
      status: 'current',
      content: [{ attachment: { contentType: 'text/plain', title: 'Letter' } }],
    },
  }),
  Flag: (subject) => ({ subject, status: 'active', code: text('Falls') }),
  List: (subject) => ({ subject, status: 'current', mode: 'working' }),
  Group: () => ({ type: 'person', actual: true }),
};

/** A resource of that type about a patient, or about nobody where the type is of nobody. */
export function sampleOf(
  resourceType: ResourceType,
  patientId: string,
): { resourceType: string } & Record<string, unknown> {
  return { resourceType, ...samples[resourceType]({ reference: `Patient/${patientId}` }) };
}
