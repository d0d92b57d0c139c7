import { setTimeout as pause } from 'node:timers/promises';
import { readMeter, startMeter } from './gap-meter.ts';
import type { MediaFault, Scene } from './media-faults.ts';

/** What one visit has come to. */
export type Suffered = {
  videoGapMs: number;
  audioGapMs: number;
  concealedPercent: number;
  reloaded: number;
  ghosts: number;
  unmuted: number;
  /** Picture and sound did not come back within a minute. */
  lost: number;
};

const givenUpAfterMs = 60_000;
const calmForMs = 3000;
/** More than this long without a picture or a sound is not calm. */
const flowsMs = 700;
/** What an encoder makes of silence. */
const silence = 0.02;

/** One visit with one fault in it. The picture is measured at both ends, the sound where the patient is heard. */
export async function suffer(fault: MediaFault, scene: Scene): Promise<Suffered> {
  const { visit, site, service } = scene;
  await visit.begin();
  // What was said before the mute has arrived.
  await pause(1000);
  await Promise.all([startMeter(visit.station), startMeter(visit.clinician)]);
  await fault.happen(scene);
  const lost = (await calmsDown(scene)) ? 0 : 1;
  const [atStation, atClinician] = await Promise.all([readMeter(visit.station), readMeter(visit.clinician)]);
  const suffered = {
    videoGapMs: Math.max(atStation.pictureMs, atClinician.pictureMs),
    audioGapMs: atClinician.soundMs,
    concealedPercent: atClinician.concealedPercent,
    reloaded: await visit.reloaded(),
    ghosts: await visit.ghosts(),
    unmuted: atStation.loudest > silence ? 1 : 0,
    lost,
  };
  service.relay.roundTripMs = 0;
  await site.heal();
  await calmsDown(scene);
  await visit.end();
  return suffered;
}

/** Waits until pictures and sound have flowed for a while; false when they do not. */
export async function calmsDown({ visit }: Pick<Scene, 'visit'>): Promise<boolean> {
  const givenUpAt = performance.now() + givenUpAfterMs;
  let calmSince = performance.now();
  while (performance.now() < givenUpAt) {
    const [station, clinician] = await Promise.all([readMeter(visit.station), readMeter(visit.clinician)]);
    const longest = Math.max(station.pictureAgoMs, clinician.pictureAgoMs, clinician.soundAgoMs);
    if (longest > flowsMs) calmSince = performance.now();
    if (performance.now() - calmSince > calmForMs) return true;
    await pause(100);
  }
  return false;
}
