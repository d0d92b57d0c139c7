import { parseJson, type JsonObject } from '../../server/fhir/json.ts';
import { nhsNumber } from './uk-people.ts';
import type { PatientBundle } from './synthea.ts';

/** Numbers whose digits a double changes, or writes otherwise. Synthea has few of them. */
const written = [
  ...['1.10', '37.0', '0.0', '100', '100.00', '0.000001', '1e3', '1.0e-2', '-0.50', '9007199254740993'],
  ...['112.41600000000001', '0.1000000000000000055511151231257827', '12345678901234567890.5'],
];

/** One more patient, with a measured value for each of them: how exactly something was measured is clinical. */
export function digitsOf(number: number): PatientBundle {
  const address = 'urn:uuid:0c1e5a7e-5b7c-4b5e-9a50-5f1c5d2f7a01';
  const patient: JsonObject = {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber(number) }],
    name: [{ family: 'Wasdale', given: ['Ada'] }],
    gender: 'female',
    birthDate: '1951-07-03',
  };
  const values = written.map((value, n) => ({
    address: `urn:uuid:0c1e5a7e-5b7c-4b5e-9a50-5f1c5d2f7b${String(n).padStart(2, '0')}`,
    resource: {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'A measured value' },
      subject: { reference: address },
      valueQuantity: { value: parseJson(value) },
    },
  }));
  return {
    file: 'decimals written by hand',
    entries: [{ address, resource: patient }, ...values],
    formerly: [],
    leftOut: {},
    loosened: 0,
  };
}
