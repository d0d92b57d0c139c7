import type { Page } from 'playwright-core';
import { narrow } from '../browsers.ts';
import type { Stage } from './stage.ts';

/** The clinician makes a link for one guest. */
export async function inviteTo(
  clinician: Page,
  role = 'interpreter',
): Promise<{ link: string; code: string }> {
  await clinician.getByTestId('invite-guest').click();
  await clinician.getByTestId(`role-${role}`).check();
  await clinician.getByTestId('confirm-guest-invite').click();
  const link = await clinician.getByTestId('guest-link').innerText();
  return { link, code: await clinician.getByTestId('guest-code').innerText() };
}

/** The clinician has a colleague rung, to come into the visit. */
export async function askIn(lead: Page, name: string, kind: 'consult' | 'transfer'): Promise<void> {
  await lead.getByTestId('ask-colleague').click();
  await lead.getByRole('radio', { name }).check();
  await lead.getByTestId(`invite-${kind}`).check();
  await lead.getByTestId('confirm-invite').click();
}

/** At a telephone, as most guests are. */
export async function openLink(stage: Stage, link: string): Promise<Page> {
  const device = await stage.device({ viewport: narrow });
  const page = await device.newPage();
  await page.goto(link);
  return page;
}

/** A guest who has opened the link, has said who they are and waits in the lobby. */
export async function waitInLobby(stage: Stage, link: string, name = 'Ana Lima'): Promise<Page> {
  const page = await openLink(stage, link);
  await page.getByTestId('guest-name-input').fill(name);
  await page.getByTestId('join-visit').click();
  await page.getByTestId('guest-waiting').waitFor();
  return page;
}
