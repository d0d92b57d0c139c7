import { backport, subscriptionTopics } from '../../domain/record/subscriptions/subscription.ts';
import { resourceTypes, definitionOf, type ResourceType } from '../../domain/record/resource-types.ts';

const interactions = [
  'read',
  'vread',
  'history-instance',
  'history-type',
  'create',
  'update',
  'patch',
  'delete',
];

/** What the record serves, made from the one table of its types and parameters. */
export function capabilityStatement({ baseUrl, date }: { baseUrl: string; date: string }): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'Bedside' },
    implementation: { description: 'The shared record of Bedside', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    instantiates: ['http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        security: {
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          description: 'SMART backend services: scopes such as system/Observation.rs',
        },
        resource: [...(Object.keys(resourceTypes) as ResourceType[]).map(served), subscriptions],
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  };
}

/** No type of the record: what a system wants to be told of, and how its endpoint is told. */
const subscriptions = {
  extension: Object.keys(subscriptionTopics).map((topic) => ({
    url: backport.topics,
    valueCanonical: topic,
  })),
  type: 'Subscription',
  supportedProfile: [backport.subscription],
  interaction: ['create', 'read', 'delete', 'search-type'].map((code) => ({ code })),
  searchParam: [
    { name: '_id', type: 'token' },
    { name: 'status', type: 'token' },
    { name: 'url', type: 'uri' },
    { name: 'criteria', type: 'string' },
  ],
  operation: ['status', 'events'].map((name) => ({
    name,
    definition: `http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-${name}`,
  })),
};

function served(type: ResourceType): object {
  const { parameters, patient } = definitionOf(type);
  const aboutPatient = patient !== null && patient !== 'id';
  const references = parameters.filter(({ kind }) => kind === 'reference').map(({ name }) => name);
  const includes = [...(aboutPatient ? ['patient'] : []), ...references].map((name) => `${type}:${name}`);
  return {
    type,
    interaction: [...interactions, 'search-type'].map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: false,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    referencePolicy: ['literal', 'enforced'],
    searchParam: [
      { name: '_id', type: 'token' },
      { name: '_lastUpdated', type: 'date' },
      ...(aboutPatient ? [{ name: 'patient', type: 'reference' }] : []),
      ...(patient === 'subject' ? [{ name: 'subject', type: 'reference' }] : []),
      ...parameters.map(({ name, kind }) => ({ name, type: kind })),
    ],
    ...(includes.length > 0 && { searchInclude: includes }),
    operation: [
      ...(type === 'Patient'
        ? [
            { name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' },
            { name: 'summary', definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary' },
          ]
        : []),
      ...(type === 'Group'
        ? [
            {
              name: 'export',
              definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export',
            },
          ]
        : []),
      { name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' },
    ],
  };
}
