import type { MediaRooms, Participation } from '../../domain/ports.ts';
import { LocalMediaRooms } from '../../sfu/rooms/local-media-rooms.ts';
import { quietLog, workerBin } from './media-client.ts';

type Tell = Parameters<MediaRooms['join']>[2];

type NotedParticipant = { left: boolean; letGo: boolean; tell: Tell };

/**
 * The real media rooms, started when they are first needed, with a note of what they were asked. A test may tell facts
 * beside those that the room tells.
 */
export class NotedMediaRooms implements Pick<
  MediaRooms,
  'join' | 'takeUp' | 'admit' | 'expel' | 'openCheck' | 'close'
> {
  readonly asked: string[] = [];
  readonly participants: NotedParticipant[] = [];
  /** Checks that were opened and have not been closed. */
  openChecks = 0;
  /** What a check says of its sound when it is closed, where a test wants other figures than those of a check without any. */
  checkCounts: { received: number; lost: number } | undefined;
  /** What a newcomer is told before the join has even returned. */
  duringJoin: (tell: Tell) => void | Promise<void> = () => undefined;
  #rooms: Promise<LocalMediaRooms> | undefined;

  async join(...[roomId, joining, tell]: Parameters<MediaRooms['join']>): Promise<Participation> {
    this.asked.push(`join ${joining.role}`);
    const participation = await (await this.#open()).join(roomId, joining, tell);
    const participant: NotedParticipant = { left: false, letGo: false, tell };
    this.participants.push(participant);
    await this.duringJoin(tell);
    return noted(participation, participant);
  }

  async takeUp(...[roomId, whom, tell]: Parameters<MediaRooms['takeUp']>): ReturnType<MediaRooms['takeUp']> {
    this.asked.push('take up');
    const taken = await (await this.#open()).takeUp(roomId, whom, tell);
    if (taken === undefined) return undefined;
    const participant: NotedParticipant = { left: false, letGo: false, tell };
    this.participants.push(participant);
    await this.duringJoin(tell);
    return { ...taken, participation: noted(taken.participation, participant) };
  }

  async admit(...args: Parameters<MediaRooms['admit']>): Promise<void> {
    await (await this.#open()).admit(...args);
  }

  async expel(...args: Parameters<MediaRooms['expel']>): Promise<void> {
    this.asked.push('expel');
    await (await this.#open()).expel(...args);
  }

  async openCheck({ region }: Parameters<MediaRooms['openCheck']>[0]): ReturnType<MediaRooms['openCheck']> {
    this.asked.push(`check in ${region ?? 'the configured region'}`);
    const check = await (await this.#open()).openCheck();
    this.openChecks += 1;
    return {
      opened: check.opened,
      connect: (...args) => check.connect(...args),
      echo: (offer) => check.echo(offer),
      close: async () => {
        this.openChecks -= 1;
        const counts = await check.close();
        return this.checkCounts ?? counts;
      },
    };
  }

  async close(): Promise<void> {
    await (await this.#rooms)?.close();
  }

  #open(): Promise<LocalMediaRooms> {
    this.#rooms ??= LocalMediaRooms.create({
      workers: 1,
      listenAddress: '127.0.0.1',
      firstPort: 0,
      workerBin: workerBin(),
      log: quietLog,
    });
    return this.#rooms;
  }
}

/** The same hold, with a note of how it is asked to end. */
function noted(participation: Participation, participant: NotedParticipant): Participation {
  return {
    joined: participation.joined,
    connect: (...args) => participation.connect(...args),
    restartIce: (direction) => participation.restartIce(direction),
    produce: (offer) => participation.produce(offer),
    receive: (capabilities) => participation.receive(capabilities),
    resume: (consumerId) => participation.resume(consumerId),
    showLarge: (large) => participation.showLarge(large),
    setSource: (source, state) => participation.setSource(source, state),
    letGo: async () => {
      participant.letGo = true;
      await participation.letGo();
    },
    leave: async () => {
      participant.left = true;
      await participation.leave();
    },
  };
}
