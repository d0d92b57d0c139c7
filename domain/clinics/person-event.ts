import { z } from 'zod';
import type { OrganisationId, PatientId, PersonEventId } from '../ids.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { overlaps, type Span } from './appointment.ts';

/** What else somebody in prison can have on. */
export const eventKind = z.enum(['court', 'court-video', 'visit', 'legal-visit', 'transfer', 'other']);
export type EventKind = z.infer<typeof eventKind>;

/** Who says so: staff who typed it in, or the prison's own system. */
export const eventSource = z.enum(['staff', 'prison-system']);
export type EventSource = z.infer<typeof eventSource>;

/** Something else that a patient has on: its kind and its time, and nothing of what it is about. */
export type PersonEvent = {
  readonly id: PersonEventId;
  readonly organisationId: OrganisationId;
  readonly patientId: PatientId;
  readonly kind: EventKind;
  /** A day of the calendar. */
  readonly onDate: string;
  /** Null where nobody knows the time; then there is no end either. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly source: EventSource;
  /** Outside the prison: its time and place are never shown to any patient (A36). */
  readonly external: boolean;
};

/** What of an event decides whether something else can be at the same time. */
export type EventTimes = Pick<PersonEvent, 'kind' | 'onDate' | 'startsAt' | 'endsAt'>;

/** What stands against a time. `timeKnown` is false for an event of that day of which nobody knows when (A08). */
export const eventClash = z.strictObject({ kind: eventKind, timeKnown: z.boolean() });
export type EventClash = z.infer<typeof eventClash>;

/** A hearing by video begins early or late, and the lawyer is met before and after it. */
const courtVideoMarginMs = 30 * 60_000;

/** How an event is named to whoever books over it; nothing of its content. */
export const eventWords: Readonly<Record<EventKind, string>> = {
  court: 'a court appearance',
  'court-video': 'a court hearing by video',
  visit: 'a visit',
  'legal-visit': 'a legal visit',
  transfer: 'a transfer',
  other: 'another appointment',
};

/** Whoever is moved to another prison is not there: no reason goes over that. */
export function isHard({ kind }: Pick<EventTimes, 'kind'>): boolean {
  return kind === 'transfer';
}

/** When an event keeps the patient; `timeKnown` is false where nobody has said a time. */
export type EventTime = Span & EventClash;

/**
 * When an event keeps the patient. Without an end it lasts to the end of the day, without any time the whole day (A08);
 * a court hearing by video takes half an hour before and after it too (A07).
 */
export function eventTimeOf({ kind, onDate, startsAt, endsAt }: EventTimes): EventTime {
  const dayEnds = startOfDay(addDays(onDate, 1));
  if (startsAt === null) return { kind, timeKnown: false, startsAt: startOfDay(onDate), endsAt: dayEnds };
  const marginMs = kind === 'court-video' ? courtVideoMarginMs : 0;
  return {
    kind,
    timeKnown: true,
    startsAt: new Date(startsAt.getTime() - marginMs),
    endsAt: endsAt === null ? dayEnds : new Date(endsAt.getTime() + marginMs),
  };
}

/** Which of the events are in that time, each kind once. A kind whose time is known of one of them is so of all. */
export function clashesIn(events: readonly EventTime[], time: Span): EventClash[] {
  const clashing = events.filter((event) => overlaps(event, time));
  const kinds = eventKind.options.filter((kind) => clashing.some((event) => event.kind === kind));
  return kinds.map((kind) => ({
    kind,
    timeKnown: clashing.some((event) => event.kind === kind && event.timeKnown),
  }));
}

/** `a visit`, `a visit and a legal visit`, `a court appearance at a time that is not known`. */
export function clashesInWords(clashes: readonly EventClash[]): string {
  const words = clashes.map(({ kind, timeKnown }) =>
    timeKnown ? eventWords[kind] : `${eventWords[kind]} at a time of that day that is not known`,
  );
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1).join(', ');
  return before === '' ? last : `${before} and ${last}`;
}
