import type { Json } from '../../../server/fhir/json.ts';
import {
  appointment,
  bloodPressure,
  narrative,
  pulse,
  pulseOfUkCore,
  questionnaire,
  resident,
} from './sample-resources.ts';

/** What looks odd and is right: none of these may be refused. */
export const validResources: readonly { readonly what: string; readonly resource: Json }[] = [
  { what: 'a pulse', resource: pulse },
  { what: 'a pulse of UK Core', resource: pulseOfUkCore },
  { what: 'a blood pressure', resource: bloodPressure },
  { what: 'a resident', resource: resident },
  { what: 'a resident with nothing known', resource: { resourceType: 'Patient' } },
  { what: 'an appointment', resource: appointment },
  {
    what: 'an appointment on the waiting list, without time',
    resource: { ...appointment, status: 'waitlist', start: undefined, end: undefined },
  },
  {
    what: 'an appointment that was cancelled, with the reason',
    resource: { ...appointment, status: 'cancelled', cancelationReason: { text: 'Lockdown' } },
  },
  { what: 'a questionnaire', resource: questionnaire },
  {
    what: 'a questionnaire that asks whether there is an answer',
    resource: {
      ...questionnaire,
      item: [
        { linkId: 'a', type: 'string' },
        {
          linkId: 'b',
          type: 'string',
          enableWhen: [{ question: 'a', operator: 'exists', answerBoolean: true }],
        },
      ],
    },
  },
  {
    what: 'a value set that a questionnaire contains and names',
    resource: {
      ...questionnaire,
      contained: [{ resourceType: 'ValueSet', id: 'v', status: 'active' }],
      item: [{ linkId: 'a', type: 'choice', answerValueSet: '#v' }],
    },
  },
  {
    what: 'answers, nested',
    resource: {
      resourceType: 'QuestionnaireResponse',
      status: 'in-progress',
      item: [
        {
          linkId: 'pain',
          answer: [{ valueBoolean: true, item: [{ linkId: 'where', answer: [{ valueString: 'Hip' }] }] }],
        },
      ],
    },
  },
  {
    what: 'a status that is absent, and why',
    resource: {
      ...pulse,
      status: undefined,
      _status: {
        extension: [
          { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
        ],
      },
    },
  },
  {
    what: 'a list of names with one that is only said about',
    resource: {
      ...resident,
      name: [
        { given: ['Edith', null], _given: [null, { extension: [{ url: 'http://a', valueString: 'x' }] }] },
      ],
    },
  },
  { what: 'a year of birth', resource: { ...resident, birthDate: '1938' } },
  { what: 'a month of birth', resource: { ...resident, birthDate: '1938-04' } },
  { what: 'the 29th of February', resource: { ...resident, birthDate: '2000-02-29' } },
  {
    what: 'a time of summer with fractions',
    resource: { ...pulse, effectiveDateTime: '2026-07-01T10:00:00.123456+01:00' },
  },
  { what: 'a leap second', resource: { ...pulse, effectiveDateTime: '2016-12-31T23:59:60Z' } },
  {
    what: 'a period from a year to a day',
    resource: { ...resident, name: [{ family: 'x', period: { start: '2026', end: '2026-01-01' } }] },
  },
  {
    what: 'a name with accents and a picture',
    resource: { ...resident, name: [{ family: 'Zoë 😀', given: ['Ngọc'] }] },
  },
  { what: 'lines and tabs in a note', resource: { ...pulse, note: [{ text: 'one\r\n\ttwo' }] } },
  {
    what: 'base64 with broken lines',
    resource: { ...resident, photo: [{ contentType: 'image/png', data: 'QUJD\nQUJD\r\nQQ==' }] },
  },
  {
    what: 'a reference by UUID',
    resource: { ...pulse, subject: { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' } },
  },
  {
    what: 'a reference to another server',
    resource: { ...pulse, subject: { reference: 'https://fhir.example.nhs.uk/r4/Patient/1' } },
  },
  {
    what: 'a reference to a version',
    resource: { ...pulse, subject: { reference: 'Patient/1/_history/2' } },
  },
  {
    what: 'a reference by identifier',
    resource: {
      ...pulse,
      subject: { identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' } },
    },
  },
  {
    what: 'a reference to be found, in a transaction',
    resource: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          resource: {
            ...pulse,
            subject: { reference: 'Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018' },
          },
          request: { method: 'POST', url: 'Observation' },
        },
      ],
    },
  },
  {
    what: 'something contained, and referred to',
    resource: { ...pulse, subject: { reference: '#a' }, contained: [{ ...resident, id: 'a' }] },
  },
  {
    what: 'something contained that refers to its container',
    resource: {
      ...resident,
      id: '1',
      contained: [
        {
          resourceType: 'Provenance',
          id: 'p',
          target: [{ reference: '#' }],
          recorded: '2026-01-01T10:00:00Z',
          agent: [{ who: { display: 'x' } }],
        },
      ],
    },
  },
  {
    what: 'a concept in words alone, where a code is required',
    resource: {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: { text: 'active' },
    },
  },
  {
    what: 'a required code beside one of another system',
    resource: {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: {
        coding: [
          { system: 'http://example.org', code: '7' },
          { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
        ],
      },
    },
  },
  {
    what: 'extensions within an extension',
    resource: { ...resident, extension: [{ url: 'http://a', extension: [{ url: 'b', valueDecimal: 1.5 }] }] },
  },
  {
    what: 'a modifier extension',
    resource: { ...pulse, modifierExtension: [{ url: 'http://a', valueBoolean: false }] },
  },
  {
    what: 'why there is no value',
    resource: {
      ...pulse,
      valueQuantity: undefined,
      dataAbsentReason: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
      },
    },
  },
  {
    what: 'a narrative with a table, a link and a picture',
    resource: {
      ...resident,
      text: narrative(
        '<h2>A &amp; B</h2><table class="grid"><tr><td colspan="2">x<br/></td></tr></table><p><a href="https://example.org/?a=1&amp;b=2">y</a> <img src="#a" alt="z"/></p>',
      ),
    },
  },
  {
    what: 'parameters of parameters',
    resource: {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'a',
          part: [
            { name: 'b', resource: resident },
            { name: 'c', valueBoolean: true },
          ],
        },
      ],
    },
  },
  {
    what: 'a composition with sections',
    resource: {
      resourceType: 'Composition',
      status: 'final',
      type: { text: 'Letter' },
      date: '2026-01-01',
      author: [{ display: 'x' }],
      title: 'Letter',
      section: [{ title: 'a', section: [{ title: 'b', text: narrative('x') }] }],
    },
  },
  {
    what: 'a schedule of a medicine',
    resource: {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Paracetamol' },
      subject: { reference: 'Patient/1' },
      dosageInstruction: [
        {
          timing: { repeat: { frequency: 1, period: 6, periodUnit: 'h' } },
          asNeededBoolean: true,
          doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
        },
      ],
    },
  },
  {
    what: 'a temperature in °F of another system',
    resource: {
      ...pulse,
      code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] },
      valueQuantity: { value: 98.6, unit: 'degF', system: 'http://unitsofmeasure.org', code: '[degF]' },
    },
  },
];
