import { z } from 'zod';

/** What a call may need and a clinician may have. Languages are ISO 639 codes. */
export const skillLabels = {
  'prison-clearance': 'Prison clearance',
  palliative: 'Palliative care',
  'mental-health': 'Mental health',
  paediatrics: 'Paediatrics',
  'language:cy': 'Welsh',
  'language:pl': 'Polish',
  'language:pa': 'Punjabi',
  'language:ur': 'Urdu',
  'language:bn': 'Bengali',
  'language:ro': 'Romanian',
  'language:ar': 'Arabic',
  'language:bfi': 'British Sign Language',
} as const;

export type Skill = keyof typeof skillLabels;
export const skills = Object.keys(skillLabels) as [Skill, ...Skill[]];
export const skill = z.enum(skills);
