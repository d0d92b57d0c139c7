import pg from 'pg';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';

/**
 * A statement that Postgres refused. Only what cannot contain a patient's data is kept: Postgres's `detail` quotes
 * the failing row, and its message for bad values (class 22) quotes the value.
 */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  readonly sqlState: string;
  readonly constraint: string | undefined;

  constructor(error: pg.DatabaseError) {
    const sqlState = error.code ?? 'unknown';
    const shown = sqlState.startsWith('22') ? 'a value is not valid for its type' : error.message;
    super(`PostgreSQL refused a statement (${sqlState}): ${shown}`);
    this.sqlState = sqlState;
    this.constraint = error.constraint;
  }
}

/** What a caller is told when one of these constraints refuses. */
const constraintRefusals: Readonly<Record<string, [ErrorCode, string]>> = {
  gp_practices_once: ['conflict', 'odsCode: this organisation has that GP practice already'],
  queues_name_unique: ['conflict', 'this organisation has a queue of that name'],
  proposals_one_open_of_queue: [
    'conflict',
    'another change of this queue waits for a second person: it has to be confirmed, rejected or withdrawn first',
  ],
  proposals_one_open_of_site: [
    'conflict',
    'another move of this site waits for a second person: it has to be confirmed, rejected or withdrawn first',
  ],
  queues_organisation_fk: ['not-found', 'no such organisation'],
  sites_queue_fk: ['not-found', 'no such queue'],
  calls_queue_fk: ['not-found', 'no such queue'],
  people_email_unique: ['conflict', 'this e-mail address is taken'],
  outcomes_one_per_visit: ['conflict', 'this visit has an outcome already'],
  outcomes_visit_fk: ['not-found', 'no such visit'],
  sites_establishment_once: ['conflict', 'establishment: another site has that code'],
  record_clients_name_once: ['conflict', 'name: a system of this organisation has that name'],
  sites_organisation_fk: ['not-found', 'no such organisation'],
  people_organisation_fk: ['not-found', 'no such organisation'],
  families_person_fk: ['not-found', 'no such person'],
  person_sites_site_fk: ['not-found', 'no such site'],
  clinic_stations_station_fk: ['not-found', 'no such station at this site'],
  patients_prison_number_unique: ['conflict', 'prisonNumber: another patient has it'],
  record_resources_unique: ['conflict', 'the record has a resource with this id already'],
  record_resources_nhs_number: ['conflict', 'identifier: another patient has this NHS number'],
  patients_nhs_number_unique: ['conflict', 'nhsNumber: another patient has it'],
  referrals_patient_fk: ['not-found', 'no such patient'],
  person_events_patient_fk: ['not-found', 'no such patient'],
  calls_patient_fk: ['not-found', 'no such patient'],
  bookings_request_unique: ['conflict', 'this request has been made already'],
  reservations_one_at_a_time: ['taken', 'this time is taken'],
  station_blocks_one_at_a_time: ['conflict', 'this station is blocked already for a part of that time'],
  movement_stops_one_at_a_time: [
    'conflict',
    'movements of this prison are stopped already for a part of that time',
  ],
  bookings_one_open_per_referral: ['conflict', 'the referral has a booking already'],
};

// Class 08: connection; 57P: shut down or terminated; 53: out of resources; 25P03 and 57014: our own time limits;
// 55P03: waited too long for a lock; 40: kept losing to other transactions; 25006: read-only, as after a failover.
const passingState = /^(08...|57P0.|53...|25P0[34]|25006|57014|55P03|40001|40P01)$/;
const socketCode = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
// pg has no codes for these.
const lostMessage =
  /^(Connection terminated|Connection ended|timeout exceeded when|Client has encountered|Client was closed|Cannot use a pool)/;

/** Whether the server behind this connection only reads, as one does that is no longer the primary. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25006';
}

/** Whether running the whole transaction again may succeed. */
export function isRetriable(error: unknown): boolean {
  const cause = error instanceof DomainError ? error.cause : error;
  return cause instanceof StatementError && (cause.sqlState === '40001' || cause.sqlState === '40P01');
}

/**
 * Translates pg's errors into what the rest of the service may see: a `DomainError` where the caller can be told
 * something, `unavailable` where Postgres is unreachable, and otherwise an error without a row's contents.
 */
export function translated(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    return translatedStatement(new StatementError(error));
  }
  return isLost(error)
    ? new DomainError('unavailable', 'the database does not answer', { cause: error })
    : error;
}

function translatedStatement(cause: StatementError): Error {
  const refusal = constraintRefusals[cause.constraint ?? ''];
  if (refusal !== undefined) {
    return new DomainError(...refusal, { cause });
  }
  if (passingState.test(cause.sqlState)) {
    return new DomainError('unavailable', 'the database cannot do this now', { cause });
  }
  // A NUL character is valid JSON and valid UTF-8, but not allowed in Postgres text.
  if (cause.sqlState === '22021' || cause.sqlState === '22P05') {
    return new DomainError('invalid', 'the text has a character that cannot be stored', { cause });
  }
  return cause;
}

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return socketCode.test(code) || lostMessage.test(error.message);
}
