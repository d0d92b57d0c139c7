import type { Actor } from '../actors.ts';
import type { Site, Station } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type {
  BookingId,
  ClinicSessionId,
  OrganisationId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import { placeAtHome, placeAtHomeName } from './at-home.ts';
import { requireSeen, sightOf, worksIn } from './clinic-access.ts';
import type { Booking, ClinicSession, PrisonDay, Referral } from './clinic.ts';
import { freeTimes, type OfferedTime, type OfferedTimes } from './free-times.ts';
import { isAtPlace } from './booking-rules.ts';
import { speaks } from './interpreter.ts';
import { keepsPlaces, placesLeft } from './kept-places.ts';
import type { FreeTimes } from './wire.ts';

/** How many days are searched where nobody says otherwise. */
const searchedDays = 14;
/** How many times are named; the others are counted. */
const namedTimes = 12;
/** An appointment can begin before its session and end after it, by some hours at most. */
const marginMs = 24 * 3_600_000;

/**
 * Times that the clinic, the prison’s regime, its stations, its escorts and the patient can all keep, earliest first,
 * and why others cannot be had. Of a referral that is booked, or of which the person holds a time, its own does not
 * count against it (A06); the place that it is booked at is not offered again.
 */
export async function findTimes(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  input: {
    referralId: ReferralId;
    from?: string | undefined;
    days?: number | undefined;
    language?: string | undefined;
  },
): Promise<FreeTimes> {
  const sight = await sightOf(deps, actor, 'booking:make');
  const { reads } = deps.store;
  const referral = requireSeen(sight, await reads.findReferral(input.referralId), 'referral');
  if (referral.state === 'closed') {
    throw new DomainError('wrong-phase', 'this referral is closed');
  }
  const { from = wallDateOf(deps.clock.now()), days, language } = input;
  const own = await ownBooking(deps, sight.person.personId, referral);
  const search = { referral, from, days, own, language, ofPrison: worksIn(sight, referral) };
  const { sessions, times, notOffered } = await searchTimes(deps, search);
  const named = times.slice(0, namedTimes);
  const nameOf = await nameReader(deps, referral.organisationId);
  return {
    times: named.map((time) => freeTimeOf(time, nameOf(...sessions))),
    more: times.length - named.length,
    notOffered: [...notOffered].map(([why, count]) => ({ why, times: count })),
  };
}

type Search = {
  referral: Referral;
  /** The first day of the calendar that is searched. */
  from: string;
  days?: number | undefined;
  /** The referral's own booking: its times do not count, and it is not offered where it is booked. */
  own: Booking | null;
  /** Whether who asks works in the prison. */
  ofPrison: boolean;
  /** Of an interpreter who is needed. */
  language?: string | undefined;
  /** Of this session only. */
  sessionId?: ClinicSessionId;
};

/** The search itself, also for what is offered to somebody whose time has been taken. */
export async function searchTimes(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  { referral, from, days = searchedDays, own, ofPrison, language, sessionId }: Search,
): Promise<OfferedTimes & { sessions: ClinicSession[] }> {
  const { organisationId, siteId, service, patientId } = referral;
  const span = { from: startOfDay(from), to: startOfDay(addDays(from, days)) };
  const [all, prison, interpreters] = await Promise.all([
    store.reads.listSessions(organisationId, { ...span, service }),
    readPrison({ store }, referral),
    language === undefined ? [] : store.reads.listInterpreters(organisationId),
  ]);
  const interpreterIds = interpreters.filter((one) => speaks(one, language ?? '')).map(({ id }) => id);
  const sessions = all.filter(
    ({ id, state }) => state === 'open' && (sessionId === undefined || id === sessionId),
  );
  const between = {
    startsAt: new Date(span.from.getTime() - marginMs),
    endsAt: new Date(span.to.getTime() + marginMs),
  };
  const { stationIds } = prison;
  const hindrances = await store.reads.findHindrances({ siteId, stationIds, patientId, between });
  const taken = await store.reads.listTaken(
    [
      ...[...new Set(sessions.map(({ clinicianId }) => clinicianId))].map((resourceId) => ({
        kind: 'clinician' as const,
        resourceId,
      })),
      ...stationIds.map((resourceId) => ({ kind: 'station' as const, resourceId })),
      { kind: 'patient', resourceId: patientId },
      { kind: 'escort', resourceId: siteId },
      ...interpreterIds.map((resourceId) => ({ kind: 'interpreter' as const, resourceId })),
    ],
    { from: between.startsAt, to: between.endsAt },
  );
  const leftOut = own?.id ?? null;
  const others = taken.filter(({ bookingId }) => bookingId !== leftOut);
  const now = clock.now();
  const full = await fullFor({ store }, { siteId, sessions, leftOut, now });
  const world = {
    ...{ now, sessions, prison, patientId, hindrances, ofPrison, full, interpreterIds },
    taken: others,
  };
  const { times, notOffered } = freeTimes(world);
  return { times: times.filter((time) => !isBookedAt(own, time)), notOffered, sessions };
}

/** A time that is only held can be taken again: it is given up then. */
function isBookedAt(own: Booking | null, { sessionId, stationId, appointment }: OfferedTime): boolean {
  if (own?.state !== 'booked') return false;
  return isAtPlace(own, { sessionId, stationId, startsAt: appointment.startsAt });
}

/** The sessions of which what is left is kept for other prisons. */
async function fullFor(
  { store }: Pick<Deps, 'store'>,
  of: { siteId: SiteId; sessions: readonly ClinicSession[]; leftOut: BookingId | null; now: Date },
): Promise<ReadonlySet<ClinicSessionId>> {
  const { siteId, leftOut, now } = of;
  const keeping = of.sessions.filter((session) => keepsPlaces(session, now));
  if (keeping.length === 0) return new Set();
  const ids = keeping.map(({ id }) => id);
  const places = await store.reads.listPlacesTakenIn(ids, leftOut);
  const isFull = (session: ClinicSession) => {
    const taken = places.filter(({ sessionId }) => sessionId === session.id).map((place) => place.siteId);
    return placesLeft(session, { siteId, taken, now }) <= 0;
  };
  return new Set(keeping.filter(isFull).map(({ id }) => id));
}

/**
 * What the prison has said, with the stations that are still enrolled. Nobody can be brought from a prison that has said
 * nothing. In a care home all stations are there for clinics, but where it has said which; a patient at home has a place of
 * their own.
 */
export async function readPrison(
  { store }: Pick<Deps, 'store'>,
  { organisationId, siteId, patientId }: Pick<Referral, 'organisationId' | 'siteId' | 'patientId'>,
): Promise<PrisonDay> {
  const prison = await store.reads.findBookablePrison(siteId);
  // A prison alone says when its patients may be out.
  if (prison !== undefined && prison.regime.length > 0) return prison;
  const sites = await store.reads.listSites(organisationId);
  const kind = sites.find((site) => site.siteId === siteId)?.kind;
  if (kind === 'home') return openPlace(siteId, [placeAtHome(patientId)]);
  if (kind === 'care-home') {
    const able = stationsOf(sites, siteId).filter(isInUse).map(idOf);
    const described = prison?.stationIds ?? [];
    return openPlace(siteId, described.length === 0 ? able : able.filter((id) => described.includes(id)));
  }
  return prison ?? unsaid(siteId);
}

/** Nobody is locked up, fetched or escorted there. */
function openPlace(siteId: SiteId, stationIds: readonly StationId[]): PrisonDay {
  return { ...unsaid(siteId), alwaysOpen: true, stationIds };
}

function isInUse({ enrolledAt, revokedAt }: Station): boolean {
  return enrolledAt !== null && revokedAt === null;
}

function unsaid(siteId: SiteId): PrisonDay {
  return { siteId, leadMinutes: 0, moveBackMinutes: 0, regime: [], escortPlaces: null, stationIds: [] };
}

function stationsOf(sites: readonly (Site & { stations: Station[] })[], siteId: SiteId): Station[] {
  return sites.find((site) => site.siteId === siteId)?.stations ?? [];
}

function idOf({ stationId }: Station): Station['stationId'] {
  return stationId;
}

/** What of the referral is booked, or held by the person who asks. */
export async function ownBooking(
  { store }: Pick<Deps, 'store'>,
  personId: PersonId,
  { id }: Referral,
): Promise<Booking | null> {
  const open: Booking | undefined = await store.transact((tx) => tx.clinics.findOpenBooking(id));
  const own = open !== undefined && (open.state === 'booked' || open.heldBy === personId);
  return own ? open : null;
}

type Names = {
  clinician: ReadonlyMap<string, string>;
  station: ReadonlyMap<string, string>;
  clinicianOf: ReadonlyMap<string, string>;
};

/** Reads who and what is named in offered times of some sessions. */
export async function nameReader(
  { store }: Pick<Deps, 'store'>,
  organisationId: OrganisationId,
): Promise<(...sessions: readonly ClinicSession[]) => Names> {
  const [people, sites] = await Promise.all([
    store.reads.listPeople(organisationId),
    store.reads.listSites(organisationId),
  ]);
  const clinician = new Map(people.map(({ personId, name }) => [personId, name]));
  const stations = sites.flatMap((site) => site.stations);
  const station = new Map(stations.map(({ stationId, name }) => [stationId, name]));
  return (...sessions) => ({
    ...{ clinician, station },
    clinicianOf: new Map(sessions.map(({ id, clinicianId }) => [id, clinicianId])),
  });
}

/** An offered time as who asks reads it. */
export function freeTimeOf(
  { sessionId, stationId, appointment, clashes }: OfferedTime,
  { clinician, station, clinicianOf }: Names,
): FreeTimes['times'][number] {
  return {
    sessionId,
    stationId,
    // A patient at home has a place that is on no list.
    stationName: station.get(stationId) ?? placeAtHomeName,
    clinicianName: clinician.get(clinicianOf.get(sessionId) ?? '') ?? '',
    startsAt: appointment.startsAt.toISOString(),
    endsAt: appointment.endsAt.toISOString(),
    beginsAt: appointment.beginsAt.toISOString(),
    clashes,
  };
}
