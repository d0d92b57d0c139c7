import type { BookingId, InterpreterId, OrganisationId } from '../ids.ts';
import type { Booking } from './clinic.ts';

/** Somebody, or an agency under a reference, whom a hospital books to interpret in its clinics. */
export type Interpreter = {
  readonly id: InterpreterId;
  readonly organisationId: OrganisationId;
  /** A name, or the reference of an agency. */
  readonly name: string;
  readonly languages: readonly string[];
  readonly phone: string | null;
};

/** For whom an interpreter is wanted, and when: while the patient is there, not while the staff meet. */
export type Interpreted = Pick<Booking, 'id' | 'organisationId' | 'startsAt' | 'endsAt'>;

/** Whether the interpreter speaks the language, however it is spelt in capitals. */
export function speaks({ languages }: Pick<Interpreter, 'languages'>, language: string): boolean {
  return languages.some((one) => one.toLowerCase() === language.trim().toLowerCase());
}

/** Each language once, without blanks around it. */
export function tidyLanguages(languages: readonly string[]): string[] {
  return [...new Map(languages.map((one) => [one.trim().toLowerCase(), one.trim()])).values()];
}

export type InterpreterWrites = {
  addInterpreter(interpreter: Interpreter): Promise<void>;
  /** Locks the row; undefined of one who is not there, or is kept no more. */
  lockInterpreter(interpreterId: InterpreterId): Promise<Interpreter | undefined>;
  changeInterpreter(interpreter: Interpreter): Promise<void>;
  /** Kept no more, and free of everything that has not begun; answers how many bookings have none now. */
  retireInterpreter(interpreterId: InterpreterId): Promise<number>;
  /** Those of the organisation, in the order of their names; nobody can be changed or kept no more until the transaction ends. */
  shareInterpreters(organisationId: OrganisationId): Promise<Interpreter[]>;
  /** Whom the booking has. */
  findInterpreterOf(bookingId: BookingId): Promise<InterpreterId | null>;
  /** Gives up whom the booking has, and takes the first of these who is free; null where none is. The store refuses two at once. */
  takeInterpreter(booking: Interpreted, of: readonly InterpreterId[]): Promise<InterpreterId | null>;
};

export type InterpreterReads = {
  /** Those that are kept, in the order of their names. */
  listInterpreters(organisationId: OrganisationId): Promise<Interpreter[]>;
};
