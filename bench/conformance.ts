// Holds the record against data that others have made: npm run conformance -- FOLDER (shared data, not part of the project).
// Synthea's patients go in as transactions and must come out as they were sent; UK Core's examples must be taken but for those that are
// broken; and every rule of its vital signs, once broken, must be refused. The last line is one JSON object.

import path from 'node:path';
import process from 'node:process';
import pMap from 'p-map';
import { isResourceType } from '../domain/record/resource-types.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../server/fhir/json.ts';
import { ResourceValidator } from '../server/fhir/validation/validator.ts';
import { differences } from './conformance/differences.ts';
import { digitsOf } from './conformance/digits.ts';
import { RecordPartner } from './conformance/record-partner.ts';
import { type PatientBundle, readSynthea, type Sent, transactionOf, typeOf } from './conformance/synthea.ts';
import { readUkCore } from './conformance/uk-core.ts';
import { breaks, claiming, vitalSigns } from './conformance/vital-sign-rules.ts';
import { RunningService } from './running-service.ts';

const folder = path.resolve(process.argv[2] ?? '');
const failed: string[] = [];
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const fail = (what: string): void => {
  failed.push(what);
  say(`  FAILED ${what}`);
};

/** The examples that are broken, and how: the first four have references that nobody can follow. */
const broken: Readonly<Record<string, string>> = {
  'UKCore-MedicationDispense-Amoxicillin-Example': 'a reference without a type',
  'UKCore-MedicationDispense-CiprofloxacinIV-Example': 'a reference without a type',
  'UKCore-MedicationDispense-CiprofloxacinOral-Example': 'a reference without a type',
  'UKCore-Provenance-RARecordConsent-Example': 'a reference with an address after its type',
  'Extension-UKCore-ConditionEpisode-Example': 'an extension with two values',
  'UKCore-Patient-BabyPatient-Example': 'an NHS number whose check digit is wrong',
};

await using service = await RunningService.create();
const partner = await RecordPartner.create(service);
const synthea = await loadSynthea();
const examples = await readUkCore(path.join(folder, 'uk-core', 'examples'));
const ukCore = await validateExamples();
const signs = await breakVitalSigns();
say(JSON.stringify({ conformance: { synthea, ukCore, vitalSigns: signs }, failed }));
process.exitCode = failed.length > 0 ? 1 : 0;

async function loadSynthea() {
  const bundles = await readSynthea(path.join(folder, 'synthea'));
  const withDigits = [...bundles, digitsOf(bundles.length)];
  const leftOut: Record<string, number> = {};
  let loosened = 0;
  for (const one of withDigits) {
    for (const [type, n] of Object.entries(one.leftOut)) leftOut[type] = (leftOut[type] ?? 0) + n;
    loosened += one.loosened;
  }
  say(`Synthea: ${String(bundles.length)} files`);
  say('  left out, because the record does not keep them (an Encounter of a call is only ever shown):');
  for (const [type, n] of Object.entries(leftOut)) say(`    ${type} ${String(n)}`);
  say(`  references to these that now name them by identifier: ${String(loosened)}`);
  const count = { files: bundles.length, transactions: 0, refused: 0, resources: 0, equal: 0, differ: 0 };
  let sendingMs = 0;
  for (const bundle of withDigits.filter(({ entries }) => entries.length > 0)) {
    const startedAt = performance.now();
    const places = await send(bundle);
    sendingMs += performance.now() - startedAt;
    count.transactions += 1;
    if (places === undefined) {
      count.refused += 1;
      continue;
    }
    count.resources += bundle.entries.length;
    const same = await compare(bundle, places);
    count.equal += same;
    count.differ += bundle.entries.length - same;
  }
  const perSecond = Math.round((count.resources / sendingMs) * 1000);
  say(`  ${JSON.stringify({ ...count, perSecond })}`);
  return { ...count, leftOut, loosened, perSecond };
}

/** @returns where each entry stands, by its address; undefined when the transaction is refused */
async function send({ file, entries, formerly }: PatientBundle): Promise<Map<string, string> | undefined> {
  const text = transactionOf(entries);
  if (formerly.some((one) => text.includes(JSON.stringify(one)))) fail(`${file}: its old identity is sent`);
  const heard = await partner.ask('POST', '', text);
  if (heard.status !== 200) {
    fail(`${file}: refused with ${String(heard.status)} ${heard.text.slice(0, 300)}`);
    return undefined;
  }
  const { entry } = JSON.parse(heard.text) as {
    entry: { response: { status: string; location?: string } }[];
  };
  const places = new Map<string, string>();
  for (const [n, { address }] of entries.entries()) {
    const { status, location = '' } = entry[n]?.response ?? {};
    const place = /[A-Z][A-Za-z]+\/[^/]+(?=\/_history\/)/.exec(location)?.[0];
    if (status !== '201' || place === undefined) fail(`${file}: entry ${String(n)} is not made`);
    else places.set(address, place);
  }
  return places;
}

async function compare({ file, entries }: PatientBundle, places: Map<string, string>): Promise<number> {
  const same = await pMap(
    entries,
    async (sent) => {
      const { status, text } = await partner.ask('GET', places.get(sent.address) ?? 'nowhere');
      const found = status === 200 ? difference(sent, { read: parseJson(text), places }) : ['not there'];
      if (found.length > 0)
        fail(`${file} ${typeOf(sent.resource)}: differs at ${found.slice(0, 3).join(', ')}`);
      return found.length === 0;
    },
    { concurrency: 8 },
  );
  return same.filter(Boolean).length;
}

/** Id, version and time are the server's to give, and references lead where the transaction has put things: all else must be equal. */
function difference(
  { resource, address }: Sent,
  { read, places }: { read: Json; places: Map<string, string> },
) {
  const { meta, ...rest } = resource;
  const { id, meta: readMeta, ...readRest } = isJsonObject(read) ? read : {};
  const { versionId, lastUpdated, ...kept } = isJsonObject(readMeta) ? readMeta : {};
  const served = versionId === '1' && typeof lastUpdated === 'string';
  const type = typeOf(resource);
  return [
    ...(served && typeof id === 'string' && `${type}/${id}` === places.get(address)
      ? []
      : [`${type}.id or meta`]),
    ...differences(isJsonObject(meta) ? meta : {}, kept, `${type}.meta`),
    ...differences({ ...(placed(rest, places) as JsonObject), id: undefined }, readRest, type),
  ];
}

function placed(value: Json, places: Map<string, string>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => placed(one, places));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      if (name === 'reference' && typeof one === 'string') return [name, places.get(one) ?? one];
      return [name, one === undefined ? one : placed(one, places)];
    }),
  );
}

async function validateExamples() {
  const validator = await ResourceValidator.create();
  const count = { examples: examples.length, overHttp: 0, inProcess: 0, accepted: 0, refused: 0 };
  const refused: string[] = [];
  for (const { name, resource } of examples) {
    const faults = isResourceType(typeOf(resource))
      ? await validate(resource)
      : validator.validate(resource).flatMap((one) => (one.severity === 'error' ? [faultOf(one)] : []));
    count[isResourceType(typeOf(resource)) ? 'overHttp' : 'inProcess'] += 1;
    count[faults.length === 0 ? 'accepted' : 'refused'] += 1;
    if (faults.length === 0) continue;
    refused.push(name);
    say(`  refused: ${name} (${broken[name] ?? 'not known to be broken'}): ${faults.join('; ')}`);
    if (broken[name] === undefined) fail(`UK Core: ${name} is refused`);
  }
  for (const name of Object.keys(broken))
    if (!refused.includes(name)) fail(`UK Core: ${name} is broken, and is accepted`);
  say(`UK Core: ${JSON.stringify(count)}`);
  return { ...count, broken: refused };
}

type Outcome = { issue: { severity: string; diagnostics: string; expression?: string[] }[] };

/** What `$validate` says is wrong. */
async function validate(resource: JsonObject): Promise<string[]> {
  const { status, text } = await partner.ask(
    'POST',
    `${typeOf(resource)}/$validate`,
    JSON.stringify(resource),
  );
  if (status !== 200) return [`${String(status)} ${text.slice(0, 200)}`];
  const { issue } = JSON.parse(text) as Outcome;
  return issue.flatMap((one) => (one.severity === 'error' ? [faultOf(one)] : []));
}

function faultOf({
  expression,
  diagnostics,
}: {
  expression?: readonly string[];
  diagnostics: string;
}): string {
  return `${expression?.[0] ?? ''} ${diagnostics}`;
}

async function breakVitalSigns() {
  const count = { signs: 0, accepted: 0, broken: 0, refused: 0 };
  const rows = new Map<string, string[]>();
  for (const [name, profile] of Object.entries(vitalSigns)) {
    const example = examples.find((one) => one.name === name);
    if (example === undefined) {
      fail(`vital signs: ${name} is not there`);
      continue;
    }
    const sign = claiming(example.resource, profile);
    count.signs += 1;
    const faults = await validate(sign);
    if (faults.length === 0) count.accepted += 1;
    else fail(`vital signs: ${name} is refused as ${profile}: ${faults.join('; ')}`);
    for (const one of breaks) {
      const wrong = one.broken(sign);
      if (wrong === undefined) continue;
      count.broken += 1;
      const isRefused = (await validate(wrong)).length > 0;
      if (isRefused) count.refused += 1;
      else fail(`vital signs: ${name}: accepted although broken: ${one.rule}`);
      rows.set(one.rule, [...(rows.get(one.rule) ?? []), `${profile}${isRefused ? '' : ' NOT REFUSED'}`]);
    }
  }
  say('Vital signs: each rule broken, and who refuses it');
  for (const [rule, refusing] of rows) say(`  ${rule.padEnd(40)} ${refusing.join(', ')}`);
  say(`  ${JSON.stringify(count)}`);
  return count;
}
