import type { Consent, DocumentState, PreflightLight } from '../../../domain/clinics/preflight.ts';
import type { TagColour } from '../ui/tag.tsx';

/** Each light by its word too: nobody has to tell the colours apart. */
export const lightWords: Record<PreflightLight, { words: string; colour: TagColour }> = {
  green: { words: 'Ready', colour: 'green' },
  open: { words: 'Not ready yet', colour: 'grey' },
  amber: { words: 'To do today', colour: 'orange' },
  red: { words: 'Act now', colour: 'red' },
};

export const documentStateWords: Record<DocumentState, string> = {
  needed: 'Needed',
  received: 'Received',
  missing: 'Missing',
};

export const consentWords: Record<Consent, string> = {
  'not-said': 'Not asked for',
  given: 'Asked for and given',
  'in-the-visit': 'To be asked for in the visit',
};
