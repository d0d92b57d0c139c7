import { expect } from 'chai';
import type { Booking } from '../../../domain/clinics/clinic.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { addBooking, bookNow } from '../../support/booked-visit.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { pressAt, ringOf, stationReads, valueOf } from '../../support/hearing.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { readCsv } from '../../support/read-csv.ts';
import { RunningServer } from '../../support/running-server.ts';
import { type Place, World } from '../../support/world.ts';

const minuteMs = 60_000;

describe('A46 a clinic that runs late, as its prison sees it', function () {
  this.timeout(40_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  /** A patient who can be seen now, and a next one at another station of the prison, in so many minutes. */
  async function list(nextInMinutes: number) {
    const first = await bookNow(world, place);
    const enrolled = await world.addStation(place);
    const nextStation = await world.connect(enrolled);
    const where = { ...place, clinicianId: first.host.clinicianId, stationId: enrolled.stationId };
    const given = { beginsInMinutes: nextInMinutes, after: first.booking };
    const next = await addBooking(world.deps.store, where, given);
    const nurse = await world.addPerson(place, ['prison-healthcare']);
    await world.deps.store.transact(({ clinics }) => clinics.setPersonSites(nurse.personId, [place.siteId]));
    return { ...first, next, nextStation, nurse };
  }

  /** What the day's list says of one booking, whose day may be another one near midnight. */
  async function expectedOf({ token }: { token: string }, { id, beginsAt }: Booking) {
    const query = { from: wallDateOf(beginsAt), days: '1' };
    const { value } = await ask(world.server(0), 'listBookings', { token, query });
    return value.bookings.find(({ bookingId }) => bookingId === id)?.expected;
  }

  it('A46 tells the wing a later time to fetch, and the station about when, while a visit runs over', async () => {
    const onTime = await list(20);
    expect(await expectedOf(onTime.nurse, onTime.next)).to.equal(null);
    expect((await stationReads(onTime.nextStation)).nextBooking).to.deep.equal({
      startsAt: onTime.next.startsAt.toISOString(),
      expectedAt: null,
    });
    const { host, bookingId, next, nextStation, nurse } = await list(5);
    valueOf(await host.socket.say('visit:start', { bookingId }));
    const late = await expectedOf(nurse, next);
    // What runs takes twenty minutes from now on, and the next one was to begin in five.
    expect(late).to.deep.include({ minutesLate: 20, moved: false, urgentCall: false });
    const at = (minutes: number) => new Date(next.startsAt.getTime() + minutes * minuteMs).toISOString();
    expect([late?.startsAt, late?.fetchAt]).to.deep.equal([at(20), at(20)]);
    expect((await stationReads(nextStation)).nextBooking?.expectedAt).to.equal(at(20));
    expect(await expectedOf(host, next)).to.deep.equal(late);
  });

  it('A46 goes by the clinician’s word, and fetches nobody anew who was fetched already', async () => {
    const { host, next, nextStation, nurse, booking } = await list(-10);
    const params = { sessionId: booking.sessionId };
    const body = { minutes: 30 };
    const colleague = await world.onCall(place);
    const asking = { token: colleague.token, params, body, code: 'forbidden' } as const;
    await askRefused(world.server(0), 'sayLate', asking);
    await askRefused(world.server(0), 'sayLate', { ...asking, token: nurse.token });
    await ask(world.server(0), 'sayLate', { token: host.token, params, body });
    const late = await expectedOf(nurse, next);
    expect(late?.moved).to.equal(true);
    expect(late?.fetchAt).to.equal(next.beginsAt.toISOString());
    expect((await stationReads(nextStation)).nextBooking?.expectedAt).to.equal(late?.startsAt);
    expect(late?.minutesLate).to.be.greaterThan(0);
    expect((await world.trail(place)).filter((one) => one === 'session.late-said')).to.have.length(1);
  });

  it('A46 says that the clinician sees an urgent call', async () => {
    const host = await world.onCall(place);
    const enrolled = await world.addStation(place);
    const where = { ...place, clinicianId: host.clinicianId, stationId: enrolled.stationId };
    const next = await addBooking(world.deps.store, where, { beginsInMinutes: -10 });
    const { callId } = await pressAt(world, place);
    const offerId = await ringOf(host.socket, callId);
    valueOf(await host.socket.say('offer:accept', { offerId }));
    expect(await expectedOf(host, next)).to.deep.include({ urgentCall: true, moved: true });
  });
});

describe('A46 a clinic of which a delay is said again', () => {
  it('A46 keeps a patient who is to be fetched later at that', async () => {
    await using running = await RunningServer.create();
    const stage = await ClinicStage.create(running);
    await stage.book('09:05');
    // By then every sign-in would be over.
    await inDatabase(running.config.databaseUrl, (client) =>
      client.query(`update families set expires_at = expires_at + interval '60 days'`),
    );
    const say = async (minutes: number) => {
      const params = { sessionId: stage.sessionId };
      await ask(running, 'sayLate', { token: stage.clinician.newToken(), params, body: { minutes } });
    };
    const expected = async () => {
      const query = { from: stage.date, days: '1' };
      const { value } = await ask(running, 'listBookings', { token: stage.nurse.newToken(), query });
      const late = value.bookings[0]?.expected;
      return [late?.startsAt, late?.fetchAt, late?.moved];
    };
    // Booked to be fetched at 08:35.
    stage.waitUntil('09:05', 45);
    await say(20);
    expect(await expected()).to.deep.equal([stage.at('09:25'), stage.at('08:55'), false]);
    stage.waitUntil('09:05', 25);
    await say(30);
    expect(await expected()).to.deep.equal([stage.at('09:35'), stage.at('09:05'), false]);
    await say(0);
    // Nobody has fetched them, and now nothing is late.
    expect(await expected()).to.deep.equal([undefined, undefined, undefined]);
  });
});

describe('the activity of clinics, over HTTP', function () {
  this.timeout(40_000);

  it('is read and saved by a manager of the organisation alone, without a patient', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const numbers = { nhsNumber: '9990000018', prisonNumber: 'A1234BC' };
    const { host, bookingId, booking } = await bookNow(world, place, { beginsInMinutes: -20, ...numbers });
    await ask(world.server(0), 'markNotAttended', {
      token: host.token,
      params: { bookingId },
      body: { cause: 'not-brought', text: 'Synthetic.' },
    });
    const day = wallDateOf(booking.beginsAt);
    const manager = await world.addPerson(place, ['manager']);
    const asking = {
      token: manager.token,
      params: { organisationId: place.organisationId },
      query: { from: day, to: day },
    };
    const { value } = await ask(world.server(0), 'readActivity', asking);
    expect(value.rows).to.have.length(1);
    expect(value.rows[0]).to.deep.include({
      clinicianId: host.personId,
      booked: 1,
      attended: 0,
      dna: { patient: 0, prison: 1, hospital: 0, technology: 0 },
    });
    const file = (await ask(world.server(0), 'exportActivity', asking)).value;
    expect(readCsv(file)).to.have.length(1);
    expect(file).not.to.match(/Ann Example|9990000018|A1234BC|Synthetic/);
    expect(file).not.to.contain(host.name);
    expect((await world.trail(place)).filter((one) => one === 'activity.exported')).to.have.length(1);

    const stranger = await world.addPerson(await world.addPlace(), ['manager']);
    for (const name of ['readActivity', 'exportActivity'] as const) {
      await askRefused(world.server(0), name, { ...asking, token: host.token, code: 'forbidden' });
      await askRefused(world.server(0), name, { ...asking, token: stranger.token, code: 'not-found' });
    }
  });
});
