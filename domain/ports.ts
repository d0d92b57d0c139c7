import type { Actor, AuditActor, PersonActor, Role, StationActor } from './actors.ts';
import type {
  Acuity,
  Call,
  CallDetails,
  CallLife,
  Offer,
  OfferState,
  Visit,
  VisitEndReason,
} from './calls/call.ts';
import type { FreeClinician, WaitingCall } from './calls/routing.ts';
import type { Duty, PauseReason } from './clinicians/presence.ts';
import type { AudienceFactName, ConnectionEnd } from './contract/facts.ts';
import type { RecordedOutcome } from './contract/commands.ts';
import type { AuditEvent, Organisation, Person, Site, Station } from './contract/rest.ts';
import type { AudienceState, Board, CallCard, Me } from './contract/views.ts';
import type * as id from './ids.ts';
import type { MediaRooms } from './media-rooms.ts';

export type { Joining, MediaCounts, MediaRooms, Participation } from './media-rooms.ts';

/** The only way the rules learn the time. */
export type Clock = { now(): Date };

/** Who is told facts: one station or one clinician. */
export type Audience = { kind: 'station'; id: id.StationId } | { kind: 'clinician'; id: id.ClinicianId };

/** What is written into the audit trail. `detail` holds codes and ids only, never names or free text. */
export type AuditEntry = {
  actor: AuditActor;
  organisationId: id.OrganisationId | null;
  action: string;
  subject: { kind: string; id: string | null };
  detail?: Readonly<Record<string, string | number | boolean | null>>;
};

/**
 * Postgres. `transact` runs `work` in one transaction: all of it is committed, or, when it throws, none. What must
 * never happen twice is made impossible by the schema; the methods say how they answer when it would have.
 */
export type Store = {
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  reads: Reads;
};

export type Transaction = {
  now: Date;
  calls: CallWrites;
  clinicians: ClinicianWrites;
  accounts: AccountWrites;
  /** Appends, in this transaction. */
  audit(entries: readonly AuditEntry[]): Promise<void>;
  /** Raises each audience's sequence number by one (in one order, so that two transactions cannot wait on each other). */
  raise(audiences: readonly Audience[]): Promise<void>;
};

export type CallWrites = {
  /** Places a call, or, when the station has an open one (also one placed this instant by another transaction), finds it. */
  placeOrFind(call: Call): Promise<{ call: Call; placed: boolean }>;
  /** Reads the call and holds its row until the transaction ends. */
  lock(callId: id.CallId): Promise<Call | undefined>;
  lockOpenOfStation(stationId: id.StationId): Promise<Call | undefined>;
  setLife(callId: id.CallId, life: CallLife): Promise<void>;
  describe(callId: id.CallId, description: { details: CallDetails; acuity: Acuity }): Promise<void>;
  /**
   * Serialises dispatching within the organisation until the transaction ends, and reads what waits, each with its
   * refusals. Calls that another transaction holds at this instant are left out: that transaction wakes the dispatcher again.
   */
  lockWaiting(organisationId: id.OrganisationId): Promise<WaitingCall[]>;
  findOffer(offerId: id.OfferId): Promise<Offer | undefined>;
  /**
   * Opens the offer and gives its call the life that goes with it. False, with nothing changed, when the call already
   * has an open offer or the clinician is already held (partial unique indexes).
   */
  openOffer(offer: Offer, life: CallLife): Promise<boolean>;
  /** Settles a ringing offer. `accepted` keeps holding the clinician; every other state lets go of them. */
  settleOffer(
    offerId: id.OfferId,
    state: Exclude<OfferState, 'ringing'>,
    reason: string | null,
  ): Promise<void>;
  openVisit(visit: Visit): Promise<void>;
  findVisit(visitId: id.VisitId): Promise<Visit | undefined>;
  /** Ends the visit and lets go of its clinician. */
  endVisit(visitId: id.VisitId, reason: VisitEndReason): Promise<void>;
  recordOutcome(visitId: id.VisitId, outcome: RecordedOutcome, by: id.ClinicianId): Promise<void>;
};

export type ClinicianWrites = {
  findDuty(clinicianId: id.ClinicianId): Promise<Duty | undefined>;
  setDuty(
    clinicianId: id.ClinicianId,
    duty: { organisationId: id.OrganisationId; onCall: boolean; paused: PauseReason | null; idleSince: Date },
  ): Promise<void>;
  startWrapUp(clinicianId: id.ClinicianId, wrapUp: { visitId: id.VisitId; until: Date }): Promise<void>;
  /** Ends the wrap-up of this visit and makes the clinician idle from now; false when it was not running. */
  endWrapUp(clinicianId: id.ClinicianId, visitId: id.VisitId): Promise<boolean>;
  /** The offer that holds the clinician now, ringing or accepted. Its row is not locked: whoever changes it locks its call first. */
  findHeld(clinicianId: id.ClinicianId): Promise<Offer | undefined>;
  /** On call, reachable, unpaused, not wrapping up, held by nothing, not disabled. */
  listFree(organisationId: id.OrganisationId, reachableSince: Date): Promise<FreeClinician[]>;
};

export type PersonSecrets = {
  personId: id.PersonId;
  organisationId: id.OrganisationId;
  passwordHash: string;
  disabled: boolean;
};

/** `digest` is the SHA-256 of a secret that only its holder knows, in hexadecimal. */
export type AccountWrites = {
  addOrganisation(organisation: { id: id.OrganisationId; name: string }): Promise<Organisation>;
  addSite(site: Site): Promise<Site>;
  addStation(station: { id: id.StationId; siteId: id.SiteId; name: string }): Promise<Station>;
  setEnrolmentCode(stationId: id.StationId, code: { digest: string; expiresAt: Date }): Promise<void>;
  /** Spends the code: enrols its station with the device secret. Undefined when unknown, spent, expired or the station revoked. */
  enrol(codeDigest: string, deviceDigest: string): Promise<StationActor | undefined>;
  /** False when it was revoked before. */
  revokeStation(stationId: id.StationId): Promise<boolean>;
  /** Throws `conflict` when the e-mail address is taken. */
  addPerson(person: {
    id: id.PersonId;
    organisationId: id.OrganisationId;
    name: string;
    email: string;
    roles: readonly Role[];
    passwordHash: string;
    mustChangePassword: boolean;
  }): Promise<Person>;
  setRoles(personId: id.PersonId, roles: readonly Role[]): Promise<void>;
  setDisabled(personId: id.PersonId, disabled: boolean): Promise<void>;
  setPassword(personId: id.PersonId, hash: string, mustChange: { mustChange: boolean }): Promise<void>;
  openFamily(family: {
    id: id.FamilyId;
    personId: id.PersonId;
    refreshDigest: string;
    expiresAt: Date;
  }): Promise<void>;
  /**
   * Spends a refresh token and puts the next one in its place. `spent` when it was used before: the caller then
   * revokes the family.
   */
  rotate(
    refreshDigest: string,
    next: { digest: string; expiresAt: Date },
  ): Promise<
    | { found: 'current'; familyId: id.FamilyId; personId: id.PersonId }
    | { found: 'spent'; familyId: id.FamilyId; personId: id.PersonId }
    | { found: 'none' }
  >;
  revokeFamily(familyId: id.FamilyId): Promise<void>;
  /** Every family of the person but the one kept; answers with the revoked ids. */
  revokeFamilies(personId: id.PersonId, keep: id.FamilyId | null): Promise<id.FamilyId[]>;
  lockPerson(personId: id.PersonId): Promise<Person | undefined>;
};

/** Reads outside a transaction. `getX` throws `not-found`, `findX` answers undefined. */
export type Reads = {
  /** State and sequence number from one snapshot of the database. */
  getState(audience: Audience): Promise<AudienceState>;
  getBoard(organisationId: id.OrganisationId, reachableSince: Date): Promise<Board>;
  getCallCard(callId: id.CallId): Promise<{
    card: CallCard;
    organisationId: id.OrganisationId;
    phase: CallLife['phase'];
    rung: id.ClinicianId[];
  }>;
  /** Whose room it is, and who may enter it now: the station of the open call, the clinician rung or visiting. */
  findRoom(roomId: id.RoomId): Promise<
    | {
        organisationId: id.OrganisationId;
        callId: id.CallId;
        stationId: id.StationId;
        clinicianId: id.ClinicianId | null;
        phase: 'waiting' | 'ringing' | 'active';
        stationName: string;
        clinicianName: string | null;
      }
    | undefined
  >;
  /** The first waiting call in routing order. */
  findFirstWaiting(organisationId: id.OrganisationId): Promise<DispatchableCall | undefined>;
  /** Everything open that a job should stand behind, for the sweep and after `FLUSHALL`. */
  listOpenWork(): Promise<{
    waiting: DispatchableCall[];
    ringing: { offerId: id.OfferId; deadline: Date }[];
    wrapUps: { visitId: id.VisitId; until: Date }[];
  }>;
  /** How many calls there are in each phase but the last; for `/metrics`. */
  countOpenCalls(): Promise<Record<Exclude<CallLife['phase'], 'ended'>, number>>;
  /** The visit's clinician and wrap-up, for the job that ends it. */
  findWrapUp(
    visitId: id.VisitId,
  ): Promise<{ clinicianId: id.ClinicianId; organisationId: id.OrganisationId; until: Date } | undefined>;

  findSecretsByEmail(email: string): Promise<PersonSecrets | undefined>;
  /** The actor as it stands now; undefined when disabled or the family ended, without roles while the password is temporary. */
  findPersonActor(personId: id.PersonId, familyId: id.FamilyId): Promise<PersonActor | undefined>;
  findStationActor(stationId: id.StationId): Promise<StationActor | undefined>;
  findStationByDevice(deviceDigest: string): Promise<StationActor | undefined>;
  findFamily(refreshDigest: string): Promise<{ familyId: id.FamilyId; personId: id.PersonId } | undefined>;
  getMe(personId: id.PersonId): Promise<Me>;
  getSecrets(personId: id.PersonId): Promise<PersonSecrets>;
  getPerson(personId: id.PersonId): Promise<Person>;
  getSite(siteId: id.SiteId): Promise<Site>;
  getStation(stationId: id.StationId): Promise<Station & { organisationId: id.OrganisationId }>;
  listOrganisations(only: id.OrganisationId | null): Promise<Organisation[]>;
  listSites(organisationId: id.OrganisationId): Promise<(Site & { stations: Station[] })[]>;
  listPeople(organisationId: id.OrganisationId): Promise<Person[]>;
  /** 50 at most, newest first; `next` is the id to ask before, null at the end. */
  listAudit(
    organisationId: id.OrganisationId,
    before: string | null,
  ): Promise<{ events: AuditEvent[]; next: string | null }>;
  /** A heartbeat of connected browsers; not part of any transaction. `lost` are those that have just gone. */
  markSeen(seen: { stations: id.StationId[]; clinicians: id.ClinicianId[] }): Promise<void>;
  markGone(clinicianId: id.ClinicianId): Promise<void>;
  /** Throws when Postgres does not answer. */
  ping(): Promise<void>;
};

/** What a job in the urgent queue needs to know of its call; the organisation is what is dispatched. */
export type DispatchableCall = { callId: id.CallId; organisationId: id.OrganisationId; acuity: Acuity };

/** BullMQ. Adding is best effort: when Redis is away the sweep adds later, so a failure is logged, never thrown at a caller. */
export type Jobs = {
  /** `delayMs` when something else dispatches meanwhile and the job only stands behind it. */
  dispatchCall(call: DispatchableCall, options?: { delayMs: number }): Promise<void>;
  endRing(offer: { offerId: id.OfferId; deadline: Date }): Promise<void>;
  endWrapUp(wrapUp: { visitId: id.VisitId; until: Date }): Promise<void>;
};

/** Socket.IO, from any process. Best effort likewise: `state:read` heals what was lost. */
export type Facts = {
  /** Reads each audience's state after the commit and tells it, with its sequence number. */
  tell(name: AudienceFactName, audiences: readonly Audience[]): Promise<void>;
  boardChanged(organisationId: id.OrganisationId): void;
  /** Ends sockets on every server at once. */
  endConnections(
    whose: { family: id.FamilyId } | { person: id.PersonId } | { station: id.StationId },
    reason: ConnectionEnd,
  ): void;
};

/** Memory-hard password hashing. */
export type Passwords = {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
};

/** Random secrets; only their digests are stored. */
export type Secrets = {
  /** 256 random bits, base64url. */
  token(): string;
  /** Eight characters without look-alikes, in two groups, to be read out or typed. */
  enrolmentCode(): string;
  /** A random password of at least 16 characters, to be shown once. */
  password(): string;
  digest(secret: string): string;
};

/** Signed access tokens: ES256, 15 minutes, with `kid`, `iss` and `aud`. */
export type AccessTokens = {
  issue(actor: Actor): { token: string; expiresAt: Date };
  /** Throws `unauthenticated` for anything but a valid, unexpired token of ours. */
  verify(token: string): {
    subject:
      | { kind: 'person'; personId: id.PersonId; familyId: id.FamilyId }
      | { kind: 'station'; stationId: id.StationId };
    expiresAt: Date;
  };
};

/** What may stand in a log line: ids, codes, counts and durations; an allow-list of keys drops everything else. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Constant message, data as fields. The error of `error` is logged with its stack and causes. */
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
  child(fields: LogFields): Log;
};

/** What the use cases are handed. */
export type Deps = {
  store: Store;
  jobs: Jobs;
  facts: Facts;
  /** The doors of the media rooms; a process without media hands in doors that do nothing. */
  rooms: Pick<MediaRooms, 'admit' | 'closeRoom'>;
  log: Log;
  clock: Clock;
  newId: () => string;
  calls: { ringSeconds: number; wrapUpSeconds: number };
};
