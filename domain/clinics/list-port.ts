import type { BookingId, OrganisationId, PatientId, PersonId, SiteId } from '../ids.ts';
import type { Preflight, PreflightFacts } from './preflight.ts';
import type { ListedBooking, PrintedRow, PrisonList } from './prison-list.ts';
import type { Whereabouts } from './whereabouts.ts';
import type { ClinicReads } from './clinic-port.ts';

/** A list as it was printed. */
export type ListPrint = {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly list: PrisonList;
  /** A day of the calendar. */
  readonly date: string;
  readonly printedBy: PersonId;
  readonly rows: readonly PrintedRow[];
};

/** What the rules of a pre-flight need of a booking, and where it belongs. */
export type BookedPreflight = PreflightFacts & {
  bookingId: BookingId;
  siteId: SiteId;
  /** How many documents its referral has. */
  files: number;
};

export type ListWrites = {
  /** Where a patient is said to be; the row is locked until the transaction ends. */
  lockWhereabouts(
    patientId: PatientId,
  ): Promise<(Whereabouts & { organisationId: OrganisationId; siteId: SiteId }) | undefined>;
  setWhereabouts(patientId: PatientId, whereabouts: Whereabouts): Promise<void>;
  addListPrint(print: ListPrint): Promise<void>;
  /** What has been said of a booking that the transaction has locked. */
  getPreflight(bookingId: BookingId): Promise<Preflight>;
  setPreflight(bookingId: BookingId, preflight: Preflight): Promise<void>;
  /** Which interpreter a booking asks for; null for none. */
  findInterpreterLanguage(bookingId: BookingId): Promise<string | null>;
};

export type ListReads = {
  /**
   * The bookings of a prison that begin in that time, whatever their state but those held or lapsed, and these others
   * wherever they are now; in no order.
   */
  listForPrison(of: {
    siteId: SiteId;
    from: Date;
    to: Date;
    others: readonly BookingId[];
  }): Promise<ListedBooking[]>;
  /** The last print of a list of that day. */
  findListPrint(of: {
    siteId: SiteId;
    list: PrisonList;
    date: string;
  }): Promise<{ printedAt: Date; rows: PrintedRow[] } | undefined>;
  /** Of bookings that begin in that time and are booked. */
  listBookedPreflights(...of: Parameters<ClinicReads['listBookings']>): Promise<BookedPreflight[]>;
  findBookedPreflight(bookingId: BookingId): Promise<BookedPreflight | undefined>;
  /** The wings of the patients of these prisons, each once, in no order. */
  listWings(siteIds: readonly SiteId[]): Promise<{ siteId: SiteId; wing: string }[]>;
};
