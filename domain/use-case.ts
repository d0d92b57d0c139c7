import type { AccountDeps } from './accounts/account-deps.ts';
import type { BookingCalendars } from './clinics/calendar-entry.ts';
import type { InvitingDeps } from './guests/guest-deps.ts';
import type { ReportSink } from './quality/quality-port.ts';
import type { Calendars } from './rota/calendar.ts';
import type { DocumentDeps } from './clinics/documents.ts';
import type { GpLetterDeps } from './gp-letters/gp-letters.ts';
import type { LetterPdfDeps } from './clinics/read-letters.ts';
import type { SlipDeps } from './clinics/slips.ts';
import type { MediaNodeDeps, OperationsDeps } from './oversight/operations.ts';
import type { RecordClientDeps } from './record/record-clients.ts';

/** What all use cases need between them; the server, which serves them all, has all of it. */
export type UseCaseDeps = AccountDeps &
  RecordClientDeps &
  InvitingDeps &
  MediaNodeDeps &
  OperationsDeps & {
    reports: ReportSink;
    calendars: Calendars;
    bookingCalendars: BookingCalendars;
    slips: SlipDeps['slips'];
    letters: LetterPdfDeps['letters'];
    gpLetterPdfs: GpLetterDeps['gpLetterPdfs'];
    scanner: DocumentDeps['scanner'];
  };

/** Which store the use case is handed: that of rings, of presses or of everything else (ADR 14). */
type Priority = 'ring' | 'press' | 'normal';

/** One row of the table of use cases. */
export type UseCase<Input extends unknown[], Result> = {
  run: (deps: UseCaseDeps, ...input: Input) => Result;
  priority: Priority | ((...input: Input) => Priority);
};

/** Waits for a connection with everybody else. */
export function normal<Input extends unknown[], Result>(
  run: (deps: UseCaseDeps, ...input: Input) => Result,
): UseCase<Input, Result> {
  return { run, priority: 'normal' };
}

/** What somebody's ring waits for, or what changes whose turn it is, goes first. */
export function priority<Input extends unknown[], Result>(
  run: (deps: UseCaseDeps, ...input: Input) => Result,
  when: (...input: Input) => boolean = () => true,
): UseCase<Input, Result> {
  return { run, priority: (...input) => (when(...input) ? 'ring' : 'normal') };
}

/** A button that a person waits at with a patient: ordinary reads cannot keep it from the database. */
export function press<Input extends unknown[], Result>(
  run: (deps: UseCaseDeps, ...input: Input) => Result,
): UseCase<Input, Result> {
  return { run, priority: 'press' };
}
