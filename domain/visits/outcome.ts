import { z } from 'zod';

/** How a visit can end for the patient, in the order in which the form lists them. */
export const dispositionLabels = {
  'home-with-advice': 'Stay at home or in the care home, with advice',
  'monitor-and-call-back': 'Monitor, and we call back',
  'gp-today': 'GP: see today',
  'gp-routine': 'GP: routine appointment',
  'community-nurse': 'Community nurse',
  pharmacy: 'Pharmacy',
  'nhs-111': 'NHS 111',
  'emergency-999': '999: ambulance',
  'transfer-to-hospital': 'Transfer to hospital',
  'palliative-care': 'Palliative care team',
  'mental-health-team': 'Mental health team',
  'no-clinical-need': 'No clinical need found',
  'technical-failure': 'Technical failure: visit not completed',
  'passed-on': 'Passed on to another clinician',
} as const;

export type Disposition = keyof typeof dispositionLabels;
export const dispositions = Object.keys(dispositionLabels) as [Disposition, ...Disposition[]];
export const disposition = z.enum(dispositions);

export const recordedOutcome = z.strictObject({
  disposition,
  /** Shown to the station's staff. */
  advice: z.string().trim().max(2000).nullable(),
  /** The clinical note; never shown to the station. */
  note: z.string().trim().max(10_000).nullable(),
});
export type RecordedOutcome = z.infer<typeof recordedOutcome>;
