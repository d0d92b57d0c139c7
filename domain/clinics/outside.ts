import { z } from 'zod';
import { dnaCause, type DnaCause } from './attendance.ts';
import { cancelCode, type CancelCode } from './cancel-codes.ts';
import type { Otherwise } from './clinic.ts';

/** The places where nobody is locked up: no officers, no movements, and no hospital escort. */
export const outsidePlace = z.enum(['care-home', 'home']);
export type OutsidePlace = z.infer<typeof outsidePlace>;

/** Undefined stands for a prison. */
export type ClinicPlace = OutsidePlace | undefined;

type Officer = 'in-the-room' | 'outside' | 'not-needed' | 'not-known';

type Never = {
  dna: readonly DnaCause[];
  cancel: readonly CancelCode[];
  otherwise: readonly Otherwise[];
  officer: readonly Officer[];
};

/** What only a prison has. */
const onlyInPrison: Never = {
  dna: ['no-officer', 'lockdown'],
  cancel: ['patient-at-court', 'released', 'lockdown', 'no-officer'],
  otherwise: ['hospital-escort', 'in-prison-clinic'],
  officer: ['in-the-room', 'outside'],
};

/** What cannot be, by the kind of place. At home nobody brings the patient, and there is no staff with reasons of its own. */
const never: Readonly<Record<OutsidePlace, Never>> = {
  'care-home': onlyInPrison,
  home: {
    ...onlyInPrison,
    dna: [...onlyInPrison.dna, 'not-brought'],
    cancel: [...onlyInPrison.cancel, 'other-prison'],
  },
};

/** Why a patient there can have been missed. */
export function dnaCausesAt(place: ClinicPlace): DnaCause[] {
  return dnaCause.options.filter((cause) => place === undefined || !never[place].dna.includes(cause));
}

/** Why a booking there can be cancelled. */
export function cancelCodesAt(place: ClinicPlace): CancelCode[] {
  return cancelCode.options.filter((code) => place === undefined || !never[place].cancel.includes(code));
}

/** Whether it could have happened there without the clinic. */
export function isInsteadAt(place: ClinicPlace, otherwise: Otherwise): boolean {
  return place === undefined || !never[place].otherwise.includes(otherwise);
}

/** Whether officers can be there. */
export function isOfficerAt(place: ClinicPlace, officer: Officer): boolean {
  return place === undefined || !never[place].officer.includes(officer);
}
