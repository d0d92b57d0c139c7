import type { CheckCounts, CheckEcho, OpenedCheck } from '../checks/wire.ts';
import type {
  Direction,
  DtlsParameters,
  JoinedRoom,
  LargePictures,
  RestartedIce,
  ParticipantRole,
  RoomFact,
  RoomSnapshot,
  RtpCapabilities,
  RtpParameters,
  Source,
  SourceState,
  SourceStates,
  JoinGeneration,
} from './wire.ts';
import type * as id from '../ids.ts';

/** Who enters a room. `key` is one per station or person: a second join with the same key replaces the first. */
export type Joining = {
  key: `station:${id.StationId}` | `clinician:${id.ClinicianId}` | `guest:${id.GuestId}`;
  name: string;
  role: ParticipantRole;
};

/**
 * One connection's handle on a participant; all methods throw `wrong-phase` after the participation has ended or
 * another connection has taken it up.
 */
export type Participation = {
  readonly joined: JoinedRoom;
  connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void>;
  restartIce(direction: Direction): Promise<RestartedIce>;
  produce(offer: { source: Source; rtpParameters: RtpParameters }): Promise<{ producerId: string }>;
  receive(rtpCapabilities: RtpCapabilities): Promise<void>;
  resume(consumerId: string): Promise<void>;
  /** Whose pictures are worth sending large; after a join, everybody's. */
  showLarge(large: LargePictures): Promise<void>;
  setSource(source: Source, state: SourceState): Promise<void>;
  /**
   * Detaches: the connection is lost and media flows on, but no facts are sent, until the participant is taken up or,
   * 15 s later, ends by itself.
   */
  letGo(): Promise<void>;
  leave(): Promise<void>;
};

/**
 * A pair of transports that sends a browser's made-up sound back to it, to measure whether and how well media gets
 * through. It is no room: nobody sees it. All methods throw `wrong-phase` after it has ended, which is after 30 s at
 * the latest.
 */
export type MediaCheck = {
  readonly opened: OpenedCheck;
  connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void>;
  /** Once: receives sound and sends it back. */
  echo(offer: { rtpParameters: RtpParameters; rtpCapabilities: RtpCapabilities }): Promise<CheckEcho>;
  /** Ends it, and returns how much of the sound has arrived. */
  close(): Promise<CheckCounts>;
};

export type MediaCounts = {
  workers: number;
  rooms: number;
  participants: number;
  transports: number;
  producers: number;
  consumers: number;
};

/**
 * The SFU. A room opens with its first participant and closes with its last. Until a participant is admitted
 * nothing of theirs is forwarded and nothing is forwarded to them.
 */
export type MediaRooms = {
  /**
   * Of two joins with one key the later one wins, also when it is answered first; the earlier is refused
   * `wrong-phase`, as is one whose join generation is older than one its tab has sent before.
   */
  join(
    roomId: id.RoomId,
    joining: Joining & { admitted: boolean; sources: SourceStates; stay?: JoinGeneration | undefined },
    tell: (fact: RoomFact) => void,
  ): Promise<Participation>;
  /** Takes a participant up on another connection; undefined when the participant is gone. */
  takeUp(
    roomId: id.RoomId,
    whom: { key: Joining['key']; participantId: id.ParticipantId; stay: JoinGeneration },
    tell: (fact: RoomFact) => void,
  ): Promise<{ participation: Participation; snapshot: RoomSnapshot } | undefined>;
  /** Admits those of these keys who are in the room; a later join says itself whether it is admitted. */
  admit(roomId: id.RoomId, keys: readonly Joining['key'][]): Promise<void>;
  /** Removes one from the room, for instance a clinician whose offer has ended. */
  expel(roomId: id.RoomId, key: Joining['key']): Promise<void>;
  /** Mutes everybody in the room now but one, and notifies them; each may unmute themselves. */
  muteOthers(roomId: id.RoomId, except: Joining['key']): Promise<void>;
  closeRoom(roomId: id.RoomId): Promise<void>;
  /** A check, placed like a new room of that region (null: the configured one). `unavailable` while there is no space. */
  openCheck(place: { region: string | null }): Promise<MediaCheck>;
  counts(): MediaCounts;
  close(): Promise<void>;
};
