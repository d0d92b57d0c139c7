import { randomUUID } from 'node:crypto';
import { placeAtHome } from '../../domain/clinics/at-home.ts';
import type { Booking } from '../../domain/clinics/clinic.ts';
import type { PatientContact } from '../../domain/clinics/link-port.ts';
import type { NewPatient } from '../../domain/clinics/clinic-port.ts';
import type { BookingDetails } from '../../domain/clinics/wire.ts';
import type {
  BookingId,
  ClinicianId,
  ClinicSessionId,
  OfferId,
  PatientId,
  ReferralId,
  RoomId,
  StationId,
} from '../../domain/ids.ts';
import type { Store } from '../../domain/ports.ts';
import { wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { StationState, StationVisit } from '../../domain/states/wire.ts';
import type { VisitOrigin } from '../../domain/visits/visit.ts';
import { beginVisit } from './guests.ts';
import { clinicianHears, valueOf } from './hearing.ts';
import type { SocketClient } from './socket-client.ts';
import type { Place, World } from './world.ts';

/** What has led to the visits of a test that holds for both. */
export const visitOrigins: readonly VisitOrigin['kind'][] = ['call', 'booking'];

const minuteMs = 60_000;

const details: BookingDetails = {
  otherwise: 'hospital-escort',
  officer: 'outside',
  interpreterLanguage: null,
  noteForPatient: null,
  noteForStaff: 'Brings a dressing.',
};

type Numbers = Pick<NewPatient, 'nhsNumber' | 'prisonNumber'>;

export type BookedPlace = Place & { clinicianId: ClinicianId; stationId: StationId };

/**
 * A booking as the clinics would have made it, straight in the store, because no search offers a time that is now. Its first
 * segment begins in so many minutes, and the patient is seen twenty minutes from its beginning on. It is in the session of
 * `after`, or in one of its own. A patient `atHome` is at no station.
 */
export async function addBooking(
  store: Store,
  { organisationId, siteId, clinicianId, stationId }: BookedPlace,
  {
    beginsInMinutes = 0,
    after,
    atHome,
    ...numbers
  }: { beginsInMinutes?: number; after?: Booking; atHome?: PatientContact } & Partial<Numbers> = {},
): Promise<Booking> {
  const patientId = randomUUID() as PatientId;
  const referralId = randomUUID() as ReferralId;
  const sessionId = after?.sessionId ?? (randomUUID() as ClinicSessionId);
  return store.transact(async ({ clinics, now }) => {
    const beginsAt = new Date(now.getTime() + beginsInMinutes * minuteMs);
    const endsAt = new Date(beginsAt.getTime() + 20 * minuteMs);
    const service = 'Dermatology';
    const session = [
      {
        id: sessionId,
        organisationId,
        templateId: null,
        service,
        clinicianId,
        date: wallDateOf(beginsAt),
        startsAtClock: '09:00',
        endsAtClock: '17:00',
        startsAt: beginsAt,
        endsAt,
        preMinutes: 0,
        mainMinutes: 20,
        debriefMinutes: 0,
        capacity: 1,
        state: 'open' as const,
      },
    ];
    if (after === undefined) await clinics.addSessions(session);
    await clinics.addPatient({
      id: patientId,
      organisationId,
      siteId,
      name: 'Ann Example',
      dateOfBirth: '1980-02-29',
      nhsNumber: null,
      prisonNumber: null,
      ...numbers,
      byLink: atHome,
    });
    const clockStart = wallDateOf(now);
    const priority = 'routine' as const;
    const referral = { id: referralId, organisationId, patientId, siteId, service, priority, clockStart };
    await clinics.addReferral({ ...referral, state: 'booked' });
    const booking: Booking = {
      id: randomUUID() as BookingId,
      organisationId,
      referralId,
      patientId,
      sessionId,
      siteId,
      stationId: atHome === undefined ? stationId : placeAtHome(patientId),
      clinicianId,
      beginsAt,
      startsAt: beginsAt,
      endsAt,
      state: 'booked',
      heldBy: null,
      heldUntil: null,
      version: 1,
    };
    const taken = { kind: 'patient', resourceId: patientId, startsAt: beginsAt, endsAt, seats: 1 } as const;
    await clinics.addBooking(booking, [taken], randomUUID());
    await clinics.setDetails(booking.id, details);
    return { ...booking, version: 2 };
  });
}

/** A clinician, a station that is connected, and a booking that can be started now. */
export async function bookNow(
  world: World,
  place: Place,
  given: { beginsInMinutes?: number } & Partial<Numbers> = {},
) {
  const host = await world.onCall(place);
  const enrolled = await world.addStation(place);
  const station = await world.connect(enrolled);
  const where = { ...place, clinicianId: host.clinicianId, stationId: enrolled.stationId };
  const booking = await addBooking(world.deps.store, where, given);
  return { host, station, enrolled, booking, bookingId: booking.id };
}

/** A booked visit that has begun between a station and its clinician. */
export async function beginBookedVisit(world: World, place: Place, given: { beginsInMinutes?: number } = {}) {
  const booked = await bookNow(world, place, given);
  const { bookingId, host } = booked;
  const { visitId, roomId } = valueOf(await host.socket.say('visit:start', { bookingId }));
  return { ...booked, visitId, roomId };
}

/** A visit that has begun, by what is to lead to it. */
export async function beginVisitOf(origin: VisitOrigin['kind'], world: World, place: Place) {
  if (origin === 'booking') {
    const { bookingId, host, station, visitId, roomId } = await beginBookedVisit(world, place);
    return { host, station, visitId, roomId, originId: bookingId };
  }
  const { callId, ...visit } = await beginVisit(world, place);
  return { ...visit, originId: callId };
}

/** The visit that runs at a station, as it is told of it. */
export function visitAt({ call, visit }: StationState): Omit<StationVisit, 'progress'> | null {
  if (visit !== null || call?.life.phase !== 'active') return visit;
  const { visitId, clinicianName, otherClinicians, since, lostSound, clinicianLostAt } = call.life;
  const { roomId } = call;
  return { visitId, roomId, clinicianName, otherClinicians, since, lostSound, clinicianLostAt };
}

/** The ring by which a clinician is asked into the visit in this room. */
export async function ringInto(socket: SocketClient, roomId: RoomId): Promise<OfferId> {
  const { offer } = await clinicianHears(
    socket,
    'call:ringing',
    (state) => state.offer?.card.roomId === roomId,
  );
  if (offer === null) throw new Error('nothing rings');
  return offer.offerId;
}

/** Where a booking stands. */
export async function bookingIs(world: World, bookingId: BookingId): Promise<string | undefined> {
  const found = await world.deps.store.reads.findBookingView(bookingId);
  return found?.state;
}
