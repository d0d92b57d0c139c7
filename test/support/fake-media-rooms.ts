import { randomUUID } from 'node:crypto';
import type { SourceStates } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ParticipantId } from '../../domain/ids.ts';
import type { Joining, MediaRooms, Participation } from '../../domain/ports.ts';

type FakeParticipant = {
  key: Joining['key'];
  admitted: boolean;
  sources: SourceStates;
  left: boolean;
  letGo: boolean;
  tell: Parameters<MediaRooms['join']>[2];
};

/** Media rooms that note what they are asked, and tell facts when the test says so. */
export class FakeMediaRooms implements Pick<MediaRooms, 'join' | 'takeUp' | 'admit' | 'expel' | 'openCheck'> {
  readonly asked: string[] = [];
  readonly participants: FakeParticipant[] = [];
  /** What the room tells a newcomer before the join has even returned. */
  duringJoin: (tell: Parameters<MediaRooms['join']>[2]) => void | Promise<void> = () => undefined;

  async join(...[, joining, tell]: Parameters<MediaRooms['join']>): Promise<Participation> {
    this.asked.push(`join ${joining.role}`);
    const { key, admitted, sources } = joining;
    const participant: FakeParticipant = { key, admitted, sources, left: false, letGo: false, tell };
    this.participants.push(participant);
    await this.duringJoin(tell);
    return handleOf(participant);
  }

  async takeUp(...[, { key, participantId }, tell]: Parameters<MediaRooms['takeUp']>) {
    this.asked.push('take up');
    const participant = this.participants.find((one) => one.key === key && !one.left);
    if (participant === undefined) return undefined;
    participant.letGo = false;
    participant.tell = tell;
    await this.duringJoin(tell);
    const { admitted, sources } = participant;
    return {
      participation: handleOf(participant, participantId),
      snapshot: { admitted, sources, others: [], pictures: 'full' as const, streams: [] },
    };
  }

  /** Checks that were opened and have not been closed. */
  openChecks = 0;

  openCheck(...[{ region }]: Parameters<MediaRooms['openCheck']>): ReturnType<MediaRooms['openCheck']> {
    this.asked.push(`check in ${region ?? 'the configured region'}`);
    this.openChecks += 1;
    return Promise.resolve({
      opened: { routerRtpCapabilities: {}, send: transport(), receive: transport() },
      connect: () => Promise.resolve(),
      echo: () => Promise.resolve({ consumerId: 'c1', producerId: 'p1', rtpParameters: {} }),
      close: () => {
        this.openChecks -= 1;
        return Promise.resolve({ received: 100, lost: 2 });
      },
    });
  }

  admit(...[, keys]: Parameters<MediaRooms['admit']>): Promise<void> {
    for (const participant of this.participants.filter(({ key }) => keys.includes(key))) {
      participant.admitted = true;
      participant.tell({ name: 'room:admitted', payload: { others: [] } });
    }
    return Promise.resolve();
  }

  expel(...[, key]: Parameters<MediaRooms['expel']>): Promise<void> {
    this.asked.push('expel');
    for (const participant of this.participants.filter((one) => one.key === key)) {
      participant.left = true;
      participant.tell({ name: 'room:left', payload: { reason: 'closed' } });
    }
    return Promise.resolve();
  }
}

function handleOf(
  participant: FakeParticipant,
  participantId = randomUUID() as string as ParticipantId,
): Participation {
  const nothing = () => Promise.resolve();
  const { admitted, sources } = participant;
  return {
    joined: {
      participantId,
      routerRtpCapabilities: {},
      send: transport(),
      receive: transport(),
      admitted,
      sources,
      others: [],
    },
    connect: nothing,
    restartIce: () => Promise.resolve({ iceParameters: { usernameFragment: 'u2', password: 'p2' } }),
    produce: () => Promise.resolve({ producerId: 'p1' }),
    receive: nothing,
    resume: nothing,
    showLarge: nothing,
    setSource: nothing,
    letGo: () => {
      participant.letGo = true;
      return Promise.resolve();
    },
    leave: () => {
      if (participant.left) return Promise.reject(new DomainError('wrong-phase', 'left already'));
      participant.left = true;
      return Promise.resolve();
    },
  };
}

function transport() {
  return {
    id: randomUUID(),
    iceParameters: { usernameFragment: 'u', password: 'p' },
    iceCandidates: [],
    dtlsParameters: {},
  };
}
