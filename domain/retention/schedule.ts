import type { EndedCall } from './retention-port.ts';

/** The least for which a patient's record is kept: an adult's. The database refuses to erase a call before that, too. */
export const leastYears = 8;

/** Where the patient's age is not known they may have been newborn, and every child's record is kept until then. */
const childYears = 25;

const recordsCode = 'Records Management Code of Practice 2021, appendix II (NHS England)';
const ours = 'our decision';

/** How long one class of stored data is kept. */
export type RetentionClass = {
  what: string;
  /** Of some tables each class has a part of the rows. */
  tables: readonly string[];
  kept: string;
  source: string;
  /** What deletes it: the name of a chore of `domain/timers/registry.ts`, or what else does. */
  deletedBy: string;
};

/** Everything that is stored in PostgreSQL. A test compares it with the tables that there are. */
export const retentionSchedule: readonly RetentionClass[] = [
  {
    what: 'Calls: what staff said of the patient, visits, outcomes, notes, call-backs, guests',
    tables: [
      'calls',
      'offers',
      'visits',
      'outcomes',
      'call_backs',
      'guests',
      'source_choices',
      'audiences',
      'observation_sets',
      'sbards',
      'sbard_answers',
      'gp_letters',
    ],
    kept: '8 years after the patient was last seen (`BEDSIDE_RETENTION_YEARS`); under 18 then: until the 25th birthday, the 26th if 17; age not known: 25 years',
    source: recordsCode,
    deletedBy: 'erase-calls',
  },
  {
    what: 'Escalation of calls: steps, and messages to people and sites',
    tables: ['escalation_steps', 'deliveries', 'delivery_receipts'],
    kept: 'as long as the call',
    source: 'part of the record of the call',
    deletedBy: 'erase-calls',
  },
  {
    what: 'Audit trail of calls: who did, read or was sent what about one',
    tables: ['audit'],
    kept: 'as long as the call',
    source: 'the trail is kept as long as the record that it is about',
    deletedBy: 'erase-calls',
  },
  {
    what: 'Clinics: patients with their other events, referrals with their documents, bookings with what they took of whom, and booked visits with all that calls have of theirs',
    tables: [
      ...['patients', 'person_events', 'referrals', 'bookings', 'reservations', 'list_prints'],
      ...['referral_documents', 'booking_parts', 'booking_outcomes', 'room_checks', 'room_presences'],
      ...['offers', 'visits', 'outcomes', 'guests', 'source_choices', 'audiences', 'deliveries', 'stations'],
    ],
    kept: 'as calls are: 8 years after the patient was last seen, longer for who is under 18; not while anything of theirs is open',
    source: recordsCode,
    deletedBy: 'erase-patients',
  },
  {
    what: 'Audit trail of clinics: who did or read what of a referral, a booking or a list of patients',
    tables: ['audit'],
    kept: 'as long as the record that it is about',
    source: 'the trail is kept as long as the record that it is about',
    deletedBy: 'erase-patients',
  },
  {
    what: 'The shared record: FHIR resources, every version of them, and what they are found by',
    tables: [
      ...['record_resources', 'record_versions', 'record_tokens', 'record_references', 'record_dates'],
      ...['record_strings', 'record_quantities'],
    ],
    kept: 'as calls are: 8 years after the patient was last seen, longer for who is under 18; of who is on no list of ours nothing is deleted yet',
    source: recordsCode,
    deletedBy: 'erase-patients',
  },
  {
    what: 'When clinics are held, how prisons bring patients to them, and who works in which prison',
    tables: ['clinic_templates', 'clinic_sessions', 'prison_days', 'clinic_stations', 'person_sites'],
    kept: 'as long as the service',
    source: `${ours}: bookings refer to them, and they name no patient`,
    deletedBy: 'nobody',
  },
  {
    what: 'Whom hospitals book to interpret in clinics',
    tables: ['interpreters'],
    kept: 'as long as the service',
    source: `${ours}: bookings refer to them, and they name no patient`,
    deletedBy: 'nobody',
  },
  {
    what: 'GP practices that patients are registered with',
    tables: ['gp_practices'],
    kept: 'as long as the service',
    source: `${ours}: patients refer to them, and they name no patient`,
    deletedBy: 'nobody',
  },
  {
    what: 'Letters about visits of clinics, every version of them',
    tables: ['letters'],
    kept: 'as long as the booking that they are about',
    source: 'part of the record of the booking',
    deletedBy: 'erase-patients',
  },
  {
    what: 'Records opened without a relationship: by whom, why, and what the review found',
    tables: ['record_grants'],
    kept: 'as long as the patient whose record it was; the patient at least until it is reviewed',
    source: 'part of the trail of who has seen a record',
    deletedBy: 'erase-patients',
  },
  {
    what: 'What staff must see to in clinics',
    tables: ['clinic_tasks'],
    kept: 'as long as the record that it is about; those about no patient as long as the service',
    source: 'part of the record of the clinics',
    deletedBy: 'erase-patients',
  },
  {
    what: 'Where patients in prison are and have been, as their prison or staff have told',
    tables: ['person_moves'],
    kept: 'as long as the record that it is about',
    source: 'part of the record of the clinics',
    deletedBy: 'erase-patients',
  },
  {
    what: 'Where people in prison are who are nobody’s patients, as their prison has told',
    tables: ['person_moves'],
    kept: '7 days; that two numbers are of one person as long as the service, or as a patient who has one of them',
    source: `${ours}: a number may turn out to be an earlier one of a patient`,
    deletedBy: 'forget-strangers',
  },
  {
    what: 'Systems that may tell where people in prison are, with the keys by which they sign',
    tables: ['prison_feeds', 'prison_feed_sites'],
    kept: 'as long as the service; administrators revoke them',
    source: `${ours}: what they have told refers to them`,
    deletedBy: 'nobody',
  },
  {
    what: 'Partners’ systems that may use the record, with their public keys, and what says that an assertion is used',
    tables: ['record_clients', 'record_client_assertions'],
    kept: 'as long as the service; administrators disable them. That an assertion is used until it has run out',
    source: `${ours}: the trail refers to them; no patient`,
    deletedBy: 'nobody; assertions at the next of the same system',
  },
  {
    what: 'Exports that partners’ systems have asked for: the group, the ids of its patients, and of which moment; no files',
    tables: ['record_exports'],
    kept: '24 hours, in which the files can be fetched, and a day more',
    source: `${ours}: what was asked for is in the trail`,
    deletedBy: 'forget-exports',
  },
  {
    what: 'What partners’ systems have asked to be told of, and which resource changed when; no text of a record',
    tables: ['record_subscriptions', 'record_subscription_events'],
    kept: 'events 7 days; subscriptions until the system has deleted them, and 7 days more',
    source: `${ours}: longer than a partner’s system may be away; who asked for what is in the trail`,
    deletedBy: 'forget-events',
  },
  {
    what: 'Blocks of stations and stops of movements, with their reasons',
    tables: ['station_blocks', 'movement_stops'],
    kept: 'as long as the service',
    source: `${ours}: bookings refer to them, and staff are told to name no patient in a reason`,
    deletedBy: 'nobody',
  },
  {
    what: 'Messages about clinics: who was told of which booking, and whether it arrived',
    tables: ['clinic_messages', 'clinic_message_bookings', 'deliveries', 'delivery_receipts'],
    kept: 'as long as the last booking that they name; those about none as long as the service',
    source: 'part of the record of the booking; names staff, no patient',
    deletedBy: 'erase-patients',
  },
  {
    what: 'Links of patients at home (digests), since when they wait, and that they cannot come',
    tables: ['booking_links'],
    kept: 'as long as the booking; it opens nothing after its day, and goes when an address is corrected',
    source: 'part of the record of the booking; the addresses are in `patients`',
    deletedBy: 'erase-patients',
  },
  {
    what: 'Audit trail of everything else: accounts, places, rota, settings, exports, erasures',
    tables: ['audit'],
    kept: 'as long as the service',
    source: `${ours}: names no patient, and what it is about is kept too`,
    deletedBy: 'nobody',
  },
  {
    what: 'Measurements of connections in visits',
    tables: ['visit_quality'],
    kept: '`BEDSIDE_QUALITY_DAYS` (90 days), and not longer than the call',
    source: `${ours}: for finding faults`,
    deletedBy: 'forget-reports',
  },
  {
    what: 'Sign-in tokens (digests)',
    tables: ['refresh_tokens'],
    kept: '30 days after they ended',
    source: `${ours}: to notice a stolen one`,
    deletedBy: 'forget-sign-ins',
  },
  {
    what: 'Checks of stations',
    tables: ['station_checks'],
    kept: 'the newest few of each station',
    source: `${ours}: older ones say nothing`,
    deletedBy: 'the next check',
  },
  {
    what: 'Which media node has a room',
    tables: ['room_placements'],
    kept: 'until the room closes, 3 days at most',
    source: `${ours}: needed only meanwhile`,
    deletedBy: 'the closing of a room',
  },
  {
    what: 'Push subscriptions of browsers',
    tables: ['push_subscriptions'],
    kept: 'until turned off, or refused by the push service',
    source: `${ours}: needed only meanwhile`,
    deletedBy: 'the message that is refused',
  },
  {
    what: 'Warnings to managers, and the messages about them',
    tables: ['notices', 'deliveries'],
    kept: 'as long as the service',
    source: `${ours}: names staff and queues, no patient`,
    deletedBy: 'nobody',
  },
  {
    what: 'Accounts and sign-ins of people, their duty',
    tables: ['people', 'families', 'duties'],
    kept: 'as long as the service; people who left are disabled',
    source: `${ours}: outcomes and the trail name them`,
    deletedBy: 'nobody',
  },
  {
    what: 'Organisations, sites, stations, queues, rota',
    tables: ['organisations', 'sites', 'stations', 'queues', 'shifts', 'audiences'],
    kept: 'as long as the service; managers take shifts off the rota',
    source: `${ours}: calls refer to them`,
    deletedBy: 'nobody',
  },
  {
    what: 'Changes of settings that somebody has proposed, and what became of them',
    tables: ['proposals'],
    kept: 'as long as the service',
    source: `${ours}: names staff and queues, no patient`,
    deletedBy: 'nobody',
  },
  {
    what: 'Counts of refused sign-ins and enrolments',
    tables: ['refusals'],
    kept: 'until they are in the audit trail, an hour at most',
    source: `${ours}: needed only meanwhile`,
    deletedBy: 'write-refusal-counts',
  },
  {
    what: 'Running of the service itself',
    tables: ['write_probe', 'write_probe_pages', 'kysely_migration', 'kysely_migration_lock'],
    kept: 'as long as the service',
    source: `${ours}: no data of anybody`,
    deletedBy: 'nobody',
  },
];

/** What decides how long a call is kept. */
export type SeenPatient = Pick<EndedCall, 'lastSeenOn' | 'dateOfBirth'>;

/**
 * The last day on which a call is kept, `2034-11-22`, by the calendar in London. `years` is how long an adult's record
 * is kept, and the least for everybody's.
 */
export function keptUntil({ lastSeenOn, dateOfBirth }: SeenPatient, { years }: { years: number }): string {
  const byAge = untilByAge(lastSeenOn, dateOfBirth);
  const ordinary = yearsLater(lastSeenOn, Math.max(years, leastYears));
  return byAge > ordinary ? byAge : ordinary;
}

/** Whether the last day on which it is kept is over; `today` is the day in London. */
export function isDue(call: SeenPatient, today: string, settings: { years: number }): boolean {
  return keptUntil(call, settings) < today;
}

/** No call that ended later than this can be due. */
export function endedBefore(today: string, { years }: { years: number }): Date {
  return new Date(`${yearsLater(today, -Math.max(years, leastYears))}T23:59:59Z`);
}

function untilByAge(seenOn: string, dateOfBirth: string | null): string {
  // What is no date, or lies after the call, says nothing of the patient's age.
  if (dateOfBirth === null || Number.isNaN(Date.parse(dateOfBirth)) || dateOfBirth > seenOn) {
    return yearsLater(seenOn, childYears);
  }
  if (yearsLater(dateOfBirth, 18) <= seenOn) return seenOn;
  return yearsLater(dateOfBirth, yearsLater(dateOfBirth, 17) <= seenOn ? childYears + 1 : childYears);
}

/** The same day so many years later; the 29th of February becomes the 1st of March where there is none. */
function yearsLater(date: string, years: number): string {
  const day = new Date(`${date}T00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return day.toISOString().slice(0, 10);
}
