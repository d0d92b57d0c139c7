import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { eraseCalls } from '../../../domain/retention/erase-calls.ts';
import { StoreWorld } from '../../support/world-store.ts';

describe('a signed letter to a GP in the database', () => {
  let world: StoreWorld;
  beforeEach(async () => {
    world = await StoreWorld.create();
    moveTo('2012-05-01T10:00:00Z');
    await signed();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  function moveTo(instant: string): void {
    world.clock.pass(Date.parse(instant) - world.clock.now().getTime());
  }

  async function signed(): Promise<void> {
    const placed = await world.place(await world.addStation());
    const visited = await world.accept(await world.ring(placed, await world.addOnCall()));
    await world.complete(visited);
    const patientId = randomUUID();
    await world.query(
      `insert into patients (id, organisation_id, site_id, name, date_of_birth, created_at)
       values ($1, $2, $3, 'Edith Synthetic', '1938-05-02', '2012-05-01T10:00Z')`,
      [patientId, world.organisationId, world.siteId],
    );
    await world.query(
      `insert into gp_letters (id, organisation_id, visit_id, patient_id, head, sections, signed_at, signed_by)
       select gen_random_uuid(), $1, id, $2, '{}', '{}', started_at, clinician_id from visits`,
      [world.organisationId, patientId],
    );
  }

  const left = async () => (await world.query('select 1 from gp_letters')).length;

  it('is changed by nobody', async () => {
    const change = world.query(`update gp_letters set sections = '{"plan":"Another"}'`);
    expect(
      await change.then(
        () => 'changed',
        () => 'refused',
      ),
    ).to.equal('refused');
    expect(await left()).to.equal(1);
  });

  it('goes with its call, and no earlier', async () => {
    const erase = () =>
      eraseCalls({ store: world.store, clock: world.clock, log: world.logged.log }, { years: 8 });
    moveTo('2020-04-01T10:00:00Z');
    await erase();
    expect(await left()).to.equal(1);
    // Nobody has said how old the caller was: 25 years.
    moveTo('2037-06-01T10:00:00Z');
    await erase();
    expect(await left()).to.equal(0);
  });
});
