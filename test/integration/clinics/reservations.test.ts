import { expect } from 'chai';
import type { Booking, Referral } from '../../../domain/clinics/clinic.ts';
import { DomainError } from '../../../domain/errors.ts';
import { rejection } from '../../support/store-waiting.ts';
import { someDetails, StoreClinic, type Wish } from '../../support/store-clinic.ts';
import { newId } from '../../support/world-store.ts';

/** How many succeeded, and how often each refusal was given. An error that is no refusal is thrown. */
async function counted(attempts: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const attempt of await Promise.allSettled(attempts)) {
    let name = 'done';
    if (attempt.status === 'rejected') {
      if (!(attempt.reason instanceof DomainError)) throw attempt.reason;
      name = `${attempt.reason.code}: ${attempt.reason.message}`;
    }
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const minuteMs = 60_000;
const at = (clock: string) => `2026-11-30T${clock}:00Z`;

describe('clinics: what is taken is taken once', () => {
  let clinic: StoreClinic;
  beforeEach(async () => {
    clinic = await StoreClinic.create();
  });
  afterEach(() => clinic[Symbol.asyncDispose]());

  /** Attempts take turns between the two servers. */
  function attempt(wish: Wish, n: number): Promise<Booking> {
    return clinic.book(wish, { store: n % 2 === 0 ? clinic.world.store : clinic.otherStore });
  }

  it('A01 books one of 200 who want overlapping times at once, from two servers', async () => {
    const referrals = await clinic.refer(200);
    const counts = await counted(
      referrals.map((referral, n) => {
        const minute = String(n % 25).padStart(2, '0');
        return attempt({ referral, from: at(`11:${minute}`) }, n);
      }),
    );
    expect(counts).to.deep.equal({ done: 1, 'taken: the clinician is taken at that time': 199 });
    expect((await clinic.active()).map(({ kind }) => kind)).to.deep.equal([1, 2, 3]);
    expect(await clinic.world.query('select state from bookings')).to.deep.equal([{ state: 'held' }]);
  });

  it('A01 books one of many where only the station or the patient is the same', async () => {
    const others = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const clinicianId = await clinic.world.addPerson({ name: `Clinician ${n}` });
        return { ...clinic.session, id: newId<typeof clinic.session.id>(), clinicianId };
      }),
    );
    await clinic.world.store.transact(({ clinics }) => clinics.addSessions(others));
    const referrals = await clinic.refer(20);
    const ofStation = others.map((session, n) => {
      const referral = referrals[n];
      if (referral === undefined) throw new Error('twenty were referred');
      return attempt({ referral, session, from: at('11:00') }, n);
    });
    expect(await counted(ofStation)).to.deep.equal({
      done: 1,
      'taken: the station is taken at that time': 19,
    });

    const { patientId } = await clinic.referOne();
    const ofPatient = others.map(async (session, n) => {
      const referral = clinic.newReferral(patientId);
      await clinic.world.store.transact(({ clinics }) => clinics.addReferral(referral));
      const stationId = await clinic.addStation(`Room ${n}`);
      return attempt({ referral, session, stationId, from: at('14:00') }, n);
    });
    expect(await counted(ofPatient)).to.deep.equal({
      done: 1,
      'taken: the patient is taken at that time': 19,
    });
  });

  it('A02 has 11:30 free after 11:00 to 11:30, and not 11:29', async () => {
    const [first, second, third] = await three();
    await clinic.book({ referral: first, from: at('11:00') });
    await clinic.book({ referral: second, from: at('11:30') });
    await clinic.book({ referral: third, from: at('10:30') });
    for (const from of [at('11:29'), at('10:31'), at('11:59')]) {
      const refused = rejection(clinic.book({ referral: await clinic.referOne(), from }));
      expect(await refused, from).to.include({ code: 'taken' });
    }
  });

  it('A02 has the schema refuse an overlap, whoever writes it', async () => {
    const booking = await clinic.book({ referral: await clinic.referOne(), from: at('11:00') });
    const insert = (from: string, to: string) =>
      clinic.world.query(
        `insert into reservations (booking_id, place, kind, resource_id, seat, during, active)
         values ($1, 9, 1, $2, 0, tstzrange($3, $4), true)`,
        [booking.id, clinic.clinicianId, from, to],
      );
    expect(await rejection(insert(at('11:29'), at('12:00')))).to.include({
      code: '23P01',
      constraint: 'reservations_one_at_a_time',
    });
    expect(await rejection(insert(at('12:00'), at('12:00')))).to.include({
      code: '23514',
      constraint: 'reservations_during',
    });
    await insert(at('11:30'), at('12:00'));
  });

  it('A03 makes one booking of a request that is sent ten times at once', async () => {
    const referral = await clinic.referOne();
    const requestId = newId();
    const made = Array.from({ length: 10 }, () => clinic.newBooking({ referral, from: at('11:00') }));
    const counts = await counted(
      made.map(({ booking, claims }, n) =>
        (n % 2 === 0 ? clinic.world.store : clinic.otherStore).transact(({ clinics }) =>
          clinics.addBooking(booking, claims, requestId),
        ),
      ),
    );
    expect(counts).to.deep.equal({ done: 1, 'conflict: this request has been made already': 9 });
    const first = await clinic.world.store.transact(({ clinics }) => clinics.findBookingOfRequest(requestId));
    expect(made.map(({ booking }) => booking.id)).to.include(first?.id);
    expect(await clinic.world.query('select id from bookings')).to.deep.equal([{ id: first?.id }]);
  });

  it('gives a referral one time only', async () => {
    const referral = await clinic.referOne();
    await clinic.book({ referral, from: at('11:00') });
    expect(await rejection(clinic.book({ referral, from: at('13:00') }))).to.include({
      code: 'conflict',
      message: 'the referral has a booking already',
    });
    expect(await clinic.active()).to.have.length(3);
  });

  it('A04 frees the time of a hold when ten minutes have passed, and no earlier', async () => {
    const [first, second] = await three();
    const kept = await clinic.book({ referral: first, from: at('11:00') });
    const { world } = clinic;
    const list = () =>
      world.store.reads.listTaken([{ kind: 'station', resourceId: clinic.stationId }], {
        from: new Date(at('11:00')),
        to: new Date(at('11:30')),
      });
    world.clock.pass(10 * minuteMs - 1);
    expect(await list()).to.deep.equal([
      {
        kind: 'station',
        resourceId: clinic.stationId,
        startsAt: new Date(at('11:00')),
        endsAt: new Date(at('11:30')),
        bookingId: kept.id,
      },
    ]);
    expect(await world.store.reads.listLapsedHolds()).to.deep.equal([]);
    expect(await rejection(clinic.book({ referral: second, from: at('11:00') }))).to.include({
      code: 'taken',
    });

    world.clock.pass(1);
    expect(await list()).to.deep.equal([]);
    expect(await world.store.reads.listLapsedHolds()).to.deep.equal([
      { bookingId: kept.id, heldUntil: kept.heldUntil },
    ]);
    const next = await clinic.book({ referral: second, from: at('11:00') });
    expect(new Set((await clinic.active()).map(({ booking_id }) => booking_id))).to.deep.equal(
      new Set([next.id]),
    );
    const late = world.store.transact(({ clinics }) =>
      clinics.confirmBooking(kept.id, someDetails, clinic.clinicianId),
    );
    expect(await rejection(late)).to.include({ code: 'expired' });
    expect(await world.store.transact(({ clinics }) => clinics.findBooking(kept.id))).to.include({
      state: 'lapsed',
      version: 2,
    });
  });

  it('A04 lets a referral hold another time once its first hold is over', async () => {
    const referral = await clinic.referOne();
    await clinic.book({ referral, from: at('11:00') });
    clinic.world.clock.pass(10 * minuteMs);
    const second = await clinic.book({ referral, from: at('15:00') });
    expect(new Set((await clinic.active()).map(({ booking_id }) => booking_id))).to.deep.equal(
      new Set([second.id]),
    );
  });

  it('A05 gives one time to one of two: a late confirmation and a new hold at the same moment', async () => {
    for (let round = 0; round < 12; round += 1) {
      const [first, second] = await three();
      const from = new Date(Date.parse(at('09:00')) + round * 30 * minuteMs).toISOString();
      const kept = await clinic.book({ referral: first, from });
      clinic.world.clock.pass(10 * minuteMs);
      const confirm = clinic.otherStore.transact(({ clinics }) =>
        clinics.confirmBooking(kept.id, someDetails, clinic.clinicianId),
      );
      const counts = await counted([confirm, clinic.book({ referral: second, from })]);
      expect(counts['done'], JSON.stringify(counts)).to.equal(1);
      const taken = await clinic.world.query(
        'select 1 from reservations where active and kind = 3 and lower(during) = $1',
        [from],
      );
      expect(taken).to.have.length(1);
    }
  });

  it('A06 moves a booking by less than its length, and gives the rest of its time up', async () => {
    const [first, second, third] = await three();
    const booking = await clinic.book({ referral: first, from: at('11:00'), state: 'booked' });
    const moved = clinic.newBooking({ referral: first, from: at('11:10') });
    const to = { ...moved.booking, id: booking.id };
    await clinic.world.store.transact(({ clinics }) => clinics.moveBooking(to, moved.claims));
    const read = await clinic.world.store.transact(({ clinics }) => clinics.findBooking(booking.id));
    expect(read).to.deep.include({ state: 'booked', version: 2, startsAt: new Date(at('11:10')) });
    await clinic.book({ referral: second, from: at('11:00'), minutes: 10 });
    expect(await rejection(clinic.book({ referral: third, from: at('11:30') }))).to.include({
      code: 'taken',
    });
  });

  it('A06 leaves a booking where it was when the other time is taken', async () => {
    const [first, second] = await three();
    const booking = await clinic.book({ referral: first, from: at('11:00'), state: 'booked' });
    await clinic.book({ referral: second, from: at('12:00') });
    const moved = clinic.newBooking({ referral: first, from: at('11:45') });
    const refused = clinic.world.store.transact(({ clinics }) =>
      clinics.moveBooking({ ...moved.booking, id: booking.id }, moved.claims),
    );
    expect(await rejection(refused)).to.include({ code: 'taken' });
    const read = await clinic.world.store.transact(({ clinics }) => clinics.findBooking(booking.id));
    expect(read).to.deep.equal(booking);
    const refusedAgain = rejection(clinic.book({ referral: await clinic.referOne(), from: at('11:00') }));
    expect(await refusedAgain).to.include({ code: 'taken' });
  });

  it('refuses both of two bookings that would change places', async () => {
    const [first, second] = await three();
    const a = await clinic.book({ referral: first, from: at('11:00'), state: 'booked' });
    const b = await clinic.book({ referral: second, from: at('12:00'), state: 'booked' });
    const move = (id: Booking['id'], referral: Referral, from: string) => {
      const moved = clinic.newBooking({ referral, from, state: 'booked' });
      return clinic.otherStore.transact(({ clinics }) =>
        clinics.moveBooking({ ...moved.booking, id }, moved.claims),
      );
    };
    expect(await counted([move(a.id, first, at('12:00')), move(b.id, second, at('11:00'))])).to.deep.equal({
      'taken: the clinician is taken at that time': 2,
    });
    const read = await clinic.world.store.transact(({ clinics }) =>
      clinics.lockBookingsOf(clinic.session.id),
    );
    expect(read).to.deep.equal([a, b]);
  });

  async function three(): Promise<[Referral, Referral, Referral]> {
    const [first, second, third] = await clinic.refer(3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three');
    return [first, second, third];
  }
});

describe('clinics: what serves several at one time', () => {
  it('A09 gives one place that has become free to one of two', async () => {
    await using clinic = await StoreClinic.create({ capacity: 2 });
    const stations = await Promise.all(['1', '2', '3'].map((name) => clinic.addStation(`Room ${name}`)));
    const next = async (n: number, store = clinic.world.store) => {
      const referral = await clinic.referOne();
      return clinic.book(
        { referral, from: at('11:00'), stationId: stations[n] ?? clinic.stationId },
        { store },
      );
    };
    await next(0);
    let leaving = await next(1);
    expect((await clinic.active()).map(({ kind, seat }) => [kind, seat])).to.deep.equal([
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 0],
      [3, 0],
      [3, 0],
    ]);
    for (let round = 0; round < 10; round += 1) {
      await clinic.world.store.transact(({ clinics }) => clinics.releaseBooking(leaving.id, 'lapsed', null));
      const asked = [next(1), next(2, clinic.otherStore)];
      expect(await counted(asked)).to.deep.equal({
        done: 1,
        'taken: the clinician is taken at that time': 1,
      });
      leaving = await Promise.any(asked);
    }
    expect((await clinic.active()).filter(({ kind }) => kind === 1).map(({ seat }) => seat)).to.deep.equal([
      0, 1,
    ]);
  });

  it('A09 finds a place for a time of which no single place is free, while one is at each moment', async () => {
    await using clinic = await StoreClinic.create({ capacity: 2 });
    const stations = await Promise.all(['1', '2', '3', '4'].map((name) => clinic.addStation(`Room ${name}`)));
    const book = async (from: string, n: number) => {
      const stationId = stations[n] ?? clinic.stationId;
      return clinic.book({ referral: await clinic.referOne(), from: at(from), stationId });
    };
    await book('11:00', 0);
    const leaving = await book('11:30', 0);
    const staying = await book('11:30', 1);
    await clinic.world.store.transact(({ clinics }) => clinics.releaseBooking(leaving.id, 'lapsed', null));
    const places = () =>
      clinic.world.query(
        `select to_char(lower(during) at time zone 'UTC', 'HH24:MI') as at, seat from reservations
       where active and kind = 1 order by during`,
      );
    expect(await places()).to.deep.equal([
      { at: '11:00', seat: 0 },
      { at: '11:30', seat: 1 },
    ]);
    await book('11:15', 2);
    expect(await places()).to.deep.equal([
      { at: '11:00', seat: 0 },
      { at: '11:15', seat: 1 },
      { at: '11:30', seat: 0 },
    ]);
    expect(await rejection(book('11:15', 3))).to.include({ code: 'taken' });
    // What was given another place is given up like any other.
    await clinic.world.store.transact(({ clinics }) => clinics.releaseBooking(staying.id, 'lapsed', null));
    await book('11:30', 3);
  });

  it('A14 refuses the fifth move where four can be escorted, and says so', async () => {
    await using clinic = await StoreClinic.create({ capacity: 20 });
    const referrals = await clinic.refer(12);
    const stations = await Promise.all(referrals.map((_, n) => clinic.addStation(`Room ${n}`)));
    const counts = await counted(
      referrals.map((referral, n) =>
        clinic.book(
          { referral, from: at('11:00'), stationId: stations[n] ?? clinic.stationId, escortPlaces: 4 },
          { store: n % 2 === 0 ? clinic.world.store : clinic.otherStore },
        ),
      ),
    );
    expect(counts).to.deep.equal({
      done: 4,
      'taken: the escort places of the prison are taken at that time': 8,
    });
    expect((await clinic.active()).filter(({ kind }) => kind === 4).map(({ seat }) => seat)).to.deep.equal([
      0, 1, 2, 3,
    ]);
    // The officers are back by then.
    await clinic.book({ referral: await clinic.referOne(), from: at('11:30'), escortPlaces: 4 });
  });

  it('A14 moves nobody where no officer can', async () => {
    await using clinic = await StoreClinic.create();
    const refused = clinic.book({ referral: await clinic.referOne(), from: at('11:00'), escortPlaces: 0 });
    expect(await rejection(refused)).to.include({
      code: 'taken',
      message: 'the escort places of the prison are taken at that time',
    });
    expect(await clinic.world.query('select 1 from bookings')).to.deep.equal([]);
  });
});
