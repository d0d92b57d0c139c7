import type { AccountReads, AccountWrites } from './accounts/account-port.ts';
import type { Actor, Subject } from './actors.ts';
import type { Audience } from './audience.ts';
import type { AuditEntry } from './audit.ts';
import type { StationCheckReads, StationCheckWrites } from './checks/check-port.ts';
import type { CallReads, CallWrites, DispatchableCall } from './calls/call-port.ts';
import type { ClinicianWrites } from './clinicians/clinician-port.ts';
import type { ClinicReads, ClinicWrites } from './clinics/clinic-port.ts';
import type { ListReads, ListWrites } from './clinics/list-port.ts';
import type { InterpreterReads, InterpreterWrites } from './clinics/interpreter.ts';
import type { LetterReads, LetterWrites } from './clinics/letter-port.ts';
import type { ClinicTaskReads, ClinicTaskWrites } from './clinics/task-port.ts';
import type { DocumentWrites } from './clinics/document-port.ts';
import type { BookingLinkWrites } from './clinics/link-port.ts';
import type { ClinicMessageReads, ClinicMessageWrites } from './clinics/message-port.ts';
import type { PersonMoveReads, PersonMoveWrites } from './clinics/person-move-port.ts';
import type { PrisonModeReads, PrisonModeWrites } from './clinics/prison-mode-port.ts';
import type { ClinicRunningReads, ClinicRunningWrites } from './clinics/running-port.ts';
import type { CallBackWrites } from './call-backs/call-back.ts';
import type { AudienceFactName, ConnectionEnd } from './contract/facts.ts';
import type { DeliveryChannels, EscalationReads, EscalationWrites } from './escalation/escalation-port.ts';
import type { GuestReads, GuestWrites } from './guests/guest-port.ts';
import type * as id from './ids.ts';
import type { LostClinicianReads, LostClinicianWrites } from './lost-clinician/lost-clinician-port.ts';
import type { LostSoundWrites } from './lost-sound/lost-sound-port.ts';
import type { MediaRooms } from './rooms/media-rooms.ts';
import type { OversightReads } from './oversight/oversight-port.ts';
import type { ProposalReads, ProposalWrites } from './proposals/proposal.ts';
import type { QualityReads } from './quality/quality-port.ts';
import type { FindingReads, ReaderReads } from './record/access-port.ts';
import type { GrantReads, GrantWrites } from './record/grant-port.ts';
import type { RecordClientReads, RecordClientWrites } from './record/record-client-port.ts';
import type { RecordExportReads, RecordExportWrites } from './record/record-export-port.ts';
import type { RecordReads, RecordWrites } from './record/record-port.ts';
import type { RelationshipReads } from './record/relationships.ts';
import type { SubscriptionReads, SubscriptionWrites } from './record/subscriptions/subscription-port.ts';
import type { ObservationWrites } from './record/observation-set.ts';
import type { GpLetterWrites } from './gp-letters/gp-letter-port.ts';
import type { SbardWrites } from './record/sbard.ts';
import type { SharedRecordReads } from './shared-record/record-reads.ts';
import type { ResidentReads, ResidentWrites } from './residents/resident-port.ts';
import type { QueueReads, QueueWrites } from './queues/queue.ts';
import type { PatientRetentionReads, PatientRetentionWrites } from './retention/patient-retention-port.ts';
import type { RetentionReads, RetentionWrites } from './retention/retention-port.ts';
import type { SourceChoiceReads, SourceChoiceWrites } from './rooms/source-choice-port.ts';
import type { RotaReads, RotaWrites } from './rota/rota-port.ts';
import type { Telephones } from './telephone.ts';
import type { JobInputs, TimerReads } from './timers/timer-port.ts';
import type { VisitWrites } from './visits/visit-port.ts';

export type { Audience } from './audience.ts';
export type { AuditEntry } from './audit.ts';
export type { AccountReads, AccountWrites, PersonSecrets } from './accounts/account-port.ts';
export type { CallReads, CallWrites, DispatchableCall } from './calls/call-port.ts';
export type { ClinicianWrites } from './clinicians/clinician-port.ts';
export type { Joining, MediaCheck, MediaCounts, MediaRooms, Participation } from './rooms/media-rooms.ts';
export type { MediaNodes, RoomPlacements } from './rooms/media-nodes.ts';
export type { Relays } from './rooms/relays.ts';
export type { Telephones } from './telephone.ts';
export type { DueWork } from './timers/timer-port.ts';

/** The only way the rules learn the time. */
export type Clock = { now(): Date };

/**
 * Postgres. `transact` runs `work` in one transaction: all of it is committed, or, when it throws, none. What must
 * never happen twice is made impossible by the schema; the methods say how they answer when it would have.
 */
export type Store = {
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  reads: Reads;
  /** The same store for what somebody's ring waits for: it goes before everything else that waits for a connection. */
  priority: Store;
  /** The same store for presses and what they tell: it has connections which ordinary reads cannot fill. */
  presses: Store;
};

export type Transaction = {
  now: Date;
  calls: CallWrites;
  visits: VisitWrites;
  clinicians: ClinicianWrites;
  accounts: AccountWrites;
  queues: QueueWrites;
  proposals: ProposalWrites;
  rota: RotaWrites;
  clinics: ClinicWrites;
  prisonMode: PrisonModeWrites;
  clinicRunning: ClinicRunningWrites;
  lists: ListWrites;
  clinicTasks: ClinicTaskWrites;
  letters: LetterWrites;
  interpreters: InterpreterWrites;
  clinicMessages: ClinicMessageWrites;
  bookingLinks: BookingLinkWrites;
  documents: DocumentWrites;
  personMoves: PersonMoveWrites;
  observations: ObservationWrites;
  sbards: SbardWrites;
  gpLetters: GpLetterWrites;
  residents: ResidentWrites;
  record: RecordWrites & RecordReads & RecordExportWrites & SubscriptionWrites;
  recordClients: RecordClientWrites;
  grants: GrantWrites;
  retention: RetentionWrites;
  patientRetention: PatientRetentionWrites;
  escalation: EscalationWrites;
  callBacks: CallBackWrites;
  sourceChoices: SourceChoiceWrites;
  guests: GuestWrites;
  lostSound: LostSoundWrites;
  lostClinician: LostClinicianWrites;
  checks: StationCheckWrites;
  /** Appends, in this transaction. */
  audit(entries: readonly AuditEntry[]): Promise<void>;
  /** Raises each audience's sequence number by one (in one order, so that two transactions cannot wait on each other). */
  raise(audiences: readonly Audience[]): Promise<void>;
};

/** Reads outside a transaction. `getX` throws `not-found`, `findX` answers undefined. */
export type Reads = AccountReads &
  CallReads &
  QueueReads &
  ProposalReads &
  RotaReads &
  ClinicReads &
  ListReads &
  PrisonModeReads &
  ClinicRunningReads &
  ClinicTaskReads &
  LetterReads &
  InterpreterReads &
  ClinicMessageReads &
  PersonMoveReads &
  EscalationReads &
  OversightReads &
  SourceChoiceReads &
  QualityReads &
  GuestReads &
  StationCheckReads &
  LostClinicianReads &
  RecordReads &
  RelationshipReads &
  SharedRecordReads &
  ResidentReads &
  RecordClientReads &
  GrantReads &
  FindingReads &
  ReaderReads &
  RecordExportReads &
  SubscriptionReads &
  RetentionReads &
  PatientRetentionReads &
  TimerReads;

/** BullMQ. Adding is best effort: when Redis is away the sweep adds later, so a failure is logged, never thrown at a caller. */
export type Jobs = {
  /** `delayMs` when something else dispatches meanwhile and the job only stands behind it. */
  dispatchCall(call: DispatchableCall, options?: { delayMs: number }): Promise<void>;
  /** The job of one of the timers, at its time (`domain/timers/registry.ts`). */
  add<N extends Exclude<keyof JobInputs, 'dispatch-call'>>(name: N, input: JobInputs[N]): Promise<void>;
};

/** Socket.IO, from any process. Best effort likewise: `state:read` heals what was lost. */
export type Facts = {
  /**
   * Reads each audience's state after the commit and tells it, with its sequence number. Answers with those whose fact
   * was sent; the others' failure is logged.
   */
  tell(name: AudienceFactName, audiences: readonly Audience[]): Promise<readonly Audience[]>;
  boardChanged(organisationId: id.OrganisationId): void;
  /** Ends sockets on every server at once. */
  endConnections(
    whose:
      { family: id.FamilyId } | { person: id.PersonId } | { station: id.StationId } | { guest: id.GuestId },
    reason: ConnectionEnd,
  ): void;
};

/** Memory-hard password hashing. */
export type Passwords = {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
};

/** Random secrets; only their digests are stored. */
export type Secrets = {
  /** 256 random bits, base64url. */
  token(): string;
  /** Eight characters without look-alikes, in two groups, to be read out or typed. */
  enrolmentCode(): string;
  /** A random password of at least 16 characters, to be shown once. */
  password(): string;
  digest(secret: string): string;
};

/** Signed access tokens: ES256, 15 minutes, with `kid`, `iss` and `aud`. */
export type AccessTokens = {
  issue(actor: Actor): { token: string; expiresAt: Date };
  /** Throws `unauthenticated` for anything but a valid, unexpired token of ours. */
  verify(token: string): { subject: Subject; expiresAt: Date };
};

/** What may stand in a log line: ids, codes, counts and durations; an allow-list of keys drops everything else. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Constant message, data as fields. The error of `error` is logged with its stack and causes. */
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
  child(fields: LogFields): Log;
};

/** What the use cases are handed. */
export type Deps = {
  store: Store;
  jobs: Jobs;
  facts: Facts;
  /** The doors of the media rooms; a process without media hands in doors that do nothing. */
  rooms: Pick<MediaRooms, 'admit' | 'closeRoom' | 'expel' | 'muteOthers'>;
  log: Log;
  clock: Clock;
  newId: () => string;
  calls: { wrapUpSeconds: number; graceWaitingSeconds: number; graceVisitSeconds: number };
  /** Which ways of reaching people this service has been configured with. */
  channels: DeliveryChannels;
  telephones: Telephones;
};

/** The same deps with the store of presses (ADR 14). */
export function forPresses<D extends Pick<Deps, 'store'>>(deps: D): D {
  return { ...deps, store: deps.store.presses };
}

/** The same deps with the priority store, for what somebody's ring waits for (ADR 14). */
export function withPriority<D extends Pick<Deps, 'store'>>(deps: D): D {
  return { ...deps, store: deps.store.priority };
}
