import { setTimeout as pause } from 'node:timers/promises';
import { readMeter, startMeter } from '../media/gap-meter.ts';
import { calmsDown } from '../media/suffer.ts';
import type { Outage, OutageScene } from './outages.ts';
import { ReadyWatch } from './ready-watch.ts';
import { StallMeter } from './stall-meter.ts';

/** What one outage has come to. A time is null where the thing never happened. */
export type Endured = {
  visitsCut: number;
  /** Longest silence where the patient is heard; null where nobody is left who hears. */
  audioGapMs: number | null;
  /** How long the machine let a thread wait that had nothing else to do, meanwhile; null where no sound was measured. */
  machineStallMs: number | null;
  /** From a press in the outage until the station says how it stands; of a vanished clinician, until it says so. */
  secondsToTold: number | null;
  readyTruthful: boolean;
  /** From the end of the outage until a clinician is rung by that press; of a vanished clinician, until another is. */
  secondsToBack: number | null;
  callsLost: number;
  ringsDeaf: number;
  owedStepsMade: boolean;
};

const stepsWithinMs = 60_000;
const messagesWithinMs = 120_000;
const saidWithinMs = 60_000;
const readyWithinMs = 60_000;
/** Longer than health takes to look again. */
const untruthMs = 1000;

/** A visit, a call that nobody answers, and a press, with one outage in the middle of them. */
export async function endure(outage: Outage, scene: OutageScene): Promise<Endured> {
  const { ward, service, providers } = scene;
  const { visit } = ward;
  await visit.begin();
  const owed = await ward.pressAtPrison();
  await outage.prepare?.(scene);
  await Promise.all([startMeter(visit.station), startMeter(visit.clinician)]);
  await using watch = await ReadyWatch.start(service);
  await using stalls = new StallMeter();
  const sentBefore = providers.mail.received.length;
  const beganAt = performance.now();
  // Ended also when something here throws: a service whose PostgreSQL is stopped cannot be closed.
  await using inForce = new AsyncDisposableStack();
  inForce.defer(await outage.begin(scene));
  // Neither is waited for here: where nothing is said in the outage, the outage must end all the same.
  const answered = ward.answerWhenItRings();
  const said = ward.pressAtHome();
  await pause(Math.max(0, beganAt + outage.lastsMs - performance.now()));
  const allAnswer = outage.lastsMs === 0 || watch.allAnswer;
  await inForce.disposeAsync();
  const repairedAt = performance.now();
  const seconds = await said;
  const rangAt = await answered;
  const messagesArrive =
    outage.fault !== 'providers-down-60s' ||
    (await hasMore(() => providers.mail.received.length, sentBefore));
  const owedStepsMade = (await ward.owedStepsAreMade(owed, stepsWithinMs)) && messagesArrive;
  const isBackAsReady = await watch.untilReady(readyWithinMs);
  const heard = await calmsDown({ visit });
  const { soundMs } = await readMeter(visit.clinician);
  const cut = !heard || !(await ward.isInVisit());
  const ringsDeaf = await ward.deafPages();
  return {
    visitsCut: cut ? 1 : await visit.reloaded(),
    audioGapMs: Math.round(soundMs),
    machineStallMs: await stalls.longestMs(),
    secondsToTold: seconds === undefined ? null : inTenths(seconds),
    readyTruthful: allAnswer && isBackAsReady && watch.longestUntruthMs() <= untruthMs,
    secondsToBack: rangAt === undefined ? null : inTenths(Math.max(0, rangAt - repairedAt) / 1000),
    callsLost: (rangAt === undefined ? 1 : 0) + ((await ward.isStored(owed)) ? 0 : 1),
    ringsDeaf,
    owedStepsMade,
  };
}

/** The browser of the clinician is killed in a visit; the staff have another one found. */
export async function endureVanished({ ward }: OutageScene): Promise<Endured> {
  const { visit } = ward;
  await visit.begin();
  const beganAt = performance.now();
  await visit.killClinician();
  const saidAt = await visit.station
    .getByTestId('lost-clinician')
    .waitFor({ timeout: saidWithinMs })
    .then(
      () => performance.now(),
      () => undefined,
    );
  const seconds = saidAt === undefined ? null : inTenths((saidAt - beganAt) / 1000);
  const rings = ward.rings();
  let secondsToBack: number | null = null;
  if (saidAt !== undefined) {
    await visit.station.getByTestId('find-another').click();
    const askedAt = performance.now();
    const rangAt = await rings;
    if (rangAt !== undefined) {
      secondsToBack = inTenths((rangAt - askedAt) / 1000);
      await ward.answerRing(visit.station);
    }
  }
  return {
    visitsCut: 0,
    audioGapMs: null,
    machineStallMs: null,
    secondsToTold: seconds,
    readyTruthful: true,
    secondsToBack,
    callsLost: secondsToBack === null ? 1 : 0,
    ringsDeaf: secondsToBack === null ? 1 : await ward.deafPages(),
    owedStepsMade: true,
  };
}

async function hasMore(count: () => number, before: number): Promise<boolean> {
  const givenUpAt = performance.now() + messagesWithinMs;
  while (performance.now() < givenUpAt) {
    if (count() > before) return true;
    await pause(200);
  }
  return false;
}

function inTenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
