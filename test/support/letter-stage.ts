import type { Attendance } from '../../domain/clinics/attendance.ts';
import type { LetterDraftView, LetterEntry, SignedLetterView } from '../../domain/clinics/letter-wire.ts';
import type { LetterReader, LetterSections } from '../../domain/clinics/letter.ts';
import type { ClinicTaskView } from '../../domain/clinics/task-wire.ts';
import type { BookingView } from '../../domain/clinics/wire.ts';
import type { ClinicStage } from './clinic-stage.ts';
import { inDatabase } from './database-rows.ts';
import type { SignedInPerson } from './population.ts';
import { ask } from './rest-client.ts';
import type { RunningServer } from './running-server.ts';

/** A letter in which nothing is left to be written. */
export const writtenLetter: LetterSections = {
  requirements: '',
  attendance: 'Seen by video.',
  diagnoses: 'Plaque psoriasis',
  summary: 'Plaques on both elbows.',
  allergies: '',
  medications: '',
  plan: 'Cream twice a day.',
  advice: '',
};

const discharged = { attendance: 'attended', nextStep: 'discharge' } as const;
type Booked = Pick<BookingView, 'bookingId'>;
type Written = { revision?: number; reader?: LetterReader; sections?: Partial<LetterSections> };

/** The tokens of a stage have run out once its clinic is over. */
export function by(person: SignedInPerson): { token: string } {
  return { token: person.newToken() };
}

/** What becomes of letters at a stage, as its people do it over REST. */
export class LetterStage {
  readonly #stage: ClinicStage;
  readonly #running: RunningServer;

  constructor(stage: ClinicStage) {
    this.#stage = stage;
    this.#running = stage.running;
  }

  /** Whoever is signed in stays so, however long the clock of a test has gone on. */
  async goTo(instant: Date): Promise<void> {
    const { clock, config } = this.#running;
    clock.forward(instant.getTime() - clock.now().getTime());
    await inDatabase(config.databaseUrl, (client) =>
      client.query(`update families set expires_at = $1`, [new Date(instant.getTime() + 24 * 3_600_000)]),
    );
  }

  /** A booking whose time is over, and of which its clinician has recorded this. */
  async over(said: Attendance = discharged, referralId?: BookingView['referralId']): Promise<BookingView> {
    const booking = await this.#stage.book('09:05', referralId);
    await this.goTo(new Date(Date.parse(booking.endsAt) + 3_600_000));
    await this.record(booking, said);
    return booking;
  }

  async record({ bookingId }: Booked, said: Attendance): Promise<void> {
    const asking = { ...by(this.#stage.clinician), params: { bookingId } };
    await ask(this.#running, 'correctAttendance', { ...asking, body: { said, reason: null } });
  }

  async draftOf({ bookingId }: Booked): Promise<LetterDraftView> {
    const asking = { ...by(this.#stage.clinician), params: { bookingId } };
    return (await ask(this.#running, 'readLetterDraft', asking)).value;
  }

  async save(
    { bookingId }: Booked,
    { revision = 0, reader = 'healthcare', sections = {} }: Written = {},
  ): Promise<{ revision: number; savedAt: string }> {
    const asking = { ...by(this.#stage.clinician), params: { bookingId } };
    const body = { revision, reader, sections: { ...writtenLetter, ...sections } };
    return (await ask(this.#running, 'saveLetter', { ...asking, body })).value;
  }

  async sign({ bookingId }: Booked, revision = 1): Promise<string> {
    const asking = { ...by(this.#stage.clinician), params: { bookingId } };
    return (await ask(this.#running, 'signLetter', { ...asking, body: { revision } })).value.letterId;
  }

  async read(letterId: string, person: SignedInPerson): Promise<SignedLetterView> {
    return (await ask(this.#running, 'readLetter', { ...by(person), params: { letterId } })).value;
  }

  async listed({ bookingId }: Booked, person: SignedInPerson): Promise<LetterEntry[]> {
    const asking = { ...by(person), params: { bookingId } };
    return (await ask(this.#running, 'listBookingLetters', asking)).value.letters;
  }

  /** Of which bookings the clinician has to sign a letter, and whether that is overdue. */
  async toSign(): Promise<[string, boolean][]> {
    const { letters } = (await ask(this.#running, 'listLettersToSign', by(this.#stage.clinician))).value;
    return letters.map(({ bookingId, overdue }) => [bookingId, overdue]);
  }

  async tasksOf(person: SignedInPerson): Promise<ClinicTaskView[]> {
    const { tasks } = (await ask(this.#running, 'listClinicTasks', by(person))).value;
    return tasks.filter(({ kind }) => kind.startsWith('letter-'));
  }
}
