import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import pg from 'pg';
import { surviveLosses } from './connections.ts';
import { translated } from './errors.ts';
import { urgentCalls } from '../migrations/0001-urgent-calls.ts';
import { routing } from '../migrations/0002-routing.ts';
import { toldRings } from '../migrations/0003-told-rings.ts';
import { sourceChoices } from '../migrations/0004-source-choices.ts';
import { mediaNodes } from '../migrations/0005-media-nodes.ts';
import { networks } from '../migrations/0006-networks.ts';
import { guestsInVisits } from '../migrations/0007-guests.ts';
import { telephonedCallBacks } from '../migrations/0008-telephoned-call-backs.ts';
import { stationChecks } from '../migrations/0009-station-checks.ts';
import { measuredVisits } from '../migrations/0010-visit-quality.ts';
import { lostSound } from '../migrations/0011-lost-sound.ts';
import { writeProbe } from '../migrations/0012-write-probe.ts';
import { lostClinician } from '../migrations/0013-lost-clinician.ts';
import { notesOfAnEpisode } from '../migrations/0014-notes-of-an-episode.ts';
import { lateDeliveries } from '../migrations/0015-late-deliveries.ts';
import { writeNeedsRoom } from '../migrations/0016-write-needs-room.ts';
import { retention } from '../migrations/0017-retention.ts';
import { proposalsAndRefusals } from '../migrations/0018-proposals-and-refusals.ts';
import { visitsOfTheirOwn } from '../migrations/0019-visits-of-their-own.ts';
import { clinicsAndBookings } from '../migrations/0020-clinics.ts';
import { prisonMode } from '../migrations/0021-prison-mode.ts';
import { bookedVisits } from '../migrations/0022-booked-visits.ts';
import { clinicTasks } from '../migrations/0023-clinic-tasks.ts';
import { personMoves } from '../migrations/0024-person-moves.ts';
import { clinicMessages } from '../migrations/0025-clinic-messages.ts';
import { preflight } from '../migrations/0026-preflight.ts';
import { clinicRunning } from '../migrations/0027-clinic-running.ts';
import { keptPlaces } from '../migrations/0028-kept-places.ts';
import { byLink } from '../migrations/0029-by-link.ts';
import { clerksWork } from '../migrations/0031-clerks-work.ts';
import { movesConfirmed } from '../migrations/0032-moves-confirmed.ts';
import { record } from '../migrations/0034-record.ts';
import { digestTimes } from '../migrations/0035-digest-times.ts';
import { recordServed } from '../migrations/0037-record-served.ts';
import { recordClients } from '../migrations/0038-record-clients.ts';
import { residentsAndObservations } from '../migrations/0039-residents.ts';
import { erasureOfPatients } from '../migrations/0040-erasure-of-patients.ts';
import { knownPersons } from '../migrations/0042-known-persons.ts';
import { movedClinics } from '../migrations/0043-moved-clinics.ts';
import { referralDocuments } from '../migrations/0044-referral-documents.ts';
import { letterVersions } from '../migrations/0045-letters.ts';
import { changedClinics } from '../migrations/0046-changed-clinics.ts';
import { patientsOfRecord } from '../migrations/0047-patients-of-record.ts';
import { noticesEnd } from '../migrations/0048-notices-end.ts';
import { recordGrants } from '../migrations/0049-record-grants.ts';
import { gpLetters } from '../migrations/0052-gp-letters.ts';
import { sbards } from '../migrations/0050-sbard.ts';
import { recordExports } from '../migrations/0051-record-exports.ts';
import { recordSubscriptions } from '../migrations/0055-record-subscriptions.ts';

// Listed here rather than read from a folder, so that a bundle or another working directory cannot lose one.
const migrations: Readonly<Record<string, Migration>> = {
  '0001-urgent-calls': urgentCalls,
  '0002-routing': routing,
  '0003-told-rings': toldRings,
  '0004-source-choices': sourceChoices,
  '0005-media-nodes': mediaNodes,
  '0006-networks': networks,
  '0007-guests': guestsInVisits,
  '0008-telephoned-call-backs': telephonedCallBacks,
  '0009-station-checks': stationChecks,
  '0010-visit-quality': measuredVisits,
  '0011-lost-sound': lostSound,
  '0012-write-probe': writeProbe,
  '0013-lost-clinician': lostClinician,
  '0014-notes-of-an-episode': notesOfAnEpisode,
  '0015-late-deliveries': lateDeliveries,
  '0016-write-needs-room': writeNeedsRoom,
  '0017-retention': retention,
  '0018-proposals-and-refusals': proposalsAndRefusals,
  '0019-visits-of-their-own': visitsOfTheirOwn,
  '0020-clinics': clinicsAndBookings,
  '0021-prison-mode': prisonMode,
  '0022-booked-visits': bookedVisits,
  '0023-clinic-tasks': clinicTasks,
  '0024-person-moves': personMoves,
  '0025-clinic-messages': clinicMessages,
  '0026-preflight': preflight,
  '0027-clinic-running': clinicRunning,
  '0028-kept-places': keptPlaces,
  '0029-by-link': byLink,
  '0031-clerks-work': clerksWork,
  '0032-moves-confirmed': movesConfirmed,
  '0034-record': record,
  '0035-digest-times': digestTimes,
  '0037-record-served': recordServed,
  '0038-record-clients': recordClients,
  '0039-residents': residentsAndObservations,
  '0040-erasure-of-patients': erasureOfPatients,
  '0042-known-persons': knownPersons,
  '0043-moved-clinics': movedClinics,
  '0044-referral-documents': referralDocuments,
  '0045-letters': letterVersions,
  '0046-changed-clinics': changedClinics,
  '0047-patients-of-record': patientsOfRecord,
  '0048-notices-end': noticesEnd,
  '0049-record-grants': recordGrants,
  '0050-sbard': sbards,
  '0051-record-exports': recordExports,
  '0052-gp-letters': gpLetters,
  '0055-record-subscriptions': recordSubscriptions,
};

/** All migrations that this release has, in their order. */
export const migrationNames: readonly string[] = Object.keys(migrations);

const provider: MigrationProvider = { getMigrations: () => Promise.resolve({ ...migrations }) };

/**
 * Brings the schema up to date and returns the names of the migrations applied, none if it was current. A concurrent
 * migrating process waits for the first and then applies nothing. No time limits here: an index on a large table may
 * take long. With `upTo` it stops after that migration, for a backup of an earlier release.
 */
export async function migrate(databaseUrl: string, { upTo }: { upTo?: string } = {}): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'bedside migrate' });
  surviveLosses(pool);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({ db, provider });
    const { error, results } = await (upTo === undefined
      ? migrator.migrateToLatest()
      : migrator.migrateTo(upTo));
    if (error !== undefined) {
      throw translated(error);
    }
    return (results ?? []).map(({ migrationName }) => migrationName);
  } finally {
    await db.destroy();
  }
}
