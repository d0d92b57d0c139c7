import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { ParticipantId } from '../../domain/ids.ts';
import type { Joining, MediaRooms, Participation } from '../../domain/ports.ts';

/** Media rooms that note what they are asked, and tell facts when the test says so. */
export class FakeMediaRooms implements Pick<MediaRooms, 'join' | 'admit' | 'expel'> {
  readonly asked: string[] = [];
  readonly participants: {
    key: Joining['key'];
    admitted: boolean;
    left: boolean;
    tell: Parameters<MediaRooms['join']>[2];
  }[] = [];
  /** What the room tells a newcomer before the join has even returned. */
  duringJoin: (tell: Parameters<MediaRooms['join']>[2]) => void | Promise<void> = () => undefined;

  async join(...[, joining, tell]: Parameters<MediaRooms['join']>): Promise<Participation> {
    this.asked.push(`join ${joining.role}`);
    const participant = { key: joining.key, admitted: joining.admitted, left: false, tell };
    this.participants.push(participant);
    await this.duringJoin(tell);
    const nothing = () => Promise.resolve();
    return {
      joined: {
        participantId: randomUUID() as ParticipantId,
        routerRtpCapabilities: {},
        send: transport(),
        receive: transport(),
        admitted: joining.admitted,
        sources: joining.sources,
        others: [],
      },
      connect: nothing,
      produce: () => Promise.resolve({ producerId: 'p1' }),
      receive: nothing,
      resume: nothing,
      setSource: nothing,
      leave: () => {
        if (participant.left) return Promise.reject(new DomainError('wrong-phase', 'left already'));
        participant.left = true;
        return Promise.resolve();
      },
    };
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

function transport() {
  return {
    id: randomUUID(),
    iceParameters: { usernameFragment: 'u', password: 'p' },
    iceCandidates: [],
    dtlsParameters: {},
  };
}
