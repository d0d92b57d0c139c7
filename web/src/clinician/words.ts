import type { Acuity, DeclineReason, VisitEndReason } from '../../../domain/calls/call.ts';
import type { PauseReason } from '../../../domain/clinicians/presence.ts';
import type { Board, PresenceView } from '../../../domain/contract/views.ts';

export const acuityWords: Record<Acuity, string> = { immediate: 'Immediate', urgent: 'Urgent', soon: 'Soon' };
export const acuityColours = { immediate: 'red', urgent: 'orange', soon: 'blue' } as const satisfies Record<
  Acuity,
  string
>;

export const declineWords: Record<DeclineReason, string> = {
  'with-a-patient': 'I am with a patient',
  'outside-my-competence': 'Outside my competence',
  'technical-problem': 'Technical problem',
  other: 'Other reason',
};

export const pauseWords: Record<PauseReason, string> = {
  break: 'Break',
  handover: 'Handover',
  'other-work': 'Other work',
  'technical-problem': 'Technical problem',
};

export const presenceWords: Record<PresenceView['state'], string> = {
  away: 'Off call',
  available: 'On call',
  paused: 'Paused',
  ringing: 'Ringing',
  busy: 'In a visit',
  'wrap-up': 'Writing up',
};

export const presenceColours = {
  away: 'grey',
  available: 'green',
  paused: 'yellow',
  ringing: 'orange',
  busy: 'purple',
  'wrap-up': 'blue',
} as const satisfies Record<PresenceView['state'], string>;

export const boardWords: Record<Board['clinicians'][number]['state'], string> = {
  available: 'Free',
  paused: 'Paused',
  ringing: 'Being rung',
  busy: 'In a visit',
  'wrap-up': 'Writing up',
};

export const siteKindWords: Record<string, string> = {
  'care-home': 'Care home',
  prison: 'Prison',
  'hospital-hub': 'Hospital hub',
};

export const visitEndWords: Record<VisitEndReason, string> = {
  'station-hung-up': 'The staff hung up',
  'clinician-hung-up': 'You hung up',
  'station-revoked': 'The station was revoked',
  'clinician-removed': 'You were taken off the visit',
};

/** `27 March 1941 (85 years)`. */
export function birthWords(dateOfBirth: string, now: number): string {
  const born = new Date(`${dateOfBirth}T00:00:00Z`);
  const today = new Date(now);
  const hadBirthday =
    today.getUTCMonth() > born.getUTCMonth() ||
    (today.getUTCMonth() === born.getUTCMonth() && today.getUTCDate() >= born.getUTCDate());
  const years = today.getUTCFullYear() - born.getUTCFullYear() - (hadBirthday ? 0 : 1);
  const day = born.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day} (${years} years)`;
}

/** Grouped as it is read out: `943 476 5919`. */
export function nhsNumberWords(nhsNumber: string): string {
  return nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
}
