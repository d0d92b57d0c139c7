import type { Json, JsonObject } from '../../../server/fhir/json.ts';
import { appointment, narrative, pulse, questionnaire, resident } from './sample-resources.ts';

/** One thing that is wrong with a resource of base R4, and where and as what it must be said. */
export interface Defect {
  readonly what: string;
  readonly resource: Json;
  readonly code: string;
  readonly at: string;
}

const quantity = pulse['valueQuantity'] as JsonObject;
const consent: JsonObject = {
  resourceType: 'Consent',
  status: 'active',
  scope: { text: 'Sharing' },
  category: [{ text: 'Sharing' }],
  patient: { reference: 'Patient/1' },
  policyRule: { text: 'Agreed in words' },
};

export const defects: readonly Defect[] = [
  // What is no resource.
  { what: 'a text instead of a resource', resource: 'Patient', code: 'structure', at: 'Resource' },
  { what: 'a list instead of a resource', resource: [resident], code: 'structure', at: 'Resource' },
  { what: 'null', resource: null, code: 'structure', at: 'Resource' },
  { what: 'no resourceType', resource: { id: '1' }, code: 'required', at: 'Resource' },
  {
    what: 'a resourceType that is a number',
    resource: { resourceType: 1 },
    code: 'structure',
    at: 'Resource',
  },
  {
    what: 'an unknown resourceType',
    resource: { resourceType: 'Pasient' },
    code: 'not-supported',
    at: 'Resource',
  },
  {
    what: 'an abstract resourceType',
    resource: { resourceType: 'DomainResource' },
    code: 'not-supported',
    at: 'Resource',
  },
  {
    what: 'a data type as a resource',
    resource: { resourceType: 'HumanName', family: 'A' },
    code: 'not-supported',
    at: 'Resource',
  },
  // What is missing, and what is too much.
  {
    what: 'no status',
    resource: { ...pulse, status: undefined },
    code: 'required',
    at: 'Observation.status',
  },
  { what: 'no code', resource: { ...pulse, code: undefined }, code: 'required', at: 'Observation.code' },
  {
    what: 'no participant',
    resource: { ...appointment, participant: undefined },
    code: 'required',
    at: 'Appointment.participant',
  },
  {
    what: 'no linkId deep inside',
    resource: { ...questionnaire, item: [{ linkId: 'a', type: 'group', item: [{ type: 'string' }] }] },
    code: 'required',
    at: 'Questionnaire.item[0].item[0].linkId',
  },
  { what: 'an unknown element', resource: { ...pulse, foo: 1 }, code: 'structure', at: 'Observation.foo' },
  {
    what: 'an unknown element of a part',
    resource: { ...pulse, valueQuantity: { ...quantity, factor: 1 } },
    code: 'structure',
    at: 'Observation.valueQuantity.factor',
  },
  {
    what: 'an element that every object inherits',
    resource: { ...pulse, constructor: 1 },
    code: 'structure',
    at: 'Observation.constructor',
  },
  {
    what: 'an element called __proto__',
    resource: JSON.parse('{"resourceType":"Patient","__proto__":{"active":true}}') as Json,
    code: 'structure',
    at: 'Patient',
  },
  {
    what: 'an element of another type of resource',
    resource: { ...resident, effectiveDateTime: '2026' },
    code: 'structure',
    at: 'Patient.effectiveDateTime',
  },
  {
    what: 'a type of value that is not allowed',
    resource: { ...pulse, valueQuantity: undefined, valueAddress: { city: 'Leeds' } },
    code: 'structure',
    at: 'Observation.valueAddress',
  },
  {
    what: 'two values',
    resource: { ...pulse, valueString: 'x' },
    code: 'structure',
    at: 'Observation.valueString',
  },
  {
    what: 'two values, one only with an extension',
    resource: { ...pulse, _valueString: { extension: [{ url: 'http://a', valueString: 'x' }] } },
    code: 'structure',
    at: 'Observation._valueString',
  },
  {
    what: 'something said about an object as if it were a primitive',
    resource: { ...resident, _name: [{ id: 'a' }] },
    code: 'structure',
    at: 'Patient._name',
  },
  {
    what: 'a list for a single value',
    resource: { ...resident, gender: ['female'] },
    code: 'structure',
    at: 'Patient.gender',
  },
  {
    what: 'a single value for a list',
    resource: { ...resident, name: { family: 'x' } },
    code: 'structure',
    at: 'Patient.name',
  },
  // What has the wrong type, or is empty.
  {
    what: 'a text for a number',
    resource: { ...pulse, valueQuantity: { ...quantity, value: '80' } },
    code: 'value',
    at: 'Observation.valueQuantity.value',
  },
  {
    what: 'a number for a text',
    resource: { ...resident, name: [{ family: 7 }] },
    code: 'value',
    at: 'Patient.name[0].family',
  },
  {
    what: 'a text for a boolean',
    resource: { ...resident, active: 'true' },
    code: 'value',
    at: 'Patient.active',
  },
  {
    what: 'a text for an object',
    resource: { ...pulse, code: '8867-4' },
    code: 'structure',
    at: 'Observation.code',
  },
  {
    what: 'an object for a text',
    resource: { ...resident, birthDate: { year: 1938 } },
    code: 'value',
    at: 'Patient.birthDate',
  },
  {
    what: 'null for a value',
    resource: { ...resident, birthDate: null },
    code: 'structure',
    at: 'Patient.birthDate',
  },
  {
    what: 'null in a list',
    resource: { ...resident, name: [null] },
    code: 'structure',
    at: 'Patient.name[0]',
  },
  {
    what: 'null in a list of texts, and nothing said of it',
    resource: { ...resident, name: [{ given: ['A', null] }] },
    code: 'structure',
    at: 'Patient.name[0].given[1]',
  },
  {
    what: 'an empty text',
    resource: { ...resident, name: [{ family: '' }] },
    code: 'value',
    at: 'Patient.name[0].family',
  },
  {
    what: 'a text of white space',
    resource: { ...resident, name: [{ family: ' \n' }] },
    code: 'value',
    at: 'Patient.name[0].family',
  },
  { what: 'an empty list', resource: { ...resident, name: [] }, code: 'structure', at: 'Patient.name' },
  {
    what: 'an empty object',
    resource: { ...resident, maritalStatus: {} },
    code: 'structure',
    at: 'Patient.maritalStatus',
  },
  {
    what: 'an object with nothing but an id',
    resource: { ...resident, maritalStatus: { id: 'a' } },
    code: 'structure',
    at: 'Patient.maritalStatus',
  },
  {
    what: 'a control character',
    resource: { ...resident, name: [{ family: 'a\u0001b' }] },
    code: 'value',
    at: 'Patient.name[0].family',
  },
  {
    what: 'half of a pair of surrogates',
    resource: { ...resident, name: [{ family: 'a\ud83d' }] },
    code: 'value',
    at: 'Patient.name[0].family',
  },
  {
    what: 'a text of more than 1 MB',
    resource: { ...resident, name: [{ text: 'a'.repeat(1024 * 1024 + 1) }] },
    code: 'value',
    at: 'Patient.name[0].text',
  },
  // Dates.
  {
    what: 'the 30th of February',
    resource: { ...resident, birthDate: '2026-02-30' },
    code: 'value',
    at: 'Patient.birthDate',
  },
  {
    what: 'the 29th of February in a common year',
    resource: { ...resident, birthDate: '2100-02-29' },
    code: 'value',
    at: 'Patient.birthDate',
  },
  {
    what: 'the 30th of February with a time',
    resource: { ...pulse, effectiveDateTime: '2026-02-30T10:00:00Z' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'the year 0',
    resource: { ...resident, birthDate: '0000' },
    code: 'value',
    at: 'Patient.birthDate',
  },
  {
    what: 'a British date',
    resource: { ...resident, birthDate: '12/04/1938' },
    code: 'value',
    at: 'Patient.birthDate',
  },
  {
    what: 'a time in a date',
    resource: { ...resident, birthDate: '1938-04-12T10:00:00Z' },
    code: 'value',
    at: 'Patient.birthDate',
  },
  {
    what: 'a time without zone',
    resource: { ...pulse, effectiveDateTime: '2026-01-01T10:00:00' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'a time with a lone sign',
    resource: { ...pulse, effectiveDateTime: '2026-01-01T10:00:00+' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'an hour alone',
    resource: { ...pulse, effectiveDateTime: '2026-01-01T10' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'a time without seconds',
    resource: { ...pulse, effectiveDateTime: '2026-01-01T10:00Z' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'a year with a zone',
    resource: { ...pulse, effectiveDateTime: '2026Z' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'an hour of 24',
    resource: { ...pulse, effectiveDateTime: '2026-01-01T24:00:00Z' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'a zone of 15 hours',
    resource: { ...pulse, effectiveDateTime: '2026-01-01T10:00:00+15:00' },
    code: 'value',
    at: 'Observation.effectiveDateTime',
  },
  {
    what: 'a date for an instant',
    resource: { ...appointment, start: '2026-01-01' },
    code: 'value',
    at: 'Appointment.start',
  },
  // Numbers and other formats.
  {
    what: 'a fraction for a whole number',
    resource: { ...appointment, minutesDuration: 20.5 },
    code: 'value',
    at: 'Appointment.minutesDuration',
  },
  {
    what: 'nought for a positive number',
    resource: { ...appointment, minutesDuration: 0 },
    code: 'value',
    at: 'Appointment.minutesDuration',
  },
  {
    what: 'a negative number for an unsigned one',
    resource: { ...appointment, priority: -1 },
    code: 'value',
    at: 'Appointment.priority',
  },
  {
    what: 'a number beyond 32 bits',
    resource: { ...resident, multipleBirthInteger: 2 ** 31 },
    code: 'value',
    at: 'Patient.multipleBirthInteger',
  },
  {
    what: 'an id of 65 characters',
    resource: { ...resident, id: 'x'.repeat(65) },
    code: 'value',
    at: 'Patient.id',
  },
  { what: 'an id with a space', resource: { ...resident, id: 'a b' }, code: 'value', at: 'Patient.id' },
  {
    what: 'base64 that is none',
    resource: { ...resident, photo: [{ contentType: 'image/png', data: '###' }] },
    code: 'value',
    at: 'Patient.photo[0].data',
  },
  {
    what: 'base64 that is cut off',
    resource: { ...resident, photo: [{ contentType: 'image/png', data: 'QUJD=' }] },
    code: 'value',
    at: 'Patient.photo[0].data',
  },
  {
    what: 'a URI with a space',
    resource: { ...resident, identifier: [{ system: 'http://a b', value: '1' }] },
    code: 'value',
    at: 'Patient.identifier[0].system',
  },
  {
    what: 'a code with a space at its end',
    resource: { ...resident, language: 'en ' },
    code: 'value',
    at: 'Patient.language',
  },
  // Codes.
  {
    what: 'a status of another resource',
    resource: { ...pulse, status: 'finished' },
    code: 'code-invalid',
    at: 'Observation.status',
  },
  {
    what: 'a gender of HL7 v2',
    resource: { ...resident, gender: 'F' },
    code: 'code-invalid',
    at: 'Patient.gender',
  },
  {
    what: 'a code in the wrong case',
    resource: { ...appointment, status: 'Booked' },
    code: 'code-invalid',
    at: 'Appointment.status',
  },
  {
    what: 'a coded concept that is not of its required set',
    resource: {
      resourceType: 'AllergyIntolerance',
      patient: { reference: 'Patient/1' },
      clinicalStatus: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'cured' },
        ],
      },
    },
    code: 'code-invalid',
    at: 'AllergyIntolerance.clinicalStatus',
  },
  {
    what: 'a right code of the wrong system',
    resource: {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: { coding: [{ system: 'http://example.org', code: 'active' }] },
    },
    code: 'code-invalid',
    at: 'Condition.clinicalStatus',
  },
  // References and what is contained.
  {
    what: 'words for a reference',
    resource: { ...pulse, subject: { reference: 'not a reference at all' } },
    code: 'value',
    at: 'Observation.subject.reference',
  },
  {
    what: 'an id without its type',
    resource: { ...pulse, subject: { reference: '12345' } },
    code: 'value',
    at: 'Observation.subject.reference',
  },
  {
    what: 'an address within a reference',
    resource: { ...pulse, subject: { reference: 'Patient/https://example.org/1' } },
    code: 'value',
    at: 'Observation.subject.reference',
  },
  {
    what: 'a reference to what is not contained (ref-1)',
    resource: { ...pulse, subject: { reference: '#a' } },
    code: 'not-found',
    at: 'Observation.subject.reference',
  },
  {
    what: 'something contained that is not referred to (dom-3)',
    resource: { ...pulse, contained: [{ ...resident, id: 'a' }] },
    code: 'invariant',
    at: 'Observation.contained[0]',
  },
  {
    what: 'something contained in what is contained (dom-2)',
    resource: {
      ...pulse,
      subject: { reference: '#a' },
      contained: [
        {
          ...resident,
          id: 'a',
          contained: [{ ...resident, id: 'b' }],
        },
      ],
    },
    code: 'invariant',
    at: 'Observation',
  },
  {
    what: 'a version of what is contained (dom-4)',
    resource: {
      ...pulse,
      subject: { reference: '#a' },
      contained: [{ ...resident, id: 'a', meta: { versionId: '1' } }],
    },
    code: 'invariant',
    at: 'Observation',
  },
  {
    what: 'a fault in what is contained',
    resource: { ...pulse, subject: { reference: '#a' }, contained: [{ ...resident, id: 'a', gender: 'F' }] },
    code: 'code-invalid',
    at: 'Observation.contained[0].gender',
  },
  {
    what: 'a fault in an entry of a bundle',
    resource: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: { ...resident, gender: 'F' } }],
    },
    code: 'code-invalid',
    at: 'Bundle.entry[0].resource.gender',
  },
  // Invariants of resources.
  {
    what: 'a value and why there is none (obs-6)',
    resource: { ...pulse, dataAbsentReason: { text: 'x' } },
    code: 'invariant',
    at: 'Observation',
  },
  {
    what: 'a part with the code of the whole (obs-7)',
    resource: { ...pulse, component: [{ code: pulse['code'], valueString: 'x' }] },
    code: 'invariant',
    at: 'Observation',
  },
  {
    what: 'a start without end (app-2)',
    resource: { ...appointment, status: 'waitlist', end: undefined },
    code: 'invariant',
    at: 'Appointment',
  },
  {
    what: 'booked for no time (app-3)',
    resource: { ...appointment, start: undefined, end: undefined },
    code: 'invariant',
    at: 'Appointment',
  },
  {
    what: 'a reason of cancellation while booked (app-4)',
    resource: { ...appointment, cancelationReason: { text: 'x' } },
    code: 'invariant',
    at: 'Appointment',
  },
  {
    what: 'a participant who is nobody (app-1)',
    resource: { ...appointment, participant: [{ status: 'accepted' }] },
    code: 'invariant',
    at: 'Appointment.participant[0]',
  },
  {
    what: 'an organisation without name (org-1)',
    resource: { resourceType: 'Organization', active: true },
    code: 'invariant',
    at: 'Organization',
  },
  {
    what: 'a home telephone of an organisation (org-3)',
    resource: {
      resourceType: 'Organization',
      name: 'A',
      telecom: [{ system: 'phone', value: '01632 960000', use: 'home' }],
    },
    code: 'invariant',
    at: 'Organization.telecom[0]',
  },
  {
    what: 'a contact without details (pat-1)',
    resource: { ...resident, contact: [{ gender: 'male' }] },
    code: 'invariant',
    at: 'Patient.contact[0]',
  },
  {
    what: 'a linkId twice (que-2)',
    resource: {
      ...questionnaire,
      item: [
        { linkId: 'a', type: 'string' },
        { linkId: 'a', type: 'string' },
      ],
    },
    code: 'invariant',
    at: 'Questionnaire',
  },
  {
    what: 'a linkId twice at different depths (que-2)',
    resource: {
      ...questionnaire,
      item: [{ linkId: 'a', type: 'group', item: [{ linkId: 'a', type: 'string' }] }],
    },
    code: 'invariant',
    at: 'Questionnaire',
  },
  {
    what: 'a display with items (que-1)',
    resource: {
      ...questionnaire,
      item: [{ linkId: 'a', type: 'display', item: [{ linkId: 'b', type: 'string' }] }],
    },
    code: 'invariant',
    at: 'Questionnaire.item[0]',
  },
  {
    what: 'whether there is an answer, compared with a text (que-7)',
    resource: {
      ...questionnaire,
      item: [
        { linkId: 'a', type: 'string' },
        {
          linkId: 'b',
          type: 'string',
          enableWhen: [{ question: 'a', operator: 'exists', answerString: 'x' }],
        },
      ],
    },
    code: 'invariant',
    at: 'Questionnaire.item[1].enableWhen[0]',
  },
  {
    what: 'answer and items together (qrs-1)',
    resource: {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      item: [{ linkId: 'a', answer: [{ valueString: 'x' }], item: [{ linkId: 'b' }] }],
    },
    code: 'invariant',
    at: 'QuestionnaireResponse.item[0]',
  },
  {
    what: 'a consent without policy (ppc-1)',
    resource: { ...consent, policyRule: undefined },
    code: 'invariant',
    at: 'Consent',
  },
  {
    what: 'an abatement of what is active (con-4)',
    resource: {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      abatementDateTime: '2026',
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
    },
    code: 'invariant',
    at: 'Condition',
  },
  {
    what: 'a task that was changed before it was made (inv-1)',
    resource: {
      resourceType: 'Task',
      status: 'requested',
      intent: 'order',
      authoredOn: '2026-01-02T00:00:00Z',
      lastModified: '2026-01-01T00:00:00Z',
    },
    code: 'invariant',
    at: 'Task',
  },
  {
    what: 'a total of a bundle that is no search (bdl-1)',
    resource: { resourceType: 'Bundle', type: 'collection', total: 1 },
    code: 'invariant',
    at: 'Bundle',
  },
  // Invariants of data types.
  {
    what: 'a period that ends before it starts (per-1)',
    resource: { ...resident, name: [{ family: 'x', period: { start: '2026-02-01', end: '2026-01-01' } }] },
    code: 'invariant',
    at: 'Patient.name[0].period',
  },
  {
    what: 'a telephone number without its kind (cpt-2)',
    resource: { ...resident, telecom: [{ value: '01632 960000' }] },
    code: 'invariant',
    at: 'Patient.telecom[0]',
  },
  {
    what: 'a unit without system (qty-3)',
    resource: { ...pulse, category: undefined, valueQuantity: { value: 1, code: 'kg' } },
    code: 'invariant',
    at: 'Observation.valueQuantity',
  },
  {
    what: 'a range upside down (rng-2)',
    resource: {
      ...pulse,
      valueQuantity: undefined,
      valueRange: { low: { ...quantity, value: 2 }, high: { ...quantity, value: 1 } },
    },
    code: 'invariant',
    at: 'Observation.valueRange',
  },
  {
    what: 'a ratio without denominator (rat-1)',
    resource: { ...pulse, valueQuantity: undefined, valueRatio: { numerator: { value: 2 } } },
    code: 'invariant',
    at: 'Observation.valueRatio',
  },
  {
    what: 'data without their kind (att-1)',
    resource: { ...resident, photo: [{ data: 'QUJD' }] },
    code: 'invariant',
    at: 'Patient.photo[0]',
  },
  {
    what: 'an extension with value and extensions (ext-1)',
    resource: {
      ...resident,
      extension: [{ url: 'http://a', valueString: 'x', extension: [{ url: 'b', valueString: 'y' }] }],
    },
    code: 'invariant',
    at: 'Patient.extension[0]',
  },
  {
    what: 'an extension with neither (ext-1)',
    resource: { ...resident, extension: [{ url: 'http://a' }] },
    code: 'invariant',
    at: 'Patient.extension[0]',
  },
  {
    what: 'an extension without url',
    resource: { ...resident, extension: [{ valueString: 'x' }] },
    code: 'required',
    at: 'Patient.extension[0].url',
  },
  {
    what: 'a reason why a primitive is absent that is itself wrong',
    resource: { ...resident, birthDate: undefined, _birthDate: { extension: [{ url: 'http://a' }] } },
    code: 'invariant',
    at: 'Patient._birthDate.extension[0]',
  },
  // Narratives.
  {
    what: 'a script',
    resource: { ...resident, text: narrative('<script>alert(1)</script>') },
    code: 'invariant',
    at: 'Patient.text',
  },
  {
    what: 'a form',
    resource: { ...resident, text: narrative('<form action="/x"><input name="a"/></form>') },
    code: 'invariant',
    at: 'Patient.text',
  },
  {
    what: 'a frame',
    resource: { ...resident, text: narrative('<iframe src="https://example.org"></iframe>') },
    code: 'invariant',
    at: 'Patient.text',
  },
  {
    what: 'something that happens on a click',
    resource: { ...resident, text: narrative('<p onclick="alert(1)">x</p>') },
    code: 'invariant',
    at: 'Patient.text',
  },
  {
    what: 'a link that runs something',
    resource: { ...resident, text: narrative('<a href="javascript:alert(1)">x</a>') },
    code: 'invariant',
    at: 'Patient.text.div',
  },
  {
    what: 'such a link, written in a roundabout way',
    resource: { ...resident, text: narrative('<a href=" java&#115;cript:alert(1)">x</a>') },
    code: 'invariant',
    at: 'Patient.text.div',
  },
  {
    what: 'a narrative that is not closed',
    resource: { ...resident, text: narrative('<p>x') },
    code: 'invariant',
    at: 'Patient.text',
  },
  {
    what: 'an empty narrative',
    resource: { ...resident, text: narrative(' ') },
    code: 'invariant',
    at: 'Patient.text',
  },
  {
    what: 'a narrative that is no div',
    resource: { ...resident, text: { status: 'generated', div: '<p>x</p>' } },
    code: 'invariant',
    at: 'Patient.text.div',
  },
  {
    what: 'a narrative without its status',
    resource: { ...resident, text: { div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' } },
    code: 'required',
    at: 'Patient.text.status',
  },
];
