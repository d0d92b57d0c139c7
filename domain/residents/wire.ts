import { z } from 'zod';
import { nhsNumber } from '../nhs-number.ts';
import * as id from '../ids.ts';
import { spo2Scale } from '../record/news2.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, instant, name, nothing } from '../wire.ts';

/** A resident as the station of their site is told them: enough to pick the right one. */
export const residentView = z.strictObject({
  patientId: id.patientId,
  name: z.string(),
  dateOfBirth: wallDate,
  nhsNumber: z.string().nullable(),
  /** In a care home the room, in prison the wing and the cell. */
  place: z.string().nullable(),
  /** By which scale the oxygen saturation is scored. */
  oxygenScale: spo2Scale,
});
export type ResidentView = z.infer<typeof residentView>;

/** Why scale 2: said by whoever has prescribed the target, never inferred from an illness. */
export const scaleTwo = z.strictObject({
  prescriber: z.string().trim().min(1).max(100),
  reason: z.string().trim().min(1).max(300),
});

/** The same as whoever keeps the list sees them. */
export const managedResidentView = residentView.extend({
  siteId: id.siteId,
  scaleTwo: scaleTwo.nullable(),
  movedOutAt: instant.nullable(),
});
export type ManagedResidentView = z.infer<typeof managedResidentView>;

const residentBody = z.strictObject({
  name,
  dateOfBirth: wallDate,
  nhsNumber: nhsNumber.nullable(),
  room: z.string().trim().min(1).max(40).nullable(),
  /** Possible duplicates that somebody has looked at: they are other people. */
  areOthers: z.array(id.patientId).max(20).default([]),
});
export type ResidentBody = z.infer<typeof residentBody>;

/** Kept, or not yet: then these may be the same person. Nothing is ever made one by itself. */
export const residentSaved = z.strictObject({
  resident: managedResidentView.nullable(),
  possibleDuplicates: z.array(managedResidentView),
});
export type ResidentSaved = z.infer<typeof residentSaved>;

const siteParams = z.strictObject({ siteId: id.siteId });
const patientParams = z.strictObject({ patientId: id.patientId });

/** The people who live at a site. */
export const residentEndpoints = {
  readOwnResidents: {
    method: 'get',
    path: '/api/residents',
    auth: 'station',
    status: 200,
    summary: 'Who lives at the site of the asking station, by name. The read is audited.',
    reply: z.strictObject({ residents: z.array(residentView) }),
  },
  listResidents: {
    method: 'get',
    path: '/api/sites/:siteId/residents',
    auth: 'person',
    status: 200,
    summary: 'Who lives at a site, for whoever keeps its list. The read is audited.',
    params: siteParams,
    reply: z.strictObject({ residents: z.array(managedResidentView) }),
  },
  addResident: {
    method: 'post',
    path: '/api/sites/:siteId/residents',
    auth: 'person',
    status: 200,
    summary:
      'Adds a resident of a care home. Somebody of the same name or date of birth is offered first and has to be named as another person. `conflict` when another patient has that NHS number, or a partner’s system knows it with another date of birth.',
    params: siteParams,
    body: residentBody,
    reply: residentSaved,
  },
  amendResident: {
    method: 'put',
    path: '/api/residents/:patientId',
    auth: 'person',
    status: 200,
    summary: 'Corrects who a resident is, or where; the same is asked and refused as of a new one.',
    params: patientParams,
    body: residentBody,
    reply: residentSaved,
  },
  moveResidentOut: {
    method: 'post',
    path: '/api/residents/:patientId/move-out',
    auth: 'person',
    status: 200,
    summary: 'The resident does not live there any more: nobody can be picked by that name at the station.',
    params: patientParams,
    reply: nothing,
  },
  moveResidentIn: {
    method: 'post',
    path: '/api/residents/:patientId/move-in',
    auth: 'person',
    status: 200,
    summary: 'A resident who had moved out lives there again.',
    params: patientParams,
    reply: nothing,
  },
  setOxygenScale: {
    method: 'put',
    path: '/api/residents/:patientId/oxygen-scale',
    auth: 'person',
    status: 200,
    summary:
      'Records that a competent clinician has prescribed a target saturation of 88 to 92 %, so that NEWS2 goes by scale 2; null takes it back.',
    params: patientParams,
    body: z.strictObject({ scaleTwo: scaleTwo.nullable() }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
