import { expect } from 'chai';
import { LocalMediaRooms } from '../../../sfu/rooms/local-media-rooms.ts';
import { MediaClient, newRoomId, quietLog, workerBin } from '../../support/media-client.ts';

describe('LocalMediaRooms on several addresses', () => {
  it('offers IPv4 and IPv6 on one port, over UDP and TCP, and announces each as it was told', async () => {
    const rooms = await LocalMediaRooms.create({
      workers: 1,
      listenAddress: '127.0.0.1',
      announcedAddress: '203.0.113.10',
      furtherAddresses: [{ address: '::1' }],
      firstPort: 0,
      workerBin: workerBin(),
      log: quietLog,
    });
    try {
      const client = await MediaClient.join(rooms, newRoomId());
      const candidates = client.participation.joined.send.iceCandidates;
      const offered = candidates.map((one) => `${one.ip} ${String(one['protocol'])}`);
      expect(offered).to.have.members(['203.0.113.10 udp', '203.0.113.10 tcp', '::1 udp', '::1 tcp']);
    } finally {
      await rooms.close();
    }
  });

  it('takes every address there is of both kinds on the same port', async () => {
    const options = { workers: 1, workerBin: workerBin(), log: quietLog, announcedAddress: '203.0.113.10' };
    const probe = await LocalMediaRooms.create({ ...options, listenAddress: '127.0.0.1', firstPort: 0 });
    const client = await MediaClient.join(probe, newRoomId());
    const [free] = client.participation.joined.send.iceCandidates;
    await probe.close();
    const rooms = await LocalMediaRooms.create({
      ...options,
      listenAddress: '0.0.0.0',
      furtherAddresses: [{ address: '::', announcedAddress: '2001:db8::10' }],
      firstPort: free?.port ?? 0,
    });
    try {
      const joined = await MediaClient.join(rooms, newRoomId());
      const ports = new Set(joined.participation.joined.send.iceCandidates.map(({ port }) => port));
      expect([...ports]).to.deep.equal([free?.port]);
    } finally {
      await rooms.close();
    }
  });
});
