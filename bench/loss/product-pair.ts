import type { Browser, BrowserContext } from 'playwright-core';
import { bothGoOn, connectCall } from '../../test/support/browser/acts.ts';
import { enrolStation, goOnCall, narrow, newDevice, signIn } from '../../test/support/browsers.ts';
import type { RunningService } from '../running-service.ts';
import { addHearingMeter } from './hearing-meter.ts';
import type { Pair } from './pair.ts';

/** A visit in the web app, which goes on until the browsers close. */
export async function openVisit(
  service: RunningService,
  { station, clinician, origin }: { station: Browser; clinician: Browser; origin: string },
): Promise<Pair> {
  const code = service.demonstration.station.enrolmentCode;
  const { email, password } = service.personWith('clinician');
  const pair = {
    station: await enrolStation(await metered(station), { url: origin, code }),
    clinician: await signIn(await metered(clinician), { url: origin, email, password }),
  };
  await goOnCall(pair.clinician);
  await connectCall(pair);
  await bothGoOn(pair);
  return pair;
}

async function metered(browser: Browser): Promise<BrowserContext> {
  const context = await newDevice(browser, { viewport: narrow });
  await addHearingMeter(context);
  return context;
}
