import type { GrantReason, GrantVerdict } from '../../../domain/record/grant.ts';
import type { RelationshipKind } from '../../../domain/record/relationships.ts';
import { relationships } from '../../../domain/record/relationships.ts';
import { asSentence, counted, listed } from '../service/words.ts';

export const reasonWords: Readonly<Record<GrantReason, string>> = {
  'emergency-care': 'Emergency care',
  'cover-for-colleague': 'I cover for a colleague',
  'patient-asks': 'The patient, or the home, asks me',
  safeguarding: 'Safeguarding',
  other: 'Another reason',
};

export const verdictWords: Readonly<Record<GrantVerdict, string>> = {
  justified: 'Justified',
  'not-justified': 'Not justified',
};

/** By what the record can be seen. */
export function seenBecause(kinds: readonly RelationshipKind[]): string {
  return `${asSentence(listed(kinds.map((kind) => relationships[kind].words)))}.`;
}

/** How long a record is open still. */
export function leftWords(endsAt: string, now: number): string {
  const minutes = Math.ceil((Date.parse(endsAt) - now) / 60_000);
  return minutes <= 1 ? 'Less than a minute left' : `${counted(minutes, 'minute')} left`;
}
