import type { SeededRandom } from '../chaos/seeded-random.ts';
import { rounded } from '../slices.ts';
import type { Filling } from './filling.ts';
import type { Floors } from './floors.ts';
import type { HttpClient } from './http-client.ts';
import type { Medplum } from './medplum.ts';
import { Meter, type Row } from './measuring.ts';
import { nobodysCode, observation, pulseCode, recordBundle } from './resources.ts';

export type Bench = {
  client: HttpClient;
  floors: Floors;
  filling: Filling;
  medplum: Medplum;
  random: SeededRandom;
  /** How much is measured, of what is measured by default. */
  scale: number;
};

/** Where everybody waits for everybody, as partners do at a busy hour. */
const manyAtOnce = 8;
/** Where an answer’s own time is looked at. */
const fewAtOnce = 2;
const slices = 8;

/** What is written one by one. */
export async function measureWrites({
  client,
  floors,
  filling,
  medplum,
  random,
  scale,
}: Bench): Promise<Row[]> {
  const bodyOf = () => JSON.stringify(observation(random, `Patient/${random.pick(known(filling.patients))}`));
  const things = {
    ours: () => client.ask(201, 'POST', '/fhir/Observation', bodyOf()),
    bare: () => floors.insert(bodyOf()),
    medplum: () => medplum.client.ask(201, 'POST', '/Observation', bodyOf()),
  };
  const meters = await inTurns(things, { count: Math.ceil(200 * scale), atOnce: manyAtOnce });
  const floor = meters.bare.perSecond();
  return [
    rated('POST Observation', meters.ours, { floor, aim: 0.25 }),
    rated('POST Observation, Medplum in memory', meters.medplum, { floor }),
  ];
}

/** What is read by its id, and what is searched for; both by as many at once. */
export async function measureReads(bench: Bench): Promise<Row[]> {
  const { client, floors, filling, medplum, random, scale } = bench;
  const things = {
    ours: () => client.ask(200, 'GET', `/fhir/Observation/${random.pick(known(filling.observations))}`),
    bare: () => floors.find(random.pick(known(filling.observations))),
    medplum: () => medplum.client.ask(200, 'GET', `/Observation/${random.pick(known(medplum.ids))}`),
  };
  const meters = await inTurns(things, { count: Math.ceil(400 * scale), atOnce: manyAtOnce });
  const floor = meters.bare.perSecond();
  return [
    rated('GET by id', meters.ours, { floor, aim: 0.3 }),
    rated('GET by id, Medplum in memory', meters.medplum, { floor }),
    ...(await measureSearches(bench)),
  ];
}

async function measureSearches({ client, floors, filling, medplum, random, scale }: Bench): Promise<Row[]> {
  const somebody = () => random.pick(known(filling.patients));
  const search = (query: string) => client.ask(200, 'GET', `/fhir/Observation?${query}`);
  const coded = `code=${encodeURIComponent(pulseCode)}`;
  const things = {
    read: () => client.ask(200, 'GET', `/fhir/Observation/${random.pick(known(filling.observations))}`),
    newest: () => search(`patient=${somebody()}&_sort=-date&_count=20`),
    ofCode: () => search(`patient=${somebody()}&${coded}&_sort=-date&_count=20`),
    since: () => search(`patient=${somebody()}&date=ge2026-06-01&_sort=-date&_count=20`),
    nothing: () => search(`code=${encodeURIComponent(nobodysCode)}&_count=20`),
    bare: () => floors.findNothing('99999-9'),
  };
  const meters = await inTurns(things, { count: Math.ceil(100 * scale), atOnce: fewAtOnce });
  // It goes through all that it has, for seconds.
  const slow = new Meter();
  await slow.run({ count: 3, atOnce: 1 }, () =>
    medplum.client.ask(200, 'GET', `/Observation?${coded}&_sort=-date&_count=20`),
  );
  const { p50 } = meters.read.ms;
  const within = (what: string, meter: Meter): Row =>
    compared(what, meter, { at: 'p50', floor: p50, aim: 2 });
  const nothing = meters.nothing.ms.p95;
  return [
    within('GET by id, two at once', meters.read),
    within('of a patient, newest 20', meters.newest),
    within('of a patient and a code, newest 20', meters.ofCode),
    within('of a patient since a date, newest 20', meters.since),
    {
      ...compared('a code that nobody has', meters.nothing, { at: 'p95', floor: meters.bare.ms.p95 }),
      aim: 'p95 ≤ 3 ms',
      reached: nothing <= 3,
    },
    compared('a code, newest 20, Medplum in memory', slow, { at: 'p50', floor: p50 }),
  ];
}

/** Whole records as transactions. */
export async function measureBundles({ client, floors, random, scale }: Bench): Promise<Row[]> {
  const [ours, bare] = [new Meter(), new Meter()];
  let [resources, made] = [0, 0];
  const next = () => {
    made += 1;
    return recordBundle(random, 1_000_000 + made);
  };
  for (let slice = -1; slice < slices; slice += 1) {
    const warmUp = slice < 0;
    const count = Math.ceil(4 * scale);
    const bundles = Array.from({ length: count }, next);
    if (!warmUp) resources += bundles.reduce((sum, bundle) => sum + bundle.count, 0);
    await ours.run({ count, atOnce: fewAtOnce, warmUp }, (n) =>
      client.ask(200, 'POST', '/fhir', JSON.stringify(bundles[n]?.bundle)),
    );
    await bare.run({ count, atOnce: fewAtOnce, warmUp }, (n) => {
      const { entry } = bundles[n]?.bundle as { entry: { resource: unknown }[] };
      return floors.insertAll(entry.map(({ resource }) => JSON.stringify(resource)));
    });
  }
  const [perSecond, floor] = [ours.perSecond(resources), bare.perSecond(resources)];
  return [
    {
      ...{ what: 'transactions like those of Synthea, resources', ...ours.ms, perSecond, floor },
      ...{ ratio: rounded(perSecond / floor, 3), aim: '≥ 1000 a second', reached: perSecond >= 1000 },
    },
  ];
}

/** The whole record of each of these patients. */
export async function measureEverything(
  { client, floors, scale }: Bench,
  { what, patients }: { what: string; patients: readonly string[] },
): Promise<Row> {
  const of = (n: number) => patients[n % patients.length] ?? '';
  let n = 0;
  const meters = await inTurns(
    {
      ours: () => client.ask(200, 'GET', `/fhir/Patient/${of(n++)}/$everything`),
      bare: () => floors.findAll(of(n++)),
    },
    { count: Math.ceil(20 * scale), atOnce: 1 },
  );
  const { p95 } = meters.ours.ms;
  const row = compared(what, meters.ours, { at: 'p95', floor: meters.bare.ms.p95 });
  return { ...row, aim: 'p95 ≤ 60 ms', reached: p95 <= 60 };
}

/** Slice by slice in turn, so that all of them meet the same machine; the first turn warms up. */
async function inTurns<K extends string>(
  things: Record<K, () => Promise<unknown>>,
  { count, atOnce }: { count: number; atOnce: number },
): Promise<Record<K, Meter>> {
  const names = Object.keys(things) as K[];
  const meters = Object.fromEntries(names.map((name) => [name, new Meter()])) as Record<K, Meter>;
  for (let slice = -1; slice < slices; slice += 1) {
    for (const name of names) await meters[name].run({ count, atOnce, warmUp: slice < 0 }, things[name]);
  }
  return meters;
}

/** By how many a second. */
function rated(what: string, meter: Meter, { floor, aim }: { floor: number; aim?: number }): Row {
  const perSecond = meter.perSecond();
  const ratio = rounded(perSecond / floor, 3);
  const wanted = aim === undefined ? 'none' : `≥ ${String(aim)} × the floor`;
  return { what, ...meter.ms, perSecond, floor, ratio, aim: wanted, reached: ratio >= (aim ?? 0) };
}

/** By how long one takes. */
function compared(
  what: string,
  meter: Meter,
  { at, floor, aim }: { at: 'p50' | 'p95'; floor: number; aim?: number },
): Row {
  const ratio = rounded(meter.ms[at] / floor);
  const wanted = aim === undefined ? 'none' : `${at} ≤ ${String(aim)} × the floor`;
  const reached = ratio <= (aim ?? Infinity);
  return { what, ...meter.ms, perSecond: meter.perSecond(), floor, ratio, aim: wanted, reached };
}

function known(ids: readonly string[]): readonly [string, ...string[]] {
  const [first, ...rest] = ids;
  if (first === undefined) throw new Error('nothing has been loaded');
  return [first, ...rest];
}
