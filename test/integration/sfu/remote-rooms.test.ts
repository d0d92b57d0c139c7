import { describeMediaRooms } from '../../contract/media-rooms.ts';
import { NodeWorld } from '../../support/node-world.ts';

/** The contract, spoken to a node in a process of its own. */
describeMediaRooms('RemoteMediaRooms', async (downlinks) => {
  const world = await NodeWorld.create();
  await world.node({ BEDSIDE_SFU_WORKERS: '2', ...downlinks.forNode });
  const rooms = await world.server();
  const close = rooms.close.bind(rooms);
  // The world goes with what it was made for.
  rooms.close = async () => {
    await close();
    await world[Symbol.asyncDispose]();
  };
  return rooms;
});
