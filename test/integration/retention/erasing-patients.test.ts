import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import { noDetails as noCall } from '../../../domain/calls/call.ts';
import { erasePatients } from '../../../domain/retention/erase-patients.ts';
import { allRows, inDatabase, type Rows } from '../../support/database-rows.ts';
import { type SeenOnce, SeenLongAgo } from '../../support/erasable-patient.ts';
import { eventually } from '../../support/eventually.ts';
import { rejection } from '../../support/store-waiting.ts';
import { StoreClinic } from '../../support/store-clinic.ts';
import { newId } from '../../support/world-store.ts';

const due = '2020-05-02T10:00:00Z';

describe('erasing patients of clinics whose period of retention is over', () => {
  let clinic: StoreClinic;
  let past: SeenLongAgo;

  beforeEach(async () => {
    clinic = await StoreClinic.create();
    past = await SeenLongAgo.create(clinic);
  });
  afterEach(() => clinic[Symbol.asyncDispose]());

  function moveTo(instant: string): void {
    const { clock } = clinic.world;
    clock.pass(Date.parse(instant) - clock.now().getTime());
  }

  function erase(years = 8): Promise<number> {
    const { store, clock, logged } = clinic.world;
    return erasePatients({ store, clock, log: logged.log }, { years });
  }

  const rows = () => inDatabase(clinic.world.database.url, allRows);

  async function kept(): Promise<Set<PatientId>> {
    const found = await clinic.world.query<{ id: PatientId }>('select id from patients');
    return new Set(found.map(({ id }) => id));
  }

  async function expectKept(): Promise<void> {
    const before = await rows();
    moveTo(due);
    expect(await erase()).to.equal(0);
    expect(clinic.world.logged.errors).to.deep.equal([]);
    expect(await rows()).to.deep.equal(before);
  }

  it('takes everything that belongs to the patient, and nothing else', async () => {
    const [ann, other] = [await past.seen({ prisonNumber: 'A1234BC' }), await past.seen()];
    const bare = await rows();
    const ids = await past.everything(ann);
    const print = await past.print([ann.booking]);
    const full = await rows();
    // Of calls, which keep the patient, and of people's duty, nothing can be there.
    const untouched = ['call_backs', 'calls', 'duties', 'escalation_steps', 'observation_sets'];
    untouched.push('sbards', 'sbard_answers', 'gp_letters');
    const walked = (await past.tablesOfPatients()).filter((name) => !untouched.includes(name));
    for (const name of walked) expect(full[name], name).to.satisfy((all: string[]) => all.length > 0);
    for (const id of [...ids, print]) expect(JSON.stringify(full), id).to.contain(id);
    // The other one is open, and stays as they are.
    await clinic.world.query(`update referrals set state = 'waiting' where id = $1`, [other.referral.id]);
    moveTo(due);
    expect(await erase()).to.equal(1);
    expect(clinic.world.logged.errors).to.deep.equal([]);
    const after = await rows();
    const left = JSON.stringify(after);
    for (const id of [...ids, print, 'A1234BC', 'Secret', 'Ana the interpreter'])
      expect(left, id).not.to.contain(id);
    for (const name of ['patients', 'referrals', 'bookings', 'reservations', 'person_moves']) {
      expect(after[name], name).to.have.length((bare[name]?.length ?? 0) / 2);
    }
    expect(await kept()).to.deep.equal(new Set([other.patientId]));
    // The Patient of the other one, whose row finds by the status and the date of birth and by the name.
    const inRecord = ['resources', 'versions', 'tokens', 'references', 'dates', 'strings', 'quantities'];
    expect(inRecord.map((name) => after[`record_${name}`]?.length)).to.deep.equal([1, 1, 1, 0, 1, 1, 0]);
  });

  it('is in the trail and the log as a number, without saying whose', async () => {
    const ann = await past.seen();
    await past.everything(ann);
    const about = await clinic.world.query('select 1 from audit');
    moveTo(due);
    expect(await erase()).to.equal(1);
    const trail = await clinic.world.query('select action, subject_kind, subject_id, detail from audit');
    expect(trail).to.deep.equal([
      {
        ...{ action: 'retention.patients-erased', subject_kind: 'organisation' },
        subject_id: clinic.world.organisationId,
        detail: { class: 'patients', patients: 1, auditEntries: about.length },
      },
    ]);
    expect(about).to.have.length(12);
    expect(clinic.world.logged.lines).to.deep.include({
      level: 'info',
      message: 'patients erased whose period of retention is over',
      fields: { count: 1 },
    });
  });

  it('happens after the last day, and once', async () => {
    await past.everything(await past.seen());
    moveTo('2020-05-01T22:59:59Z');
    expect(await erase()).to.equal(0);
    moveTo('2020-05-01T23:00:00Z');
    expect(await erase(9)).to.equal(0);
    expect(await erase()).to.equal(1);
    const before = await rows();
    expect(await erase()).to.equal(0);
    expect(await rows()).to.deep.equal(before);
  });

  it('waits for the birthdays of whoever was a child', async () => {
    const child = await past.seen({ dateOfBirth: '2000-01-01' });
    moveTo('2025-01-01T10:00:00Z');
    expect(await erase()).to.equal(0);
    expect(await kept()).to.deep.equal(new Set([child.patientId]));
    moveTo('2025-01-02T10:00:00Z');
    expect(await erase()).to.equal(1);
  });

  describe('leaves a patient whole', () => {
    let ann: SeenOnce;

    beforeEach(async () => {
      ann = await past.seen({ nhsNumber: '9990000018' });
      await past.everything(ann);
    });

    const set = (statement: string, ...values: unknown[]) => clinic.world.query(statement, values);

    it('who has an open referral', async () => {
      await set(`update referrals set state = 'to-rebook' where id = $1`, ann.referral.id);
      await expectKept();
    });

    it('who has a booking to come, or one that nobody has ended', async () => {
      await set(
        `update bookings set begins_at = '2020-05-09T09:00Z', starts_at = '2020-05-09T09:00Z',
           ends_at = '2020-05-09T09:30Z' where id = $1`,
        ann.booking.id,
      );
      await expectKept();
      await set(
        `update bookings set begins_at = '2012-05-01T09:00Z', starts_at = '2012-05-01T09:00Z',
           ends_at = '2012-05-01T09:30Z', state = 'booked', done_at = null where id = $1`,
        ann.booking.id,
      );
      await expectKept();
    });

    it('whose visit goes on, or is still written up', async () => {
      const { visit } = await past.visit(ann, { isOver: false });
      await expectKept();
      await set(
        `update visits set ended_at = started_at, end_reason = 'clinician-hung-up' where id = $1`,
        visit,
      );
      await set(`update offers set released_at = settled_at where released_at is null`);
      await set(
        `insert into duties (clinician_id, on_call, since, idle_since, wrap_up_visit_id, wrap_up_until)
         values ($1, true, now(), now(), $2, now())`,
        ann.booking.clinicianId,
        visit,
      );
      await expectKept();
      await set('update duties set wrap_up_visit_id = null, wrap_up_until = null');
      expect(await erase()).to.equal(1);
    });

    for (const column of ['patient_id', 'referral_id', 'booking_id'] as const) {
      it(`of whom a task is open, by its ${column}`, async () => {
        const ids = { patient_id: ann.patientId, referral_id: ann.referral.id, booking_id: ann.booking.id };
        await past.task({ [column]: ids[column] }, { isDone: false });
        await expectKept();
        await set(`update clinic_tasks set done_at = '2012-05-01T10:00Z' where done_at is null`);
        expect(await erase()).to.equal(1);
      });
    }

    it('who was seen again later, in a clinic or by their NHS number in a call', async () => {
      const details = { nhsNumber: '9990000018', dateOfBirth: '1940-02-01' };
      const { world } = clinic;
      moveTo('2013-05-01T10:00:00Z');
      const call = await world.place(await world.addStation(), { details: { ...noCall, ...details } });
      await world.cancel(call);
      await expectKept();
      moveTo('2021-05-02T10:00:00Z');
      expect(await erase()).to.equal(1);
    });

    it('of whom a call is under a legal hold', async () => {
      const { world } = clinic;
      const call = await world.place(await world.addStation(), {
        details: { ...noCall, nhsNumber: '9990000018', dateOfBirth: '1940-02-01' },
      });
      await world.cancel(call);
      await world.store.transact(({ retention }) =>
        retention.setLegalHold(call.id, { reason: 'inquest', by: clinic.clinicianId }),
      );
      await expectKept();
    });

    it('whom a call is about', async () => {
      const call = await clinic.world.place(await clinic.world.addStation());
      await clinic.world.cancel(call);
      await set('update calls set patient_id = $1 where id = $2', ann.patientId, call.id);
      await expectKept();
    });

    it('into whose record somebody has written later; that they are a Patient is no care', async () => {
      moveTo('2013-05-01T10:00:00Z');
      await set(`update record_resources set updated_at = now() where type = 'Patient'`);
      const later = await past.record(ann.patientId);
      await expectKept();
      moveTo('2021-05-02T10:00:00Z');
      expect(await erase()).to.equal(1);
      expect(clinic.world.logged.errors).to.deep.equal([]);
      expect(JSON.stringify(await rows())).not.to.contain(later);
    });

    it('into whose record somebody is writing', async () => {
      moveTo(due);
      await inDatabase(clinic.world.database.url, async (client) => {
        await client.query('begin');
        await client.query(`select from record_resources where type = 'Patient' for key share`);
        expect(await erase()).to.equal(0);
        await client.query('rollback');
      });
      expect(await erase()).to.equal(1);
    });

    it('who lives in a care home, until they have moved out for that long', async () => {
      await set('update patients set site_id = $1 where id = $2', clinic.world.siteId, ann.patientId);
      await expectKept();
      await set(`update patients set moved_out_at = '2013-05-01T10:00Z' where id = $1`, ann.patientId);
      await expectKept();
      moveTo('2021-05-02T10:00:00Z');
      expect(await erase()).to.equal(1);
    });
  });

  describe('of records that were merged', () => {
    let kept1: SeenOnce;
    let first: SeenOnce;
    let second: SeenOnce;

    /** The second is merged into the first, and that one into the one that is kept. */
    beforeEach(async () => {
      kept1 = await past.seen({ prisonNumber: 'A1111AA' });
      first = await past.seen({ prisonNumber: 'A2222AA' });
      second = await past.seen({ prisonNumber: 'A3333AA' });
      await clinic.world.store.transact(async ({ personMoves }) => {
        await personMoves.moveEverything(second.patientId, first.patientId);
        await personMoves.moveEverything(first.patientId, kept1.patientId);
      });
      await past.write([first, second].map(({ patientId: id }) => ({ kind: 'patient', id })));
      await clinic.world.query(
        `insert into person_moves (organisation_id, id, kind, happened_at, told_at, prison_number, merged_into)
         values ($1, $2, 'merged', $3, $3, 'A3333AA', 'A2222AA')`,
        [clinic.world.organisationId, newId(), '2012-05-01T10:00Z'],
      );
    });

    it('takes all of them at once, with the numbers that they had', async () => {
      moveTo(due);
      expect(await erase()).to.equal(1);
      expect(clinic.world.logged.errors).to.deep.equal([]);
      const left: Rows = await rows();
      for (const name of ['patients', 'referrals', 'bookings', 'person_moves'])
        expect(left[name], name).to.deep.equal([]);
      for (const { patientId } of [kept1, first, second])
        expect(JSON.stringify(left)).not.to.contain(patientId);
      expect(JSON.stringify(left)).not.to.match(/A[123]{4}AA/);
    });

    it('keeps all of them while one has something open', async () => {
      await clinic.world.query(`update referrals set state = 'waiting' where id = $1`, [second.referral.id]);
      await expectKept();
    });

    it('goes by the record of whoever was younger', async () => {
      await clinic.world.query(`update patients set date_of_birth = '2000-01-01' where id = $1`, [
        second.patientId,
      ]);
      moveTo('2025-01-01T10:00:00Z');
      expect(await erase()).to.equal(0);
      moveTo('2025-01-02T10:00:00Z');
      expect(await erase()).to.equal(1);
    });
  });

  it('keeps a message and a printed list until the last booking in them is gone', async () => {
    const [ann, ben] = [await past.seen(), await past.seen({ dateOfBirth: '2000-01-01' })];
    const { message, delivery } = await past.message([ann.booking, ben.booking]);
    const print = await past.print([ann.booking, ben.booking]);
    await past.write([
      { kind: 'clinic-message', id: message },
      { kind: 'delivery', id: delivery },
    ]);
    moveTo(due);
    expect(await erase()).to.equal(1);
    const { world } = clinic;
    expect(await world.query('select message_id, booking_id from clinic_message_bookings')).to.deep.equal([
      { message_id: message, booking_id: ben.booking.id },
    ]);
    expect(await world.query('select id from deliveries')).to.deep.equal([{ id: delivery }]);
    const printed = await world.query<{ id: string; rows: { bookingId: string }[] }>(
      'select id, rows from list_prints',
    );
    expect(printed.map(({ id, rows: lines }) => [id, lines.map((line) => line.bookingId)])).to.deep.equal([
      [print, [ben.booking.id]],
    ]);
    expect(
      await world.query(`select 1 from audit where subject_kind in ('clinic-message', 'delivery')`),
    ).to.have.length(2);
    moveTo('2025-01-02T10:00:00Z');
    expect(await erase()).to.equal(1);
    const left = await rows();
    for (const name of [
      'clinic_messages',
      'clinic_message_bookings',
      'deliveries',
      'delivery_receipts',
      'list_prints',
    ]) {
      expect(left[name], name).to.deep.equal([]);
    }
    expect(
      await world.query(`select 1 from audit where subject_kind in ('clinic-message', 'delivery')`),
    ).to.deep.equal([]);
  });

  it('takes the place of a patient at home and what was sent to them', async () => {
    const ann = await past.seen({ byLink: { email: 'ann@example.org', phone: '07700 900001' } });
    await past.everything(ann);
    await past.message([ann.booking], ann.patientId);
    moveTo(due);
    expect(await erase()).to.equal(1);
    expect(clinic.world.logged.errors).to.deep.equal([]);
    expect(JSON.stringify(await rows())).not.to.contain(ann.patientId);
  });

  it('leaves the question whether two are one with the other of the two', async () => {
    const [ann, ben] = [await past.seen(), await past.seen({ dateOfBirth: '2000-01-01' })];
    const mergeId = newId();
    await clinic.world.query(
      `insert into person_moves (organisation_id, id, kind, happened_at, told_at, prison_number, merged_into, patient_id)
       values ($1, $2, 'merged', now(), now(), 'A1111AA', 'A2222AA', $3)`,
      [clinic.world.organisationId, mergeId, ann.patientId],
    );
    const about = { kind: 'merge-differs', patient_id: ben.patientId, other_patient_id: ann.patientId };
    const task = await past.task({ ...about, merge_id: mergeId }, { isDone: false });
    await expectKept();
    await clinic.world.query(`update clinic_tasks set done_at = '2012-05-01T10:00Z'`);
    expect(await erase()).to.equal(1);
    expect(await clinic.world.query('select id, other_patient_id, merge_id from clinic_tasks')).to.deep.equal(
      [{ id: task, other_patient_id: null, merge_id: null }],
    );
    moveTo('2025-01-02T10:00:00Z');
    expect(await erase()).to.equal(1);
    expect(await clinic.world.query('select 1 from clinic_tasks')).to.deep.equal([]);
  });

  it('loses nothing that is booked at the same moment', async () => {
    const ann = await past.seen();
    moveTo(due);
    const [referral, booking] = [newId(), newId()];
    await inDatabase(clinic.world.database.url, async (client) => {
      await client.query('begin');
      await client.query(
        `insert into referrals (id, organisation_id, patient_id, service, priority, clock_start, state, created_at)
         select $1, organisation_id, id, 'Dermatology', 'routine', '2020-05-02', 'booked', now() from patients where id = $2`,
        [referral, ann.patientId],
      );
      await client.query(
        `insert into bookings select (jsonb_populate_record(b, jsonb_build_object('id', $1::uuid, 'request_id', $1::uuid,
           'referral_id', $2::uuid, 'state', 'booked', 'done_at', null))).* from bookings b where b.id = $3`,
        [booking, referral, ann.booking.id],
      );
      expect(await erase()).to.equal(0);
      await client.query('commit');
    });
    expect(await erase()).to.equal(0);
    expect(clinic.world.logged.errors).to.deep.equal([]);
    const left = await clinic.world.query<{ id: string }>('select id from bookings');
    expect(new Set(left.map(({ id }) => id))).to.deep.equal(new Set([ann.booking.id, booking]));
  });

  it('passes over a patient whom somebody is at work with, and erases them the next time', async () => {
    const seen = [await past.seen(), await past.seen(), await past.seen(), await past.seen()];
    const task = await past.task({ patient_id: seen[3]?.patientId });
    moveTo(due);
    await inDatabase(clinic.world.database.url, async (client) => {
      await client.query('begin');
      await client.query('select from patients where id = $1 for no key update', [seen[0]?.patientId]);
      await client.query('select from referrals where id = $1 for no key update', [seen[1]?.referral.id]);
      await client.query('select from clinic_tasks where id = $1 for no key update', [task]);
      expect(await erase()).to.equal(1);
      await client.query('rollback');
    });
    expect(await kept()).to.deep.equal(new Set([0, 1, 3].map((n) => seen[n]?.patientId)));
    expect(await erase()).to.equal(3);
  });

  it('tells whoever refers the patient too late that there is nobody of that kind', async () => {
    const ann = await past.seen();
    await past.everything(ann);
    moveTo(due);
    const { store, database } = clinic.world;
    await inDatabase(database.url, async (client) => {
      await client.query('begin');
      await client.query('select from guests for update');
      const erasing = erase();
      const waiting = async (count: number) => {
        const found = await clinic.world.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return found.length === count ? undefined : `${String(found.length)} wait for a lock`;
      };
      await eventually(() => waiting(1));
      const referring = rejection(
        store.transact(({ clinics }) => clinics.addReferral(clinic.newReferral(ann.patientId))),
      );
      await eventually(() => waiting(2));
      await client.query('commit');
      expect(await erasing).to.equal(1);
      expect(await referring).to.include({ code: 'not-found', message: 'no such patient' });
    });
  });

  it('is done by several workers at once, each patient once', async () => {
    for (let n = 0; n < 25; n += 1) await past.seen();
    moveTo(due);
    const counts = await Promise.all([1, 2, 3].map(() => erase()));
    counts.push(await erase());
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(25);
    expect(await kept()).to.deep.equal(new Set());
    expect(clinic.world.logged.errors).to.deep.equal([]);
  });
});
