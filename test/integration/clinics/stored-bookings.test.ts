import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { restoreBackup } from '../../../store/backup/restore-backup.ts';
import { takeBackup } from '../../../store/backup/take-backup.ts';
import { allRows, inDatabase } from '../../support/database-rows.ts';
import { createDatabase } from '../../support/services.ts';
import { someDetails, StoreClinic } from '../../support/store-clinic.ts';
import { rejection } from '../../support/store-waiting.ts';
import { newId } from '../../support/world-store.ts';

const at = (clock: string) => `2026-11-30T${clock}:00Z`;
const theDay = { from: new Date('2026-11-30T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };

describe('clinics in Postgres: bookings', () => {
  let clinic: StoreClinic;
  beforeEach(async () => {
    clinic = await StoreClinic.create();
  });
  afterEach(() => clinic[Symbol.asyncDispose]());

  async function bookedAt(clock: string) {
    const booking = await clinic.book({ referral: await clinic.referOne(), from: at(clock) });
    await clinic.world.store.transact(({ clinics }) =>
      clinics.confirmBooking(booking.id, someDetails, clinic.clinicianId),
    );
    return booking;
  }

  const view = (id: Awaited<ReturnType<typeof bookedAt>>['id']) =>
    clinic.world.store.reads.findBookingView(id);

  it('shows a hold, then a booking with what was written about it', async () => {
    const { store, organisationId } = clinic.world;
    const referral = await clinic.referOne();
    const kept = await clinic.book({ referral, from: at('11:00') });
    const whole = {
      organisationId,
      bookingId: kept.id,
      reference: kept.id.slice(0, 8).toUpperCase(),
      state: 'held',
      version: 1,
      referralId: referral.id,
      service: 'Dermatology',
      patient: {
        patientId: referral.patientId,
        siteId: clinic.prisonId,
        siteName: 'HMP Fellside',
        name: 'Ann Example',
        dateOfBirth: '1980-02-29',
        nhsNumber: null,
        prisonNumber: null,
      },
      sessionId: clinic.session.id,
      clinicianName: 'Tom Reid',
      stationId: clinic.stationId,
      stationName: 'Healthcare room 1',
      startsAt: '2026-11-30T11:00:00.000Z',
      endsAt: '2026-11-30T11:30:00.000Z',
      beginsAt: '2026-11-30T11:00:00.000Z',
      heldUntil: '2026-11-22T03:10:00.000Z',
      details: null,
      cancelled: null,
      startedAt: null,
      doneAt: null,
      expected: null,
      outcome: null,
      clash: null,
      notReached: [],
      away: null,
      interpreter: null,
      bookedAt: { siteId: clinic.prisonId, siteName: 'HMP Fellside' },
    };
    expect(await view(kept.id)).to.deep.equal(whole);
    expect(whole.reference).to.match(/^[0-9A-F]{8}$/);

    await store.transact(({ clinics }) => clinics.confirmBooking(kept.id, someDetails, clinic.clinicianId));
    const booked = { ...whole, state: 'booked', version: 2, heldUntil: null, details: someDetails };
    expect(await view(kept.id)).to.deep.equal(booked);

    const details = { ...someDetails, interpreterLanguage: 'Polish', noteForStaff: null };
    await store.transact(({ clinics }) => clinics.setDetails(kept.id, details));
    expect(await view(kept.id)).to.deep.equal({ ...booked, version: 3, details });
    expect(await store.reads.findBookingView(newId())).to.equal(undefined);
  });

  it('A23 keeps why, by whom and when a booking was cancelled, and gives its time up', async () => {
    const booking = await bookedAt('11:00');
    const { store } = clinic.world;
    const why = { code: 'other-prison', text: 'Flood in the corridor', by: clinic.clinicianId } as const;
    await store.transact(({ clinics }) => clinics.releaseBooking(booking.id, 'cancelled', why));
    expect(await view(booking.id)).to.deep.include({
      state: 'cancelled',
      version: 3,
      details: someDetails,
      cancelled: {
        code: 'other-prison',
        cause: 'prison',
        text: 'Flood in the corridor',
        at: '2026-11-22T03:00:00.000Z',
        late: false,
      },
    });
    expect(await clinic.active()).to.deep.equal([]);
    await bookedAt('11:00');
    const again = store.transact(({ clinics }) => clinics.releaseBooking(booking.id, 'cancelled', why));
    expect(await rejection(again)).to.include({ code: 'wrong-phase' });
  });

  it('A27 marks a cancellation late from two hours before the beginning on', async () => {
    const lateOf = async (clock: string, cancelledAt: string) => {
      const booking = await bookedAt(clock);
      clinic.world.clock.pass(Date.parse(cancelledAt) - clinic.world.clock.now().getTime());
      const why = { code: 'lockdown', text: null, by: clinic.clinicianId } as const;
      await clinic.world.store.transact(({ clinics }) =>
        clinics.releaseBooking(booking.id, 'cancelled', why),
      );
      return (await view(booking.id))?.cancelled?.late;
    };
    expect(await lateOf('11:00', '2026-11-30T09:00:00.000Z')).to.equal(false);
    expect(await lateOf('11:00', '2026-11-30T09:00:00.001Z')).to.equal(true);
  });

  it('lists what is booked or cancelled in a time, earliest first, of prisons, the organisation or a clinician', async () => {
    const { store, organisationId, siteId } = clinic.world;
    const [late, early] = [await bookedAt('15:00'), await bookedAt('09:00')];
    await clinic.book({ referral: await clinic.referOne(), from: at('12:00') });
    const why = { code: 'no-officer', text: null, by: clinic.clinicianId } as const;
    await store.transact(({ clinics }) => clinics.releaseBooking(late.id, 'cancelled', why));
    const ids = async (of: Parameters<typeof store.reads.listBookings>[0], between = theDay) =>
      (await store.reads.listBookings(of, between)).map(({ bookingId }) => bookingId);
    for (const of of [
      { organisationId },
      { siteIds: [clinic.prisonId, siteId] },
      { clinicianId: clinic.clinicianId },
    ]) {
      expect(await ids(of)).to.deep.equal([early.id, late.id]);
    }
    for (const of of [
      { organisationId: newId<typeof organisationId>() },
      { siteIds: [siteId] },
      { siteIds: [] },
      { clinicianId: await clinic.world.addPerson() },
    ]) {
      expect(await ids(of)).to.deep.equal([]);
    }
    const [from, to] = [early.beginsAt, late.beginsAt];
    expect(await ids({ organisationId }, { from, to })).to.deep.equal([early.id]);
  });

  it('locks the bookings of a session that have a place, earliest first', async () => {
    const { store } = clinic.world;
    const [late, early] = [await bookedAt('15:00'), await bookedAt('09:00')];
    const kept = await clinic.book({ referral: await clinic.referOne(), from: at('12:00') });
    const gone = await clinic.book({ referral: await clinic.referOne(), from: at('13:00') });
    await store.transact(({ clinics }) => clinics.releaseBooking(gone.id, 'lapsed', null));
    const locked = await store.transact(({ clinics }) => clinics.lockBookingsOf(clinic.session.id));
    expect(locked.map(({ id, state }) => [id, state])).to.deep.equal([
      [early.id, 'booked'],
      [kept.id, 'held'],
      [late.id, 'booked'],
    ]);
    expect(await store.transact(({ clinics }) => clinics.lockBooking(kept.id))).to.deep.equal(kept);
    const ofReferral = (referralId: typeof kept.referralId) =>
      store.transact(({ clinics }) => clinics.findOpenBooking(referralId));
    expect(await ofReferral(kept.referralId)).to.deep.equal(kept);
    expect(await ofReferral(gone.referralId)).to.equal(undefined);
  });

  it('names what is taken of which resource, and nothing of others', async () => {
    const booking = await bookedAt('11:00');
    const { reads } = clinic.world.store;
    const between = (from: string, to: string) => ({ from: new Date(at(from)), to: new Date(at(to)) });
    const of = [
      { kind: 'clinician' as const, resourceId: clinic.clinicianId },
      { kind: 'patient' as const, resourceId: booking.patientId },
      { kind: 'escort' as const, resourceId: clinic.prisonId },
    ];
    const time = { startsAt: booking.startsAt, endsAt: booking.endsAt, bookingId: booking.id };
    expect(await reads.listTaken(of, between('11:29', '12:00'))).to.have.deep.members([
      { kind: 'clinician', resourceId: clinic.clinicianId, ...time },
      { kind: 'patient', resourceId: booking.patientId, ...time },
    ]);
    expect(await reads.listTaken(of, between('11:30', '12:00'))).to.deep.equal([]);
    expect(await reads.listTaken(of, between('10:00', '11:00'))).to.deep.equal([]);
    expect(await reads.listTaken([], between('11:00', '12:00'))).to.deep.equal([]);
    // An id counts with its kind only.
    const wrongKind = [{ kind: 'station' as const, resourceId: clinic.clinicianId }];
    expect(await reads.listTaken(wrongKind, between('11:00', '12:00'))).to.deep.equal([]);
  });

  it('comes back from a backup as it was, and is refused twice there too', async () => {
    const { referralId } = await bookedAt('11:00');
    await clinic.world.store.transact(({ clinics }) => clinics.setReferralState(referralId, 'booked'));
    await using owned = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-clinics-'));
    owned.defer(() => rm(folder, { recursive: true }));
    const to = path.join(folder, 'backup');
    const { signal } = new AbortController();
    await takeBackup({ databaseUrl: clinic.world.database.url, to, signal });
    const target = owned.use(await createDatabase());
    await restoreBackup({ databaseUrl: target.url, from: to, signal });
    expect(await inDatabase(target.url, allRows)).to.deep.equal(
      await inDatabase(clinic.world.database.url, allRows),
    );
    const again = `insert into reservations (booking_id, place, kind, resource_id, seat, during, active)
      select booking_id, 9, kind, resource_id, seat, during, true from reservations where kind = 1`;
    expect(await rejection(inDatabase(target.url, (client) => client.query(again)))).to.include({
      constraint: 'reservations_one_at_a_time',
    });
  });

  it('has the schema refuse what a state may not have', async () => {
    const booking = await bookedAt('11:00');
    for (const [change, constraint] of [
      [`state = 'held'`, 'bookings_life'],
      [`state = 'cancelled'`, 'bookings_life'],
      [`cancel_code = 'lockdown'`, 'bookings_life'],
      [`state = 'attended'`, 'bookings_state'],
      [`ends_at = starts_at`, 'bookings_times'],
      [`begins_at = ends_at`, 'bookings_times'],
      [`clinician_id = '${await clinic.world.addPerson()}'`, 'bookings_session_fk'],
      [`station_id = '${await clinic.world.addStation()}'`, 'bookings_station_fk'],
      [`patient_id = '${(await clinic.referOne()).patientId}'`, 'bookings_referral_fk'],
    ] as const) {
      const refused = clinic.world.query(`update bookings set ${change} where id = $1`, [booking.id]);
      expect(await rejection(refused), change).to.include({ constraint });
    }
  });
});
