import { addDays, instantOf, mondayOf, wallDateOf, type WallTime } from '../../domain/rota/wall-clock.ts';
import type { ShiftId } from '../../domain/ids.ts';
import { signIn, wide, narrow } from '../support/browsers.ts';
import { stages } from './stage.ts';
const monday = addDays(mondayOf(wallDateOf(new Date())), 14);
describe('look', function () {
  this.timeout(120_000);
  const onStage = stages();
  it('takes pictures', () =>
    onStage({}, async (stage) => {
      const { world, place } = stage;
      const people = [];
      for (let n = 0; n < 4; n += 1) people.push(await world.addPersonWithPassword(place, { onRota: false }));
      const keeper = await world.addPersonWithPassword(place, { roles: ['administrator', 'manager'] });
      const { store, newId } = world.deps;
      await store.transact(async ({ rota, queues }) => {
        await queues.add({
          id: newId() as never,
          organisationId: place.organisationId,
          name: 'Prisons',
          settings: (await queues.list(place.organisationId))[0]!.settings,
        });
        const queueIds = (await queues.list(place.organisationId)).map(({ id }) => id);
        for (let day = 0; day < 7; day += 1) {
          const at = (d: number, t: string) => instantOf(`${addDays(monday, d)}T${t}` as WallTime);
          const one = (p: number, s: Date, e: Date, q = queueIds, tier: 1 | 2 = 1) => ({
            id: newId() as ShiftId,
            organisationId: place.organisationId,
            clinicianId: people[p]!.personId,
            startsAt: s,
            endsAt: e,
            queueIds: q,
            tier,
          });
          await rota.add([one(day % 2, at(day, '08:00'), at(day, '20:00'))]);
          if (day !== 3)
            await rota.add([one(2, at(day, '20:00'), at(day + 1, '08:00'), queueIds.slice(0, 1))]);
          if (day % 3 === 0) await rota.add([one(3, at(day, '12:00'), at(day, '23:00'), queueIds, 2)]);
        }
      });
      const page = await signIn(await stage.device(), { url: stage.url, ...keeper });
      for (const [name, viewport] of [
        ['wide', wide],
        ['narrow', narrow],
      ] as const) {
        await page.setViewportSize(viewport);
        await page.goto(`${stage.url}/rota?week=${monday}`);
        await page.getByTestId('week').waitFor();
        await page.screenshot({ path: `/tmp/rota/rota-${name}.png`, fullPage: true });
        await page.getByTestId('add-on-day').first().click();
        await page.screenshot({ path: `/tmp/rota/shift-${name}.png` });
        await page.keyboard.press('Escape');
        await page.getByTestId('copy-week').click();
        await page.screenshot({ path: `/tmp/rota/copy-${name}.png` });
        await page.keyboard.press('Escape');
        await page.goto(`${stage.url}/queues`);
        await page.getByTestId('change-queue').first().click();
        await page.screenshot({ path: `/tmp/rota/queues-${name}.png`, fullPage: true });
      console.log(name, await page.evaluate(() => { const w = document.documentElement.clientWidth; return [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > w).map((e) => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().right); }));
        await page.goto(`${stage.url}/admin/people`);
        await page.getByTestId('edit-profile').first().waitFor();
        await page.screenshot({ path: `/tmp/rota/people-${name}.png`, fullPage: true });
        await page.getByTestId('edit-profile').first().click();
        await page.screenshot({ path: `/tmp/rota/profile-${name}.png` });
      }
    }));
});
