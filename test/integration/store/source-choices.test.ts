import { expect } from 'chai';
import type { RoomId, StationId } from '../../../domain/ids.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

describe('store: what people chose in a room', () => {
  it('is on until switched off, kept for each participant and source, and the last choice counts', async () => {
    await using world = await StoreWorld.create();
    const { roomId, stationId } = await world.place(await world.addStation());
    const key = `station:${stationId}` as const;
    const choices = (of: `station:${StationId}` = key) => world.store.reads.getChoices({ roomId, key: of });
    const keep = (source: 'microphone' | 'camera', chosen: 'on' | 'off') =>
      world.store.transact(({ sourceChoices }) =>
        sourceChoices.keepChoice({ roomId, key }, { source, chosen }),
      );
    expect(await choices()).to.deep.equal({ microphone: 'on', camera: 'on' });
    await keep('microphone', 'off');
    await keep('camera', 'off');
    await keep('camera', 'on');
    expect(await choices()).to.deep.equal({ microphone: 'off', camera: 'on' });
    expect(await choices(`station:${newId<StationId>()}`)).to.deep.equal({ microphone: 'on', camera: 'on' });
  });

  it('is not kept for a room that no call has', async () => {
    await using world = await StoreWorld.create();
    const chooser = { roomId: newId<RoomId>(), key: `station:${newId<StationId>()}` } as const;
    await world.store.transact(({ sourceChoices }) =>
      sourceChoices.keepChoice(chooser, { source: 'microphone', chosen: 'off' }),
    );
    expect(await world.store.reads.getChoices(chooser)).to.deep.equal({ microphone: 'on', camera: 'on' });
  });
});
