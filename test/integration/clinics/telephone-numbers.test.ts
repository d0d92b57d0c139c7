import { expect } from 'chai';
import { OpenPlace } from '../../support/at-home.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { beginVisit } from '../../support/guests.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';
import { World } from '../../support/world.ts';

const typed = '+44 (0)7700 900003';
const written = '07700 900003';
/** One digit too many, as bug reports have it. */
const wrong = '+44 (0)1274 555 0199';

describe('a telephone number, wherever it is typed', function () {
  this.timeout(40_000);
  let running: RunningServer;
  let stage: ClinicStage;
  let home: OpenPlace;
  let administrator: SignedInPerson;

  before(async () => {
    running = await RunningServer.create();
    stage = await ClinicStage.create(running);
    home = await OpenPlace.create(stage, 'home');
    administrator = await stage.join('administrator');
  });
  after(() => running[Symbol.asyncDispose]());

  it('is kept as people write it, for a clinician whom it wakes', async () => {
    const asking = {
      token: administrator.newToken(),
      params: { personId: stage.clinician.personId },
    };
    const { value } = await ask(running, 'setProfile', { ...asking, body: { skills: [], phone: typed } });
    expect(value.phone).to.equal(written);
    const bad = { ...asking, body: { skills: [], phone: wrong } };
    expect((await askRefused(running, 'setProfile', { ...bad, code: 'invalid' })).detail).to.match(
      /^phone: this number cannot be rung/,
    );
    const { value: listed } = await ask(running, 'listProfiles', {
      token: administrator.newToken(),
      params: { organisationId: stage.organisationId },
    });
    expect(listed.profiles.find(({ personId }) => personId === stage.clinician.personId)?.phone).to.equal(
      written,
    );
  });

  it('is, for a site', async () => {
    const asking = { token: administrator.newToken(), params: { organisationId: stage.organisationId } };
    const body = { name: 'Beech Court', kind: 'care-home' } as const;
    const { value } = await ask(running, 'addSite', { ...asking, body: { ...body, phone: typed } });
    expect(value.phone).to.equal(written);
    const none = await ask(running, 'addSite', { ...asking, body: { ...body, phone: null } });
    expect(none.value.phone).to.equal(null);
    const bad = { ...asking, body: { ...body, phone: '999' }, code: 'invalid' } as const;
    expect((await askRefused(running, 'addSite', bad)).detail).to.match(/^phone: this number cannot be rung/);
  });

  it('is, for interpreters and the line of a prison', async () => {
    const by = { token: stage.booker.newToken() };
    const body = { name: 'Anna Nowak', languages: ['Polish'], phone: typed };
    const { value } = await ask(running, 'addInterpreter', { ...by, body });
    expect(value.phone).to.equal(written);
    const params = { interpreterId: value.interpreterId };
    const bad = { ...by, body: { ...body, phone: wrong }, code: 'invalid' } as const;
    expect((await askRefused(running, 'addInterpreter', bad)).detail).to.match(/^phone: /);
    expect((await askRefused(running, 'changeInterpreter', { ...bad, params })).detail).to.match(/^phone: /);
    const prison = { token: administrator.newToken(), params: { siteId: stage.prisonId } };
    const { siteId, ...day } = (await ask(running, 'readPrisonDay', prison)).value;
    expect(siteId).to.equal(stage.prisonId);
    const said = await ask(running, 'setPrisonDay', { ...prison, body: { ...day, interpreterPhone: typed } });
    expect(said.value.interpreterPhone).to.equal(written);
    const refused = { ...prison, body: { ...day, interpreterPhone: wrong }, code: 'invalid' } as const;
    expect((await askRefused(running, 'setPrisonDay', refused)).detail).to.match(/^interpreterPhone: /);
  });

  it('is, for a patient at home', async () => {
    const by = { token: home.token() };
    const body = {
      ...{ siteId: home.siteId, name: 'Ann Example', dateOfBirth: '1980-02-29' },
      ...{ nhsNumber: null, prisonNumber: null },
    };
    const bad = {
      ...by,
      body: { ...body, contact: { email: null, phone: wrong } },
      code: 'invalid',
    } as const;
    expect((await askRefused(running, 'addPatient', bad)).detail).to.match(/^contact\.phone: /);
    const { value } = await ask(running, 'addPatient', {
      ...by,
      body: { ...body, contact: { email: null, phone: typed } },
    });
    const params = { patientId: value.patientId };
    const { rows } = await inDatabase(running.config.databaseUrl, (client) =>
      client.query(`select phone from patients where id = $1`, [value.patientId]),
    );
    expect(rows).to.deep.equal([{ phone: written }]);
    const set = { ...by, params, body: { email: null, phone: wrong }, code: 'invalid' } as const;
    expect((await askRefused(running, 'setPatientContact', set)).detail).to.match(/^phone: /);
    // The same number, written in another form, sends nobody a new link.
    const same = { ...by, params, body: { email: null, phone: '07700900003' } };
    expect((await ask(running, 'setPatientContact', same)).value.changed).to.equal(false);
  });

  it('is refused for a guest before anything is made', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const { host, visitId } = await beginVisit(world, place);
    const send = { by: 'sms', phone: wrong } as const;
    const answer = await host.socket.say('guest:invite', { visitId, role: 'gp', send });
    expect(answer).to.deep.include({ ok: false, code: 'invalid' });
    expect(await world.trail(place)).not.to.include('guest.invited');
  });
});
