import type { OrganisationId, PatientId, PersonId, SiteId } from '../ids.ts';
import type { Spo2Scale } from '../record/news2.ts';

/** Why somebody's oxygen saturation is scored on scale 2: who has prescribed the target of 88 to 92 %, and for what. */
export type ScaleTwo = { readonly prescriber: string; readonly reason: string };

/** Somebody who lives at a site: a patient of it. */
export type StoredResident = {
  readonly patientId: PatientId;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly dateOfBirth: string;
  readonly nhsNumber: string | null;
  /** In a care home the room, in prison the wing and the cell. */
  readonly place: string | null;
  readonly scaleTwo: ScaleTwo | null;
  /** 2 only where it is recorded for the resident. */
  readonly scale: Spo2Scale;
  readonly movedOutAt: Date | null;
};

export type ResidentReads = {
  /** Those who live there now, by name. */
  listResidents(siteIds: readonly SiteId[]): Promise<StoredResident[]>;
  /** Also one who has moved out. */
  findResident(patientId: PatientId): Promise<StoredResident | undefined>;
};

export type ResidentWrites = {
  /** The row is shared until the transaction ends: they do not move out meanwhile. */
  shareResident(patientId: PatientId): Promise<StoredResident | undefined>;
  lockResident(patientId: PatientId): Promise<StoredResident | undefined>;
  /** With their Patient in the record. Throws `conflict` when another patient has that NHS number, there or here. */
  amendResident(
    patientId: PatientId,
    to: { name: string; dateOfBirth: string; nhsNumber: string | null; room: string | null },
  ): Promise<void>;
  setMovedOut(patientId: PatientId, at: Date | null): Promise<void>;
  setScaleTwo(patientId: PatientId, to: (ScaleTwo & { by: PersonId; at: Date }) | null): Promise<void>;
};
