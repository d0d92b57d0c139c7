import { expect } from 'chai';
import { erasePatients } from '../../../domain/retention/erase-patients.ts';
import { retentionSchedule } from '../../../domain/retention/schedule.ts';
import { SeenLongAgo } from '../../support/erasable-patient.ts';
import { rejection } from '../../support/store-waiting.ts';
import { StoreClinic } from '../../support/store-clinic.ts';

describe('the guards of the database against erasing a patient too early', () => {
  let clinic: StoreClinic;
  let past: SeenLongAgo;

  beforeEach(async () => {
    clinic = await StoreClinic.create();
    past = await SeenLongAgo.create(clinic);
  });
  afterEach(() => clinic[Symbol.asyncDispose]());

  const refused = async (statement: string) => (await rejection(clinic.world.query(statement))).message;

  it('refuse what is younger than 8 years by its own clock', async () => {
    const ann = await past.seen();
    await past.everything(ann);
    await clinic.world.query(`update bookings set ends_at = now(), done_at = now()`);
    const { store, clock, logged } = clinic.world;
    clock.pass(Date.parse('2050-01-01T10:00:00Z') - clock.now().getTime());
    expect(await erasePatients({ store, clock, log: logged.log }, { years: 8 })).to.equal(0);
    expect(clinic.world.logged.errors).to.have.length(1);
    expect(await clinic.world.query('select id from patients')).to.deep.equal([{ id: ann.patientId }]);
    await clinic.world.query('delete from reservations');
    expect(await refused('delete from referrals')).to.contain('is kept until');
    expect(await refused('delete from bookings')).to.contain('is kept until');
    expect(await refused('delete from patients')).to.contain('is kept until');
    expect(await refused('delete from visits')).to.contain('is kept until');
    expect(await refused('delete from clinic_tasks')).to.contain('is kept until');
  });

  it('let neither a part of a patient go nor their trail alone', async () => {
    const ann = await past.seen();
    await past.write([
      { kind: 'patient', id: ann.patientId },
      { kind: 'booking', id: ann.booking.id },
      { kind: 'patient', id: null },
    ]);
    expect(await refused(`delete from audit where subject_id is not null`)).to.contain('append-only');
    expect(await refused(`delete from audit where subject_id is null`)).to.contain('append-only');
    const parts = 'delete from reservations; delete from bookings';
    expect(await refused(parts)).to.contain('erased as a whole');
    expect(await refused(`delete from audit where subject_kind = 'booking'; ${parts}`)).to.satisfy(
      (why: string) => /append-only|erased as a whole/.test(why),
    );
    expect(await clinic.world.query('select 1 from audit')).to.have.length(3);
  });

  it('let nothing of a record go without its patient, nor the trail of it', async () => {
    const ann = await past.seen();
    const id = await past.record(ann.patientId);
    await past.write([
      { kind: 'Observation', id },
      { kind: 'Patient', id: ann.patientId },
    ]);
    const alone = `delete from audit where subject_kind = 'Observation'`;
    expect(await refused(alone)).to.contain('append-only');
    const parts = ['tokens', 'references', 'dates', 'strings', 'quantities', 'versions', 'resources'];
    const all = parts.map((name) => `delete from record_${name}`).join(';');
    expect(await refused(all)).to.contain('erased as a whole');
    expect(await refused(`${alone}; ${all}`)).to.satisfy((why: string) =>
      /append-only|erased as a whole/.test(why),
    );
    expect(await clinic.world.query('select 1 from record_resources')).to.have.length(2);
  });

  it('keep whose record somebody has opened until that is reviewed', async () => {
    const { store, clock, logged } = clinic.world;
    const erase = () => erasePatients({ store, clock, log: logged.log }, { years: 8 });
    const ann = await past.seen();
    const grant = await past.grant(ann, { isReviewed: false });
    clock.pass(Date.parse('2050-01-01T10:00:00Z') - clock.now().getTime());
    expect(await erase()).to.equal(0);
    expect(await refused('delete from record_grants')).to.contain('is kept until');
    const reviewer = await clinic.world.addPerson({ name: 'Rita Reid' });
    await clinic.world.query(
      `update record_grants set verdict = 'justified', review_words = 'They had rung.', reviewed_by = $2,
        reviewed_at = ends_at where id = $1`,
      [grant, reviewer],
    );
    expect(await erase()).to.equal(1);
    expect(await clinic.world.query('select id from record_grants')).to.deep.equal([]);
  });

  it('are of tables that the schedule says are erased, every one that refers to a patient', async () => {
    const tables = new Set(
      retentionSchedule
        .filter(({ deletedBy }) => /erase-patients|erase-calls/.test(deletedBy))
        .flatMap((one) => one.tables),
    );
    // A duty names the visit that is being written up, and the patient waits for that.
    expect((await past.tablesOfPatients()).filter((name) => !tables.has(name))).to.deep.equal(['duties']);
  });
});
