import { z } from 'zod';
import { eachSource } from '../../../../domain/rooms/sources.ts';
import type { ChosenSources } from '../../../../domain/rooms/wire.ts';
import type { RoomId } from '../../../../domain/ids.ts';
import { recallJson, remember } from '../../service/remembered.ts';

const choice = z.enum(['on', 'off']);
const kept = z.object({ roomId: z.string(), ...eachSource(() => choice) });

const key = 'bedside:sources';

export type SourcesMemory = {
  recall(roomId: RoomId): ChosenSources | null;
  remember(roomId: RoomId, sources: ChosenSources): void;
};

/** What a person has switched off in this tab's call, also while the service could not be told of it. */
export const tabMemory: SourcesMemory = { recall: recallSources, remember: rememberSources };

function recallSources(roomId: RoomId): ChosenSources | null {
  const found = kept.safeParse(recallJson(sessionStorage, key));
  return found.success && found.data.roomId === roomId ? eachSource((source) => found.data[source]) : null;
}

function rememberSources(roomId: RoomId, sources: ChosenSources): void {
  remember(sessionStorage, key, JSON.stringify({ roomId, ...sources }));
}
