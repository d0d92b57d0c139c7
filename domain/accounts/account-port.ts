import type { PersonActor, Role, StationActor } from '../actors.ts';
import type { AuditEntry } from '../audit.ts';
import type { AuditEvent, Organisation, Person, Site, Station } from '../contract/rest.ts';
import type { Me } from './wire.ts';
import type * as id from '../ids.ts';

export type PersonSecrets = {
  personId: id.PersonId;
  organisationId: id.OrganisationId;
  passwordHash: string;
  disabled: boolean;
};

/** What kind of attempt was refused; of a shared count the subject is not known. */
export type Refusal = Pick<AuditEntry, 'organisationId' | 'action' | 'subject'> & { reason: string | null };

/** `digest` is the SHA-256 of a secret that only its holder knows, in hexadecimal. */
export type AccountWrites = {
  addOrganisation(organisation: { id: id.OrganisationId; name: string }): Promise<Organisation>;
  /** Throws `not-found`. */
  setOrganisationRegion(id: id.OrganisationId, region: string | null): Promise<Organisation>;
  /** Its media takes the best way there is, until somebody says otherwise. */
  addSite(site: Omit<Site, 'iceTransportPolicy'>): Promise<Site>;
  /** Throws `not-found`. */
  /** Throws `conflict` when another site of the organisation has that code. */
  setEstablishment(siteId: id.SiteId, establishment: string | null): Promise<Site>;
  setSiteMediaPath(siteId: id.SiteId, policy: Site['iceTransportPolicy']): Promise<Site>;
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
   * Spends a refresh token and replaces it by the next one. A token that was spent after `spentSince` counts as
   * unspent: the current one of its family is spent instead. `spent` if it was spent before: the caller then revokes
   * the family.
   */
  rotate(
    refreshDigest: string,
    next: { digest: string; expiresAt: Date; spentSince: Date },
  ): Promise<
    | { found: 'current'; familyId: id.FamilyId; personId: id.PersonId }
    | { found: 'spent'; familyId: id.FamilyId; personId: id.PersonId }
    | { found: 'none' }
  >;
  revokeFamily(familyId: id.FamilyId): Promise<void>;
  /** Every family of the person but the one kept; answers with the revoked ids. */
  revokeFamilies(personId: id.PersonId, keep: id.FamilyId | null): Promise<id.FamilyId[]>;
  /**
   * Counts one more refusal under `key`, or under `sharedKey` when `mostKinds` keys are counted already; returns how many
   * there have been under it since the window began.
   */
  countRefusal(refusal: Refusal & { key: string; sharedKey: string; mostKinds: number }): Promise<number>;
  /** Ends at most this many windows that began before then; whoever ends one is the only one to be given its count. */
  endRefusals(
    before: Date,
    limit: number,
  ): Promise<(Refusal & { times: number; since: Date; until: Date })[]>;
  lockPerson(personId: id.PersonId): Promise<Person | undefined>;
};

export type AccountReads = {
  findSecretsByEmail(email: string): Promise<PersonSecrets | undefined>;
  /** The actor as it stands now; undefined when disabled or the family ended, without roles while the password is temporary. */
  findPersonActor(personId: id.PersonId, familyId: id.FamilyId): Promise<PersonActor | undefined>;
  findStationActor(stationId: id.StationId): Promise<StationActor | undefined>;
  findStationByDevice(deviceDigest: string): Promise<StationActor | undefined>;
  findFamily(refreshDigest: string): Promise<{ familyId: id.FamilyId; personId: id.PersonId } | undefined>;
  /** Deletes at most this many refresh tokens that ended before then; returns how many. Not part of any transaction. */
  forgetRefreshTokens(before: Date, limit: number): Promise<number>;
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
};
