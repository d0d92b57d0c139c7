import type { Environment } from '../../config/environment.ts';
import type { OfferView } from '../../domain/states/wire.ts';
import type { RoomId, VisitId } from '../../domain/ids.ts';
import { RunningService } from '../running-service.ts';
import { atOnce } from '../slices.ts';
import { addResidents, type Residents } from '../sockets/residents.ts';
import { Browser } from './browser.ts';
import { Participant } from './participant.ts';
import { childrenOf, processorTime } from './processor-time.ts';
import { ServicePlace } from './service-place.ts';
import type { Call, Side } from './side.ts';
import type { Tally } from './tally.ts';

const answeredWithinMs = 15_000;
/** So many connect at the same time. */
const together = 8;

type Answered = { clinician: Browser; visitId: VisitId; roomId: RoomId };

/** The running service: a station presses, a clinician who is rung answers, and both come into the room of the visit. */
export class ServiceSide implements Side {
  readonly name = 'service';
  readonly service: RunningService;
  readonly #address: string;
  readonly #idle: { stations: Resident[]; clinicians: Resident[] };
  readonly #open: Browser[] = [];
  readonly #answers = new Map<string, PromiseWithResolvers<Answered>>();

  private constructor(service: RunningService, address: string, residents: Residents) {
    this.service = service;
    this.#address = address;
    this.#idle = {
      stations: residents.stations.map(({ newToken }) => ({ newToken })),
      clinicians: residents.clinicians.map(({ newToken }) => ({ newToken })),
    };
  }

  /** With one worker, so that there is no doubt what one core carries. */
  static async create(given: {
    address: string;
    mostCalls: number;
    /** For Node, in both processes. */
    flags?: string[];
    env?: Environment;
  }): Promise<ServiceSide> {
    const { address, mostCalls, flags = [], env = {} } = given;
    const service = await RunningService.create({
      serverFlags: flags,
      env: { ...env, BEDSIDE_SFU_WORKERS: '1', BEDSIDE_SFU_LISTEN_ADDRESS: address },
      workersFlags: flags,
    });
    try {
      const residents = await addResidents({ stations: mostCalls, clinicians: mostCalls });
      return new ServiceSide(service, address, residents);
    } catch (error) {
      await service.close();
      throw error;
    }
  }

  /** All connect and go on call, so that from then on nothing is new but the calls. */
  async everybodyComes(): Promise<void> {
    await atOnce(this.#idle.clinicians, together, (clinician) => this.#comeOnCall(clinician));
    await atOnce(this.#idle.stations, together, (station) => this.#connected(station));
  }

  async mediaTime(): Promise<number> {
    return processorTime([await this.mediaWorkerPid()]);
  }

  async mediaWorkerPid(): Promise<number> {
    const [pid] = await childrenOf(this.service.serverPid);
    if (pid === undefined) throw new Error('The server has no media worker.');
    return pid;
  }

  controlTime(): Promise<number> {
    return processorTime([this.service.serverPid]);
  }

  async addCall(tally: Tally): Promise<Call> {
    const people = { station: this.#take('stations'), clinician: this.#take('clinicians') };
    try {
      await this.#comeOnCall(people.clinician);
      const station = await this.#connected(people.station);
      const { callId } = await station.say('call:start', {});
      const answered = await this.#answered(callId);
      return await this.#meet(station, answered, { tally, after: () => this.#end(answered, people) });
    } catch (error) {
      this.#giveBack(people);
      throw error;
    }
  }

  /** Both come into the room. When one of them cannot, the visit is ended all the same. */
  async #meet(
    station: Browser,
    { clinician, roomId }: Answered,
    { tally, after }: { tally: Tally; after: () => Promise<void> },
  ): Promise<Call> {
    const parts: { close(): void }[] = [];
    const drop = (): void => {
      for (const part of parts.splice(0)) part.close();
    };
    const hangUp = (): Promise<void> => {
      drop();
      return after();
    };
    const enter = async (browser: Browser): Promise<Participant> => {
      const place = await ServicePlace.enter(browser, roomId);
      parts.push(place);
      const participant = await Participant.enter(place, { address: this.#address, tally });
      parts.push(participant);
      return participant;
    };
    const entered = await Promise.allSettled([station, clinician].map(enter));
    const participants = entered.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = entered.find((one) => one.status === 'rejected');
    if (failed !== undefined) {
      await hangUp();
      throw new Error('Somebody did not come into the room.', { cause: failed.reason });
    }
    return { outgoing: participants.flatMap(({ outgoing }) => outgoing), drop, hangUp };
  }

  async #end({ clinician, visitId }: Answered, people: People): Promise<void> {
    const outcome = { disposition: 'home-with-advice', advice: null, note: null } as const;
    try {
      await clinician.say('visit:end', { visitId });
      await clinician.say('outcome:record', { visitId, ...outcome });
    } finally {
      this.#giveBack(people);
    }
  }

  #giveBack({ station, clinician }: People): void {
    if (!this.#idle.stations.includes(station)) this.#idle.stations.push(station);
    if (!this.#idle.clinicians.includes(clinician)) this.#idle.clinicians.push(clinician);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const browser of this.#open) browser.close();
    await this.service.close();
  }

  #take(of: 'stations' | 'clinicians'): Resident {
    const resident = this.#idle[of].shift();
    if (resident === undefined) throw new Error(`All ${of} are in a call.`);
    return resident;
  }

  async #connected(resident: Resident): Promise<Browser> {
    if (resident.browser !== undefined) return resident.browser;
    const { newToken } = resident;
    const browser = await Browser.open({ url: this.service.url, newToken });
    this.#open.push(browser);
    resident.browser = browser;
    return browser;
  }

  /** Whoever is free is rung, so who answers which call is not known before. */
  async #comeOnCall(resident: Resident): Promise<void> {
    if (resident.browser !== undefined) return;
    const browser = await this.#connected(resident);
    let rings: string | undefined;
    browser.watch((state) => {
      if (state.kind !== 'clinician' || state.offer === null || state.offer.offerId === rings) return;
      rings = state.offer.offerId;
      const { card } = state.offer;
      if (card.kind !== 'call') return;
      const { resolve, reject } = this.#answer(card.callId);
      answer(browser, state.offer).then(resolve, reject);
    });
    await browser.say('presence:set', { to: 'available' });
  }

  #answer(callId: string): PromiseWithResolvers<Answered> {
    const known = this.#answers.get(callId);
    if (known !== undefined) return known;
    const made = Promise.withResolvers<Answered>();
    // An answer that fails after its call was given up has nobody who waits for it.
    made.promise.catch(() => undefined);
    this.#answers.set(callId, made);
    return made;
  }

  async #answered(callId: string): Promise<Answered> {
    const { promise, reject } = this.#answer(callId);
    const late = setTimeout(() => {
      reject(new Error('Nobody has answered a call.'));
    }, answeredWithinMs);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#answers.delete(callId);
    }
  }
}

type Resident = { newToken: () => string; browser?: Browser };
type People = { station: Resident; clinician: Resident };

async function answer(clinician: Browser, { offerId }: OfferView): Promise<Answered> {
  await clinician.say('offer:hear', { offerId });
  return { clinician, ...(await clinician.say('offer:accept', { offerId })) };
}
