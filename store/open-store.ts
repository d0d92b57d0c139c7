import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import type { RecordWrites } from '../domain/record/record-port.ts';
import type { Clock, Log, Reads, RoomPlacements, Store, Transaction } from '../domain/ports.ts';
import { accountReads } from './accounts/account-reads.ts';
import { accountWrites } from './accounts/account-writes.ts';
import { auditReads } from './accounts/audit.ts';
import { boardReads } from './states/board.ts';
import { callBackWrites } from './calls/call-back-writes.ts';
import { callWrites } from './calls/call-writes.ts';
import { bookingReads } from './clinics/booking-reads.ts';
import { bookingWrites } from './clinics/booking-writes.ts';
import { bookingLinkWrites } from './clinics/booking-links.ts';
import { documentWrites } from './clinics/documents.ts';
import { clinicMessageReads, clinicMessageWrites } from './clinics/message-writes.ts';
import { clinicReads } from './clinics/clinic-reads.ts';
import { interpreterReads, interpreterWrites } from './clinics/interpreters.ts';
import { clinicTaskReads, clinicTaskWrites } from './clinics/clinic-tasks.ts';
import { letterReads, letterWrites } from './clinics/letters.ts';
import { clinicWrites } from './clinics/clinic-writes.ts';
import { personMoveReads, personMoveWrites } from './clinics/person-moves.ts';
import { listReads } from './clinics/list-reads.ts';
import { listWrites } from './clinics/list-writes.ts';
import { prisonModeReads } from './clinics/prison-mode-reads.ts';
import { prisonModeWrites } from './clinics/prison-mode-writes.ts';
import { clinicRunningReads } from './clinics/running-reads.ts';
import { clinicRunningWrites } from './clinics/running-writes.ts';
import { clinicianWrites } from './clinicians/clinician-writes.ts';
import { Connections } from './postgres/connections.ts';
import { deliveryWrites } from './escalation/delivery-writes.ts';
import { dueReads, workReads } from './timers/due-work.ts';
import { isRetriable } from './postgres/errors.ts';
import { escalationContacts } from './escalation/escalation-contacts.ts';
import { escalationWrites } from './escalation/escalation-writes.ts';
import { guestReads } from './guests/guest-reads.ts';
import { guestWrites } from './guests/guest-writes.ts';
import { heartbeats } from './clinicians/heartbeats.ts';
import { historyReads } from './oversight/history.ts';
import { PriorityPool } from './postgres/priority-pool.ts';
import { lostClinicianWrites, lostSoundWrites, visitWrites } from './visits/visit-writes.ts';
import { noticeReads, noticeWrites, pushWrites } from './escalation/notice-writes.ts';
import { notifiedRingMarks, notifiedRingReads, offerWrites } from './offers/offer-writes.ts';
import { findingReads } from './record/found-people.ts';
import { grantReads, grantWrites } from './record/record-grants.ts';
import { readerReads } from './record/record-readers.ts';
import { observationWrites } from './record/observation-writes.ts';
import { gpLetterWrites } from './gp-letters/gp-letters.ts';
import { sbardWrites } from './record/sbard-writes.ts';
import { residentReads, residentWrites } from './residents/residents.ts';
import { recordClientReads, recordClientWrites } from './record/record-clients.ts';
import { recordExportReads, recordExportWrites } from './record/record-exports.ts';
import { subscriptionReads, subscriptionWrites } from './record/record-subscriptions.ts';
import type { RecordExportWrites } from '../domain/record/record-export-port.ts';
import type { SubscriptionWrites } from '../domain/record/subscriptions/subscription-port.ts';
import { recordReads } from './record/record-reads.ts';
import { relationshipReads } from './record/relationship-reads.ts';
import { recordWrites } from './record/record-writes.ts';
import { sharedRecordReads } from './shared-record/record-reads.ts';
import { refusalWrites } from './accounts/refusal-writes.ts';
import { roomPlacements } from './rooms/room-placements.ts';
import { rotaReads, rotaWrites } from './rota/rota.ts';
import { oversightReads } from './oversight/oversight-reads.ts';
import { proposalReads, proposalWrites } from './proposals/proposal-writes.ts';
import { qualityReads } from './quality/quality-reads.ts';
import { queueReads, queueWrites } from './queues/queue-writes.ts';
import { patientRetentionReads } from './retention/ended-patients.ts';
import { patientRetentionWrites } from './retention/erased-patients.ts';
import { retentionReads, retentionWrites } from './retention/retention.ts';
import { routableCalls } from './calls/routable-calls.ts';
import type { Database } from './schema.ts';
import { signInReads } from './accounts/sign-in-reads.ts';
import { signInWrites } from './accounts/sign-in-writes.ts';
import { sourceChoiceReads, sourceChoiceWrites } from './rooms/source-choices.ts';
import { stationCheckReads, stationCheckWrites } from './checks/station-checks.ts';
import { stateReads } from './states/state-reads.ts';
import { TransactionLog } from './postgres/transaction-log.ts';
import { type WriteWatch, writeWatch } from './postgres/write-watch.ts';

const attempts = 5;

/** Postgres behind the port `Store`. */
export class PostgresStore implements Store, AsyncDisposable {
  readonly reads: Reads;
  readonly priority: PostgresStore;
  readonly presses: PostgresStore;
  /** For the media side only; no rule asks which node has a room. */
  readonly placements: RoomPlacements;
  readonly #db: Kysely<Database>;
  readonly #connections: Connections;
  readonly #clock: Clock;

  /** `ahead` is left out by the stores that go ahead themselves. */
  constructor(parts: {
    pool: PostgresPool;
    connections: Connections;
    clock: Clock;
    ahead?: { priority: PostgresStore; presses: PostgresStore };
  }) {
    this.#connections = parts.connections;
    this.#clock = parts.clock;
    this.#db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: parts.pool }) });
    // One truth for all three; its probe goes by the connections that a press has.
    const watch = parts.ahead?.presses.reads ?? writeWatch(this.#db);
    this.reads = readsOf(this.#db, parts.clock, watch);
    this.priority = parts.ahead?.priority ?? this;
    this.presses = parts.ahead?.presses ?? this;
    this.placements = roomPlacements(this.#db, parts.clock);
  }

  /**
   * Runs `work` in one transaction, and again from the start, at most five times, when it has collided with another
   * one: `work` must do nothing that rolling back cannot undo. The audit trail and the sequence numbers are written
   * last, in one statement, so that contended rows are locked for the shortest time.
   */
  async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (!isRetriable(error) || attempt === attempts) {
          throw error;
        }
        await setTimeout(Math.random() * 10 * attempt);
      }
    }
  }

  #attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (db) => {
      const now = this.#clock.now();
      const transactionLog = new TransactionLog(now);
      const result = await work(transactionOf(db, now, transactionLog));
      await transactionLog.write(db);
      return result;
    });
  }

  /** Waits for running work; from then on everything is refused as `unavailable`. */
  close(): Promise<void> {
    return this.#connections.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Opens the store on a migrated database. Connects on first use. */
export function openStore(options: {
  databaseUrl: string;
  clock: Clock;
  log: Log;
  poolSize?: number;
}): PostgresStore {
  const { databaseUrl, clock, log, poolSize = 10 } = options;
  const connections = new Connections({ databaseUrl, poolSize, log });
  const pools = new PriorityPool(connections, { connections: poolSize });
  const priority = new PostgresStore({ pool: pools.priority, connections, clock });
  const presses = new PostgresStore({ pool: pools.presses, connections, clock });
  return new PostgresStore({ pool: pools.normal, connections, clock, ahead: { priority, presses } });
}

function transactionOf(db: Kysely<Database>, now: Date, transactionLog: TransactionLog): Transaction {
  const record = recordWrites(db, now);
  return {
    now,
    calls: {
      ...callWrites(db),
      ...routableCalls(db),
      ...offerWrites(db, now),
      ...notifiedRingReads(db),
    },
    visits: visitWrites(db, now),
    clinicians: clinicianWrites(db, now),
    accounts: { ...accountWrites(db, now), ...signInWrites(db, now), ...refusalWrites(db, now) },
    queues: queueWrites(db, now),
    proposals: proposalWrites(db, now),
    callBacks: callBackWrites(db),
    sourceChoices: sourceChoiceWrites(db, now),
    guests: guestWrites(db, now),
    lostSound: lostSoundWrites(db),
    lostClinician: lostClinicianWrites(db),
    checks: stationCheckWrites(db, now),
    rota: rotaWrites(db),
    clinics: { ...clinicWrites(db, now), ...bookingWrites(db, now) },
    prisonMode: prisonModeWrites(db, now),
    clinicRunning: clinicRunningWrites(db, now),
    lists: listWrites(db, now),
    clinicTasks: clinicTaskWrites(db, now),
    ...{ letters: letterWrites(db, now), gpLetters: gpLetterWrites(db, now) },
    interpreters: interpreterWrites(db, now),
    clinicMessages: clinicMessageWrites(db, now),
    bookingLinks: bookingLinkWrites(db, now),
    documents: documentWrites(db, now),
    personMoves: personMoveWrites(db, now),
    ...recordedOnCalls(db, { now, record }),
    residents: residentWrites(db, now),
    record: { ...recordReads(db), ...recordWrites(db, now), ...partnerWrites(db, now) },
    ...{ recordClients: recordClientWrites(db, now), grants: grantWrites(db, now) },
    retention: retentionWrites(db, now),
    patientRetention: patientRetentionWrites(db),
    escalation: {
      ...escalationWrites(db, now),
      ...escalationContacts(db, now),
      ...deliveryWrites(db, now),
      ...noticeWrites(db, now),
      ...pushWrites(db, now),
    },
    audit: (entries) => transactionLog.audit(entries),
    raise: (audiences) => transactionLog.raise(audiences),
  };
}

/** What partners’ systems have asked for. */
function partnerWrites(db: Kysely<Database>, now: Date): RecordExportWrites & SubscriptionWrites {
  return { ...recordExportWrites(db, now), ...subscriptionWrites(db, now) };
}

/** What is written on a call and stands in the record of whom it is about. */
function recordedOnCalls(
  db: Kysely<Database>,
  given: { now: Date; record: RecordWrites },
): Pick<Transaction, 'observations' | 'sbards'> {
  return { observations: observationWrites(db, given), sbards: sbardWrites(db, given) };
}

function readsOf(db: Kysely<Database>, clock: Clock, watch: WriteWatch): Reads {
  return {
    ...stateReads(db, clock),
    ...boardReads(db, clock),
    ...workReads(db),
    ...dueReads(db),
    ...queueReads(db),
    ...proposalReads(db),
    ...signInReads(db, clock),
    ...accountReads(db),
    ...auditReads(db),
    ...noticeReads(db),
    ...guestReads(db),
    ...heartbeats(db, clock),
    probeWrite: () => watch.probeWrite(),
    isWritable: () => watch.isWritable(),
    ...notifiedRingMarks(db, clock),
    ...rotaReads(db, clock),
    ...clinicReads(db),
    ...bookingReads(db, clock),
    ...prisonModeReads(db, clock),
    ...clinicRunningReads(db),
    ...listReads(db, clock),
    ...clinicTaskReads(db),
    ...letterReads(db),
    ...interpreterReads(db),
    ...clinicMessageReads(db),
    ...personMoveReads(db, clock),
    ...oversightReads(db),
    ...historyReads(db),
    ...sourceChoiceReads(db),
    ...stationCheckReads(db),
    ...qualityReads(db),
    ...recordReads(db),
    ...relationshipReads(db, clock),
    ...sharedRecordReads(db),
    ...residentReads(db),
    ...recordClientReads(db),
    ...grantReads(db, clock),
    ...findingReads(db),
    ...readerReads(db),
    ...recordExportReads(db),
    ...subscriptionReads(db),
    ...retentionReads(db),
    ...patientRetentionReads(db),
  };
}
