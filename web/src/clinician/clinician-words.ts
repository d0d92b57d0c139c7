import type { CallCard } from '../../../domain/calls/wire.ts';
import type { CallBackCloseReason } from '../../../domain/call-backs/call-back.ts';
import type { Acuity, DeclineReason, SearchStage, TakeReason } from '../../../domain/calls/call.ts';
import type { OutsideShiftReason, PauseReason } from '../../../domain/clinicians/presence.ts';
import { headStartMs } from '../../../domain/dispatching/routing.ts';
import type { VisitEndReason } from '../../../domain/visits/visit.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import type {
  Board,
  MissingOutcome,
  PresenceView,
  VisitCard,
  WaitingEntry,
} from '../../../domain/states/wire.ts';
import { acuityWords, listed } from '../service/words.ts';
export { acuityWords } from '../service/words.ts';
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
  'missed-a-call': 'You missed a call',
};

export const outsideShiftWords: Record<OutsideShiftReason, string> = {
  'covering-absence': 'I cover for somebody who is absent',
  'busy-period': 'It is busy',
  swap: 'I have swapped a shift',
  'asked-to': 'I was asked to',
  other: 'Other reason',
};

export const takeWords: Record<TakeReason, string> = {
  'knows-the-patient': 'I know the patient',
  'sounds-worse': 'It sounds worse than it is graded',
  'right-skills': 'I have the skills that it asks for',
  'asked-to': 'I was asked to',
  'nobody-else': 'It waits, and nobody else is free',
  other: 'Other reason',
};

export const callBackCloseWords: Record<CallBackCloseReason, string> = {
  'reached-by-video': 'They called again and were seen by video',
  'reached-by-telephone': 'I reached them by telephone',
  'not-needed': 'They need nothing more',
  'emergency-services': 'The emergency services have taken over',
  'not-reached': 'They could not be reached',
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
  home: 'Patients at home, by link',
};

const visitEndWords: Record<VisitEndReason, string> = {
  'station-hung-up': 'The staff hung up',
  'clinician-hung-up': 'You hung up',
  'station-revoked': 'The station was revoked',
  'clinician-removed': 'You were taken off the visit',
  'clinician-lost': 'Your connection was lost, and the call went back to the queue',
  'passed-on': 'You passed the call on',
  'station-lost': 'The station was cut off',
  'urgent-call': 'The staff placed an urgent call',
};

/** How a visit that is to be written up ended. */
export function endWords({ reason, card }: Pick<MissingOutcome, 'reason' | 'card'>): string {
  return reason === 'clinician-lost' && card.kind === 'booking'
    ? 'Your connection was lost'
    : visitEndWords[reason];
}

/** Whoever is visited, as far as it is known. */
export function patientNameOf(card: VisitCard): string | null {
  return card.kind === 'call' ? card.details.patientName : card.patient.name;
}

/** Who is visited: the site, where there are staff; at home nobody but the patient. */
export function visitedName(card: VisitCard): string {
  return isAtHome(card) ? (patientNameOf(card) ?? card.siteName) : card.siteName;
}

/** What goes on at the page of calls, for a clinician who is at another one; empty while nothing does. */
export function elsewhereWords(state: {
  offer: { card: VisitCard } | null;
  visit: { card: VisitCard } | null;
}): string {
  if (state.offer !== null) return `${visitedName(state.offer.card)} is calling you`;
  return state.visit === null ? '' : `You are in a visit with ${visitedName(state.visit.card)}`;
}

/** Whether the patient is at home, and its telephone is theirs. */
export function isAtHome({ siteKind }: Pick<VisitCard, 'siteKind'>): boolean {
  return siteKind === 'home';
}

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

function adviceWords({ stationAway }: WaitingEntry): string {
  return stationAway
    ? 'their screen says to ring 999 or 111 when it is back'
    : 'the staff have been told to ring 999 or 111';
}

/** What the search for a clinician is doing for a call, each in a few words. */
export function searchWords(call: WaitingEntry): string[] {
  const skills = (codes: WaitingEntry['wantedSkills']) => listed(codes.map((code) => skillLabels[code]));
  return [
    call.requiredSkills.length === 0 ? '' : `needed: ${skills(call.requiredSkills)}`,
    call.wantedSkills.length === 0 ? '' : `wanted: ${skills(call.wantedSkills)}`,
    call.ringing.length === 0 ? stageWords[call.stage] : `rings at ${listed(call.ringing)}`,
    call.stationAway ? 'their screen is not connected' : '',
    call.adviceTold ? adviceWords(call) : '',
  ].filter((part) => part !== '');
}

/** What staff are worried about: from the details of the call, or else from the SBARD, where that was written of this patient. */
export function concernWords({ details, sbard }: Pick<CallCard, 'details' | 'sbard'>): string {
  const written = sbard.find(({ linkId, ofAnother }) => linkId === 'situation.concern' && !ofAnother)?.value;
  return details.concern ?? written ?? 'No concern has been typed yet.';
}
