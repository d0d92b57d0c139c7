import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SourceStates } from '../../domain/contract/media.ts';
import { narrow, wide } from '../support/browsers.ts';
import { GuestBrowser } from '../support/guests.ts';
import { valueOf } from '../support/hearing.ts';
import { bothSeeAndHear, connectCall, seesPicturesOf } from './acts.ts';
import { isFitForAll } from './fit-for-all.ts';
import { type Stage, stages } from './stage.ts';

const guests = [
  ['interpreter', 'Ana Lima'],
  ['family', 'Margaret Featherstonehaugh-Cholmondeley'],
  ['family', 'Ben Ito'],
  ['gp', 'Dr Okafor'],
  ['ambulance-crew', 'Crew 12'],
  ['observer', 'Cy Young'],
  ['family', 'Dee Rowe'],
  ['observer', 'Eli Stone'],
] as const;

const ways: readonly SourceStates[] = [
  { microphone: 'on', camera: 'off' },
  { microphone: 'off', camera: 'off' },
  { microphone: 'taken', camera: 'missing' },
  { microphone: 'on', camera: 'on' },
];

/** A guest without a browser: over REST and a socket, in the room but sending nothing. */
async function joinOverWire(stage: Stage, clinician: Page, n: number): Promise<void> {
  const [role, name] = guests[n] as (typeof guests)[number];
  await clinician.getByTestId('invite-guest').click();
  await clinician.getByTestId(`role-${role}`).check();
  await clinician.getByTestId('confirm-guest-invite').click();
  const link = await clinician.getByTestId('guest-link').innerText();
  const { status, body } = await new GuestBrowser(stage.world).join(new URL(link).hash.slice(1), name);
  expect(status).to.equal(200);
  const socket = await stage.world.connect({ token: String(body['token']) });
  await clinician.getByTestId('admit-guest').click();
  const admitted = await socket.hear(
    'visit:changed',
    ({ state }) => state.kind === 'guest' && state.life.phase === 'admitted',
  );
  expect(admitted.state.kind).to.equal('guest');
  const { roomId } = valueOf(await socket.say('guest:enter', {}));
  const sources = ways[n % ways.length] as SourceStates;
  valueOf(await socket.say('room:join', { roomId, sources }));
  await clinician.getByTestId('people').getByText(name).waitFor();
}

/** Without scrolling, the picture is large and the controls can be pressed. */
async function isUsable(page: Page): Promise<void> {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    const at = `at ${viewport.width}`;
    const stage = await page.locator('.bedside-stage').boundingBox();
    expect(stage?.width ?? 0, at).to.be.at.least(viewport.width * 0.5);
    expect(stage?.height ?? 0, at).to.be.at.least(200);
    for (const testId of ['mute', 'camera', 'hang-up']) {
      const box = await page.getByTestId(testId).boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0), `${testId} ${at}`).to.be.at.most(viewport.height);
    }
  }
}

describe('ten in a visit, in browsers', function () {
  this.timeout(240_000);
  const onStage = stages();

  it('shows the patient largest, everybody else by name, and the controls without scrolling', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const sides = { station: station.page, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      for (let n = 0; n < guests.length; n += 1) await joinOverWire(stage, clinician.page, n);
      await clinician.page.getByText('In the room (10)').waitFor();
      await station.page.getByText('In the room (10)').waitFor();
      const site = (await clinician.page.locator('h1').innerText()).trim();
      await seesPicturesOf(clinician.page, [site]);
      const large = clinician.page.locator('.bedside-stage [data-testid="tile"]');
      expect(await large.getAttribute('data-name')).to.equal(site);
      expect(await clinician.page.locator('.bedside-tiles [data-testid="tile"]').count()).to.equal(8);
      for (const page of Object.values(sides)) {
        await isUsable(page);
        await isFitForAll(page, 'ten in a visit');
      }
      await clinician.page.getByRole('button', { name: 'Show large: Dr Okafor (GP)' }).click();
      await clinician.page.locator('.bedside-stage [data-name="Dr Okafor (GP)"]').waitFor();
      expect(await clinician.page.locator('.bedside-tiles [data-testid="tile"]').count()).to.equal(8);
    }));
});
