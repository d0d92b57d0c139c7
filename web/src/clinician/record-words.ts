import { relationships } from '../../../domain/record/relationships.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';
import type { RecordContact, RecordPart, RecordView } from '../../../domain/shared-record/record-view.ts';
import type { PatientId } from '../../../domain/ids.ts';
import type { VisitCard } from '../../../domain/states/wire.ts';
import { outsidePlace } from '../../../domain/clinics/outside.ts';
import { dispositionLabels } from '../../../domain/visits/outcome.ts';
import { outcomeWords } from '../booked/outcome-words.ts';
import { listed } from '../service/words.ts';

export const partWords: Readonly<Record<RecordPart, string>> = {
  allergies: 'Allergies',
  problems: 'Problems',
  medicines: 'Medicines',
  flags: 'Alerts',
  plans: 'Plans',
  observations: 'Observations',
  contacts: 'Last contacts',
};

/** An empty list is no finding: somebody may know what nobody has written. */
export const nothingRecorded = 'Nothing is recorded. That does not mean that there is none.';

/** What is said where a record cannot be read. It never reads as an empty one. */
export const cannotRead = 'The record cannot be read now.';

/** Whose record belongs to a call or a booking, or why there is none. */
export type Whose = { patientId: PatientId } | { none: string };

export function whoseRecord(card: VisitCard): Whose {
  if (card.kind === 'booking') return { patientId: card.patient.patientId };
  const { patientId, patientName, dateOfBirth, nhsNumber } = card.details;
  if (patientId !== null) return { patientId };
  const named = [patientName, dateOfBirth, nhsNumber].some((said) => said !== null);
  return {
    none: named
      ? 'Staff have typed who the patient is and have not picked them from the list. No record is joined to this call.'
      : 'Nobody has said yet who the patient is.',
  };
}

/** Why it is seen, for whoever sees it. */
export function seenBecause({ relationships: kinds }: Pick<RecordView, 'relationships'>): string {
  return `You see this because ${listed(kinds.map((kind) => relationships[kind].words))}.`;
}

export function momentWords(at: string): string {
  const instant = new Date(at);
  return `${dayInWords(instant)}, ${clockOf(instant)}`;
}

const endWords = {
  completed: 'No outcome is written yet',
  cancelled: 'Staff cancelled the call',
  'station-revoked': 'The call ended because its device was removed',
  dropped: 'The call was cut off',
} as const;

/** What a contact was, and what came of it; each line is one thing. */
export function contactWords(contact: RecordContact): { title: string; lines: string[] } {
  switch (contact.kind) {
    case 'call': {
      const { outcome, concern, endReason } = contact;
      const said = concern === null ? [] : [`Concern: ${concern}`];
      const agreed =
        outcome === null
          ? [endWords[endReason]]
          : [
              `${dispositionLabels[outcome.disposition]} (${outcome.byName})`,
              ...(outcome.advice === null ? [] : [`Agreed: ${outcome.advice}`]),
            ];
      return { title: `Call from ${contact.siteName}`, lines: [...said, ...agreed] };
    }
    case 'booking': {
      const place = outsidePlace.safeParse(contact.siteKind).data;
      const what =
        contact.outcome === null ? 'No outcome is written yet' : outcomeWords(contact.outcome, place);
      return { title: `${contact.service} clinic, ${contact.clinicianName}`, lines: [what] };
    }
    case 'letter':
      return {
        title: `Letter of ${contact.byName}, ${contact.service}`,
        lines: [
          `About the visit of ${momentWords(contact.seenAt)}`,
          ...(contact.plan === null ? [] : [`Plan: ${contact.plan}`]),
        ],
      };
  }
}
