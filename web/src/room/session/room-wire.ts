import type { Answer, CommandName, PayloadInput, Reply } from '../../../../domain/contract/commands.ts';
import type { RoomFact } from '../../../../domain/rooms/wire.ts';

/** What a media room needs of the connection. */
export type RoomWire = {
  command<N extends CommandName>(name: N, payload: PayloadInput<N>): Promise<Answer<Reply<N>>>;
  /**
   * Something else suggests that the network has gone: the connection checks itself at once. `mediaArrives` revokes
   * that: on a slow line an answer may take long while other things still arrive.
   */
  doubt(): () => void;
  /** Media arrives: the network is there, however long answers take. */
  assure(): void;
  onRoomFact(listener: (fact: RoomFact) => void): () => void;
};
