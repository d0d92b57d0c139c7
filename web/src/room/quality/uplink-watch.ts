import {
  newUplink,
  takeUplinkSample,
  type Uplink,
  type UplinkLevel,
  type UplinkSample,
} from '../../../../domain/rooms/uplink-policy.ts';
import { oneAtATime } from '../../service/in-turn.ts';
import type { Timers } from '../../service/timers.ts';
import { statsOf, type StatsTransport } from '../../service/transport-stats.ts';

const sampleEveryMs = 500;

type Entry = {
  type?: string;
  kind?: string;
  nominated?: boolean;
  availableOutgoingBitrate?: number;
  nackCount?: number;
  packetsSent?: number;
};
type SoundCounts = { sent: number; askedFor: number };

/** The browser's estimate of its uplink, and how much of the own picture may be sent because of it. */
export class UplinkWatch {
  readonly #transport: StatsTransport;
  readonly #owner: { sendsPicture(): boolean; changed(level: UplinkLevel): void };
  #uplink: Uplink = newUplink();
  #last: SoundCounts = { sent: 0, askedFor: 0 };

  constructor(
    transport: StatsTransport,
    owner: { sendsPicture(): boolean; changed(level: UplinkLevel): void },
  ) {
    this.#transport = transport;
    this.#owner = owner;
  }

  /** Samples until the returned function is called. */
  open(timers: Pick<Timers, 'every'>): () => void {
    return timers.every(sampleEveryMs, () => {
      this.sample().catch(reportError);
    });
  }

  readonly sample = oneAtATime(async () => {
    if (!this.#owner.sendsPicture()) return;
    const entries = await statsOf(this.#transport);
    if (entries === null) return;
    const sample = this.#read(entries);
    if (sample !== null) this.#take(sample);
  });

  #take(sample: UplinkSample): void {
    const before = this.#uplink.level;
    this.#uplink = takeUplinkSample(this.#uplink, sample);
    if (this.#uplink.level !== before) this.#owner.changed(this.#uplink.level);
  }

  /** Null from a browser that publishes no estimate, such as Firefox: there the picture is left to the browser. */
  #read(entries: readonly Entry[]): UplinkSample | null {
    const sound = entries.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'audio');
    const now = { sent: sound?.packetsSent ?? 0, askedFor: sound?.nackCount ?? 0 };
    const sent = now.sent - this.#last.sent;
    const askedFor = now.askedFor - this.#last.askedFor;
    this.#last = now;
    const pair = entries.find(
      ({ type, nominated, availableOutgoingBitrate }) =>
        type === 'candidate-pair' && nominated === true && availableOutgoingBitrate !== undefined,
    );
    if (pair?.availableOutgoingBitrate === undefined) return null;
    return {
      availableBps: pair.availableOutgoingBitrate,
      repeated: sent > 0 ? Math.min(1, Math.max(0, askedFor) / sent) : 0,
    };
  }
}
