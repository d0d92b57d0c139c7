import type { ChosenSources, Source } from './wire.ts';
import type { RoomId } from '../ids.ts';
import type { Joining } from './media-rooms.ts';

/** Whose choice: one per station or person in one room. */
export type Chooser = { roomId: RoomId; key: Joining['key'] };

export type SourceChoiceReads = {
  /** The last choice for each source; `on` for one that was never switched off. */
  getChoices(chooser: Chooser): Promise<ChosenSources>;
};

export type SourceChoiceWrites = {
  /** Replaces the previous choice; ignored for a room that no call has. */
  keepChoice(chooser: Chooser, choice: { source: Source; chosen: ChosenSources[Source] }): Promise<void>;
};
