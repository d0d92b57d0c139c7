import { z } from 'zod';

/** Who has caused that a booking did not take place (A23): activity is split by it, and a patient is not blamed for a lock-up. */
export const cause = z.enum(['patient', 'prison', 'hospital', 'technology']);
export type Cause = z.infer<typeof cause>;

type Code = { words: string; cause: Cause; referral: 'to-rebook' | 'closed' };

/**
 * Why a booking is cancelled, with the words on the screen. Only where the patient or a clinician has decided that no
 * clinic is needed is the referral closed; every other way out leads to a new booking.
 */
export const cancelCodes = {
  'patient-declined': { words: 'Patient does not want the clinic', cause: 'patient', referral: 'closed' },
  'patient-unwell': { words: 'Patient is too unwell', cause: 'patient', referral: 'to-rebook' },
  'patient-at-court': { words: 'Patient is at court', cause: 'prison', referral: 'to-rebook' },
  transferred: { words: 'Patient has moved to another place', cause: 'prison', referral: 'to-rebook' },
  released: { words: 'Patient has been released', cause: 'prison', referral: 'to-rebook' },
  'not-needed': { words: 'A clinician decided that it is not needed', cause: 'hospital', referral: 'closed' },
  lockdown: { words: 'Movements are stopped', cause: 'prison', referral: 'to-rebook' },
  'no-officer': { words: 'No officer to bring the patient', cause: 'prison', referral: 'to-rebook' },
  'other-prison': { words: 'Another reason at the prison', cause: 'prison', referral: 'to-rebook' },
  'clinician-away': { words: 'Clinician is away', cause: 'hospital', referral: 'to-rebook' },
  'no-interpreter': { words: 'No interpreter', cause: 'hospital', referral: 'to-rebook' },
  'session-cancelled': { words: 'The clinic is cancelled', cause: 'hospital', referral: 'to-rebook' },
  'other-hospital': { words: 'Another reason at the hospital', cause: 'hospital', referral: 'to-rebook' },
  'no-connection': { words: 'The video does not work', cause: 'technology', referral: 'to-rebook' },
  'booked-by-mistake': { words: 'Booked by mistake', cause: 'hospital', referral: 'to-rebook' },
} as const satisfies Record<string, Code>;

export type CancelCode = keyof typeof cancelCodes;
export const cancelCode = z.enum(Object.keys(cancelCodes) as [CancelCode, ...CancelCode[]]);

/** Codes that say nothing by themselves: with them a text is needed. */
export function needsText(code: CancelCode): boolean {
  return code === 'other-prison' || code === 'other-hospital';
}

/**
 * Whether a whole session may be cancelled with the code. What one patient wants or needs is no reason for all of them:
 * it would close the referrals of people whom nobody has asked.
 */
export function mayEndSession(code: CancelCode): boolean {
  const ofOnePatient = ['transferred', 'released', 'patient-at-court', 'booked-by-mistake'].includes(code);
  return !ofOnePatient && cancelCodes[code].cause !== 'patient' && cancelCodes[code].referral === 'to-rebook';
}
