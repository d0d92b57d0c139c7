import type { RoomId } from '../domain/ids.ts';

/** What is off, or was and is on again; no row where nothing was ever switched. */
export type SourceChoiceTable = {
  room_id: RoomId;
  participant: string;
  source: 'microphone' | 'camera';
  chosen: 'on' | 'off';
  chosen_at: Date;
};
