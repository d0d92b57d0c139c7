import { headStartMs, type SearchStage } from '../../../domain/calls/routing.ts';
import type { WaitingEntry } from '../../../domain/contract/views.ts';
import { skillLabels } from '../../../domain/queues/skill.ts';
import { acuityWords, listed } from '../service/words.ts';

const stageWords: Record<SearchStage, string> = {
  preferred: 'looking for the clinician who knows the patient',
  'tier-one': 'looking in the first tier',
  'tier-two': 'looking in the second tier',
  anyone: 'looking among everybody on call',
};

/** Why a call stands where it stands among those that wait. `calls` are in routing order. */
export function placeWords(calls: readonly WaitingEntry[], place: number, now: number): string {
  const call = calls[place];
  if (call === undefined) return '';
  const minutes = Math.floor((now - Date.parse(call.placedAt)) / 60_000);
  const waited = minutes < 1 ? 'waiting less than a minute' : `waiting ${String(minutes)} min`;
  const acuity = acuityWords[call.acuity];
  const later = calls.slice(place + 1);
  if (later.some((other) => headStartMs[other.acuity] > headStartMs[call.acuity])) {
    return `${acuity}, ${waited}: so long that it goes before newer calls that are more urgent`;
  }
  return call.acuity === 'immediate' ? `${acuity}: goes first, ${waited}` : `${acuity}, ${waited}`;
}

/** What the search for a clinician is doing for a call, each in a few words. */
export function searchWords(call: WaitingEntry): string[] {
  const skills = (codes: WaitingEntry['wantedSkills']) => listed(codes.map((code) => skillLabels[code]));
  return [
    call.requiredSkills.length === 0 ? '' : `needed: ${skills(call.requiredSkills)}`,
    call.wantedSkills.length === 0 ? '' : `wanted: ${skills(call.wantedSkills)}`,
    call.ringing.length === 0 ? stageWords[call.stage] : `rings at ${listed(call.ringing)}`,
    call.adviceTold ? 'the staff have been told to ring 999 or 111' : '',
  ].filter((part) => part !== '');
}
