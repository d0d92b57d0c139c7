import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Booking } from '../../../domain/clinics/clinic.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { addBooking, beginBookedVisit, bookNow } from '../../support/booked-visit.ts';
import { clinicianHears, stationHears, stationReads, valueOf } from '../../support/hearing.ts';
import { ask } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

const minuteMs = 60_000;

/** What only the time of day of the run decides is left out: a stop may end tomorrow. */
function span(now: Date) {
  return { startsAt: now.toISOString(), endsAt: new Date(now.getTime() + 120 * minuteMs).toISOString() };
}

describe('HAZ-31 a stop of movements while patients are being seen or brought', function () {
  this.timeout(40_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    const { organisationId } = await world.addPlace();
    const siteId = randomUUID() as SiteId;
    const prison = { siteId, organisationId, name: 'HMP Synthetic', kind: 'prison' as const, phone: null };
    await world.deps.store.transact(({ accounts }) => accounts.addSite(prison));
    place = { organisationId, siteId };
  });
  after(() => world[Symbol.asyncDispose]());

  async function addNurse() {
    const nurse = await world.addPerson(place, ['prison-healthcare']);
    await world.deps.store.transact(({ clinics }) => clinics.setPersonSites(nurse.personId, [place.siteId]));
    return nurse;
  }

  const now = () => world.deps.clock.now();

  async function stop(token: string) {
    const params = { siteId: place.siteId };
    const body = { ...span(now()), reason: 'Synthetic reason' };
    return (await ask(world.server(0), 'stopMovements', { token, params, body })).value;
  }

  async function rowOf({ token }: { token: string }, { id, beginsAt }: Booking) {
    const asking = { token, params: { siteId: place.siteId }, query: { day: wallDateOf(beginsAt) } };
    const { value } = await ask(world.server(0), 'readMovementList', asking);
    return value.rows.find(({ bookingId }) => bookingId === id)?.state;
  }

  it('A24 tells both ends of a visit that runs, calmly, and cuts nothing', async () => {
    const { host, station, visitId } = await beginBookedVisit(world, place);
    const nurse = await addNurse();
    const query = span(now());
    const asking = { token: nurse.token, params: { siteId: place.siteId }, query };
    const preview = (await ask(world.server(0), 'previewMovementStop', asking)).value;
    expect([preview.running, preview.begun].map((of) => of.map(({ bookings }) => bookings))).to.deep.equal([
      [1],
      [],
    ]);
    const { cancelled, begun, stop: made } = await stop(nurse.token);
    expect([cancelled, begun]).to.deep.equal([0, 1]);
    const { startsAt, endsAt } = made;
    const atStation = await stationHears(
      station,
      'visit:changed',
      ({ visit }) => (visit?.progress.stopped ?? null) !== null,
    );
    expect(atStation.visit?.visitId).to.equal(visitId);
    expect(atStation.visit?.progress.stopped).to.deep.equal({ startsAt, endsAt });
    expect(atStation.turnBack).to.deep.equal([]);
    const atClinician = await clinicianHears(
      host.socket,
      'visit:changed',
      ({ visit }) => (visit?.progress?.stopped ?? null) !== null,
    );
    expect(atClinician.visit?.progress?.stopped).to.deep.equal({ startsAt, endsAt });
    expect(JSON.stringify([atStation, atClinician])).not.to.contain('Synthetic reason');
    const lifting = { token: nurse.token, params: { stopId: made.stopId } };
    await ask(world.server(0), 'liftMovementStop', lifting);
    await stationHears(
      station,
      'visit:changed',
      ({ visit }) => visit?.visitId === visitId && visit.progress.stopped === null,
    );
    valueOf(await host.socket.say('visit:end', { visitId }));
  });

  it('A24 turns back who is on the way: the station says it at once, the list of the wing shows it', async () => {
    const { station, booking } = await bookNow(world, place);
    const nurse = await addNurse();
    const { cancelled, begun, stop: made } = await stop(nurse.token);
    expect([cancelled, begun]).to.deep.equal([0, 1]);
    const heard = await stationHears(station, 'visit:changed', ({ turnBack }) => turnBack.length > 0);
    expect(heard.turnBack).to.deep.equal([{ startsAt: booking.startsAt.toISOString(), until: made.endsAt }]);
    expect(heard.nextBooking?.startsAt).to.equal(booking.startsAt.toISOString());
    expect(await rowOf(nurse, booking)).to.equal('turn-back');
    await ask(world.server(0), 'liftMovementStop', { token: nurse.token, params: { stopId: made.stopId } });
    await stationHears(station, 'visit:changed', ({ turnBack }) => turnBack.length === 0);
    expect(await rowOf(nurse, booking)).to.equal('to-come');
  });

  it('A24 does not turn back a patient of another wing', async () => {
    const { station, booking } = await bookNow(world, place);
    const nurse = await addNurse();
    const place_ = { wing: 'C', cell: null, marks: [] };
    const params = { patientId: booking.patientId };
    await ask(world.server(0), 'setWhereabouts', { token: nurse.token, params, body: place_ });
    const body = { ...span(now()), reason: 'Synthetic reason', wings: ['B'] };
    const site = { siteId: place.siteId };
    await ask(world.server(0), 'stopMovements', { token: nurse.token, params: site, body });
    expect((await stationReads(station)).turnBack).to.deep.equal([]);
    expect(await rowOf(nurse, booking)).to.equal('to-come');
  });
});

describe('A46 a patient who waits at a station while the clinic is later than the slot', function () {
  this.timeout(40_000);
  let world: World;
  before(async () => {
    world = await World.create();
  });
  after(() => world[Symbol.asyncDispose]());

  it('is shown with the delay until there is an outcome, also when a later one has come', async () => {
    const place = await world.addPlace();
    const waits = await bookNow(world, place, { beginsInMinutes: -25 });
    const where = { ...place, clinicianId: waits.host.clinicianId, stationId: waits.enrolled.stationId };
    const later = await addBooking(world.deps.store, where, { beginsInMinutes: 20 });
    const shown = (await stationReads(waits.station)).nextBooking;
    expect(shown?.startsAt).to.equal(waits.booking.startsAt.toISOString());
    expect(Date.parse(shown?.expectedAt ?? '')).to.be.greaterThan(waits.booking.endsAt.getTime());
    const params = { bookingId: waits.bookingId };
    const body = { cause: 'not-brought', text: null } as const;
    await ask(world.server(0), 'markNotAttended', { token: waits.host.token, params, body });
    expect((await stationReads(waits.station)).nextBooking?.startsAt).to.equal(later.startsAt.toISOString());
  });
});
