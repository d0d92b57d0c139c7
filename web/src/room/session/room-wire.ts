import type { Answer, CommandName, PayloadInput, Reply } from '../../../../domain/contract/commands.ts';
import type { RoomFact } from '../../../../domain/rooms/wire.ts';

/** What a media room needs of the connection. */
export type RoomWire = {
  command<N extends CommandName>(name: N, payload: PayloadInput<N>): Promise<Answer<Reply<N>>>;
  /**
   * Something else says that the network has gone: the connection makes sure at once that it is still there itself. The
   * answer takes that back: on a slow line an answer may be long in coming while other things still arrive.
   */
  doubt(): () => void;
  /** Media arrive: the network is there, however long answers take. */
  assure(): void;
  onRoomFact(listener: (fact: RoomFact) => void): () => void;
};
