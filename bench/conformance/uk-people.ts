import { isJsonObject, type Json, type JsonObject } from '../../server/fhir/json.ts';

export type Person = { readonly resource: JsonObject; readonly formerly: readonly string[] };

const families = [
  ...['Ashdown', 'Birch', 'Caldbeck', 'Dunmore', 'Elterwater', 'Fairburn', 'Garsdale', 'Haweswater'],
  ...[
    'Ingleby',
    'Kentmere',
    'Loweswater',
    'Mallerstang',
    'Newlands',
    'Oxenholme',
    'Patterdale',
    'Ravenglass',
  ],
];
const given = {
  female: ['Edith', 'Marjorie', 'Winifred', 'Doris', 'Hilda', 'Olive', 'Mabel', 'Ivy', 'Elsie'],
  male: ['Albert', 'Cyril', 'Ernest', 'Harold', 'Percy', 'Stanley', 'Wilfred', 'Reginald', 'Sidney'],
};
/** They say who somebody is. */
const identifying = /patient-(?:mothersMaidenName|birthPlace)$/;

/**
 * The same person with an identity that is made up here: names, an NHS number of the range that is given to nobody, a telephone number kept for drama,
 * and the postcode of no fixed abode. What is clinical stays as it is.
 */
export function ukPatient(patient: JsonObject, number: number): Person {
  const { identifier, name, telecom, address, extension, ...rest } = patient;
  const names = patient['gender'] === 'male' ? given.male : given.female;
  const resource = {
    ...rest,
    extension: listOf(extension).filter((one) => !saysWho(one)),
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber(number) }],
    name: [
      {
        use: 'official',
        family: at(families, number),
        given: [at(names, Math.floor(number / families.length) + number)],
      },
    ],
    telecom: [{ system: 'phone', value: `020 7946 0${String(number % 1000).padStart(3, '0')}`, use: 'home' }],
    address: [{ use: 'home', line: ['1 Example Street'], city: 'Leeds', postalCode: 'ZZ99 3VZ' }],
  };
  const gone = [
    ...textsIn(identifier, 'value'),
    ...textsIn(telecom, 'value'),
    ...textsIn(address, 'line'),
    ...textsIn(name, 'family'),
    ...listOf(extension).flatMap((one) => (saysWho(one) ? textsIn([one], 'valueString') : [])),
  ];
  return { resource, formerly: gone };
}

/** The next numbers of the range 999 5, without those whose check digit would be 10 (NHS Data Dictionary, NHS NUMBER: modulus 11). */
export function nhsNumber(number: number): string {
  const valid: string[] = [];
  for (let n = 0; valid.length <= number; n += 1) {
    const digits = `9995${String(n).padStart(5, '0')}`;
    const sum = Array.from(digits).reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) valid.push(`${digits}${String(check)}`);
  }
  return valid[number] ?? '';
}

function saysWho(extension: Json): boolean {
  return (
    isJsonObject(extension) && typeof extension['url'] === 'string' && identifying.test(extension['url'])
  );
}

function at(list: readonly string[], n: number): string {
  return list[n % list.length] ?? '';
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function textsIn(value: Json | undefined, name: string): string[] {
  return listOf(value).flatMap((one) => {
    const found = isJsonObject(one) ? one[name] : undefined;
    return (Array.isArray(found) ? (found as Json[]) : [found ?? null]).filter(
      (text) => typeof text === 'string',
    );
  });
}
