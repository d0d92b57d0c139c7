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
  'clinic-discharge': 'Discharged from the clinic',
  'clinic-arranges': 'The clinic arranges what comes next',
  'clinic-on-request': 'Another appointment when the patient asks for one',
  'clinic-not-seen': 'The patient was not seen',
} as const;

export type Disposition = keyof typeof dispositionLabels;
export const dispositions = Object.keys(dispositionLabels) as [Disposition, ...Disposition[]];
export const disposition = z.enum(dispositions);

/** What comes next after a booked visit. */
export const nextStep = z.enum([
  'discharge',
  'follow-up-video',
  'follow-up-in-person',
  'hospital',
  'patient-initiated',
]);
export type NextStep = z.infer<typeof nextStep>;

/**
 * How a booked visit has ended, as the station is told it. Patients stand in front of its screen, so a hospital appointment
 * reads as every other thing that the clinic arranges (A36).
 */
export const dispositionAfter: Readonly<Record<NextStep, ClinicDisposition>> = {
  discharge: 'clinic-discharge',
  'follow-up-video': 'clinic-arranges',
  'follow-up-in-person': 'clinic-arranges',
  hospital: 'clinic-arranges',
  'patient-initiated': 'clinic-on-request',
};

type ClinicDisposition = Extract<Disposition, `clinic-${string}`>;

/** Whether only a booked visit ends so. */
export function isOfClinic(code: Disposition): code is ClinicDisposition {
  return code.startsWith('clinic-');
}

const words = {
  /** Shown to the station's staff. */
  advice: z.string().trim().max(2000).nullable(),
  /** The clinical note; never shown to the station. */
  note: z.string().trim().max(10_000).nullable(),
};

/** What is kept of a visit. */
export const recordedOutcome = z.strictObject({ disposition, ...words });
export type RecordedOutcome = z.infer<typeof recordedOutcome>;

/** The same as its clinician says it: of a call by its disposition, of a booked visit by what comes next. */
export const saidOutcome = z.strictObject({
  disposition: disposition.optional(),
  nextStep: nextStep.optional(),
  ...words,
});
export type SaidOutcome = z.infer<typeof saidOutcome>;
