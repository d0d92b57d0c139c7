import { addresseeWords, gpLetterTitle } from './gp-letter-paper.ts';
import {
  gpLetterHeadings,
  gpLetterSectionNames,
  type GpLetterHead,
  type SignedGpLetter,
} from './gp-letter.ts';

const odsSystem = 'https://fhir.nhs.uk/Id/ods-organization-code';
const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';

/** LOINC: a note of a consultation. */
const type = {
  coding: [{ system: 'http://loinc.org', code: '11488-4', display: 'Consult note' }],
  text: gpLetterTitle,
};

const urn = (id: string) => `urn:uuid:${id}`;

/**
 * The letter as a document of FHIR R4 (Bundle of type `document`): its Composition first, and beside it only what that refers to. The
 * same letter makes the same document each time.
 */
export function documentOf(letter: SignedGpLetter): Record<string, unknown> {
  const { letterId, head, signedAt } = letter;
  const patientId = letter.patientId;
  const at = signedAt.toISOString();
  const entries = [
    { id: letterId, resource: compositionOf(letter) },
    { id: patientId, resource: patientResource(head) },
    { id: head.writerId, resource: { resourceType: 'Practitioner', name: [{ text: head.writtenBy }] } },
    { id: head.organisationId, resource: { resourceType: 'Organization', name: head.organisationName } },
  ];
  return {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: urn(letterId) },
    type: 'document',
    timestamp: at,
    entry: entries.map(({ id, resource }) => ({ fullUrl: urn(id), resource })),
  };
}

function compositionOf({ head, sections, signedAt, patientId }: SignedGpLetter) {
  const at = signedAt.toISOString();
  const written = gpLetterSectionNames.filter((name) => sections[name].trim() !== '');
  return {
    resourceType: 'Composition',
    status: 'final',
    type,
    subject: { reference: urn(patientId) },
    date: at,
    author: [{ reference: urn(head.writerId), display: head.writtenBy }],
    title: gpLetterTitle,
    attester: [{ mode: 'professional', time: at, party: { reference: urn(head.writerId) } }],
    custodian: { reference: urn(head.organisationId) },
    section: [
      { title: 'To', text: narrative(addresseeWords(head)) },
      ...written.map((name) => ({ title: gpLetterHeadings[name], text: narrative(sections[name].trim()) })),
    ],
  };
}

function patientResource({ patient: { name, dateOfBirth, nhsNumber }, practice }: GpLetterHead) {
  return {
    resourceType: 'Patient',
    ...(nhsNumber === null ? {} : { identifier: [{ system: nhsNumberSystem, value: nhsNumber }] }),
    name: [{ text: name }],
    birthDate: dateOfBirth,
    ...(practice === null
      ? {}
      : {
          generalPractitioner: [
            {
              type: 'Organization',
              identifier: { system: odsSystem, value: practice.odsCode },
              display: practice.name,
            },
          ],
        }),
  };
}

/** The letter in the record: where it is about whom, and the PDF itself. */
export function referenceOf(letter: SignedGpLetter, pdf: Uint8Array): Record<string, unknown> {
  const { letterId, patientId, head, signedAt } = letter;
  return {
    resourceType: 'DocumentReference',
    id: letterId,
    status: 'current',
    docStatus: 'final',
    type,
    subject: { reference: `Patient/${patientId}` },
    date: signedAt.toISOString(),
    author: [{ reference: `Practitioner/${head.writerId}` }],
    custodian: { reference: `Organization/${head.organisationId}` },
    description: `${gpLetterTitle}: ${addresseeWords(head)}`,
    content: [
      {
        attachment: {
          contentType: 'application/pdf',
          language: 'en-GB',
          title: gpLetterTitle,
          creation: signedAt.toISOString(),
          data: base64Of(pdf),
        },
      },
    ],
  };
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function narrative(text: string): { status: 'additional'; div: string } {
  const lines = text.split('\n').map((line) => line.replace(/[&<>"]/g, (sign) => escapes[sign] ?? ''));
  return {
    status: 'additional',
    div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${lines.join('<br/>')}</p></div>`,
  };
}
