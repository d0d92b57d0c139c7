import type { ClinicianId, OrganisationId, PersonId, QueueId, ShiftId, SiteId } from '../ids.ts';
import type { Skill } from '../clinicians/skill.ts';
import type { Shift } from './shift.ts';

export type RotaWrites = {
  /** Serialises changes of one organisation's rota until the transaction ends. */
  lock(organisationId: OrganisationId): Promise<void>;
  /** Every shift that has a part of its time in there, earliest first. */
  listBetween(organisationId: OrganisationId, from: Date, to: Date): Promise<Shift[]>;
  find(shiftId: ShiftId): Promise<Shift | undefined>;
  add(shifts: readonly Shift[]): Promise<void>;
  change(shift: Shift): Promise<void>;
  remove(shiftId: ShiftId): Promise<void>;
  /** The shift the clinician is in at that moment; of two, the one that began first. */
  findCurrent(clinicianId: ClinicianId, at: Date): Promise<Shift | undefined>;
};

/** A person as routing and escalation see them: what they can do, and where SMS and voice reach them. */
export type Profile = { personId: PersonId; skills: Skill[]; phone: string | null };

export type RotaReads = {
  /** Every shift that has a part of its time in there, earliest first. */
  listShifts(organisationId: OrganisationId, from: Date, to: Date): Promise<Shift[]>;
  /**
   * Organisations from which a call may come, because they have a station, and those that keep a rota: with a shift that
   * ended less than a week ago, or has not ended.
   */
  listOrganisationsToCover(): Promise<OrganisationId[]>;
  listProfiles(organisationId: OrganisationId): Promise<Profile[]>;
  /** Into which queue the calls of each site go. */
  listSiteQueues(organisationId: OrganisationId): Promise<{ siteId: SiteId; queueId: QueueId }[]>;
};
