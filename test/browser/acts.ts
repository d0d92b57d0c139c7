import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { arrives, keepsArriving, stationIs } from '../support/browsers.ts';
import { eventually } from '../support/eventually.ts';

type Sides = { station: Page; clinician: Page };

/** Presses the button, waits until the clinician's screen rings, accepts, and waits for the room at both ends. */
export async function connectCall({ station, clinician }: Sides): Promise<void> {
  await station.getByTestId('call-button').click();
  await accept(clinician);
  await stationIs(station, 'active');
}

export async function accept(clinician: Page): Promise<void> {
  await clinician.getByTestId('accept').click();
  await clinician.getByTestId('hang-up').waitFor();
}

/** Each side decodes at least 48 frames and receives sound. */
export async function bothSeeAndHear({ station, clinician }: Sides): Promise<void> {
  const least = { framesDecoded: 48, audioPackets: 1 };
  await Promise.all([
    arrives(station, least, { who: 'the station' }),
    arrives(clinician, least, { who: 'the clinician' }),
  ]);
}

/** The same again from now on, after something has been interrupted. */
export async function bothGoOn({ station, clinician }: Sides): Promise<void> {
  await Promise.all([
    keepsArriving(station, { who: 'the station' }),
    keepsArriving(clinician, { who: 'the clinician' }),
  ]);
}

export async function hangUp(page: Page): Promise<void> {
  await page.getByTestId('hang-up').click();
  await page.getByTestId('confirm-hang-up').click();
}

export async function recordOutcome(clinician: Page, advice: string): Promise<void> {
  await clinician.getByTestId('disposition-gp-today').check();
  await clinician.getByTestId('advice').fill(advice);
  await clinician.getByTestId('note').fill('Synthetic note.');
  await clinician.getByTestId('save-outcome').click();
  await presenceIs(clinician, 'available');
}

export async function presenceIs(clinician: Page, state: string): Promise<void> {
  await clinician.locator(`[data-testid="presence"][data-state="${state}"]`).waitFor();
}

/** Waits until an element shows this text, and says what it shows when it does not. */
export async function shows(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor();
}

/** The station is rung through to this clinician. */
export async function ringsAt(station: Page, name: string): Promise<void> {
  await eventually(async () => {
    const now = await station.getByTestId('being-rung').innerText();
    return now === `Ringing ${name}` ? undefined : `the station shows “${now}”, not “Ringing ${name}”`;
  }, 10_000);
}

export function countOf(trail: readonly string[], action: string): number {
  return trail.filter((found) => found === action).length;
}

export async function isAbsent(page: Page, testId: string): Promise<void> {
  expect(await page.getByTestId(testId).count()).to.equal(0);
}
