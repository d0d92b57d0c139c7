import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { MediaService } from './media-service.ts';
import type { SiteNetwork } from '../../sites/site-network.ts';
import type { VisitPair } from './visit-pair.ts';

export type Scene = { service: MediaService; site: SiteNetwork; visit: VisitPair };

export type MediaFault = {
  fault: string;
  /** Does it, and resolves when it is over; what is still wrong with the site then stays so until the visit ends. */
  happen(scene: Scene): Promise<void>;
  /** How long nothing could get through whatever the service did, milliseconds; the aim counts from its end. */
  outageMs: number;
  /** The longest gap that is aimed at, milliseconds beyond the outage. */
  gapMs?: number;
  /** How much of the sound may be made up at most, per cent. */
  concealedPercent?: number;
};

const died = { outageMs: 0, gapMs: 3000 };

/** In the order of the table of docs/performance.md. The network that suffers is the station's. */
export const mediaFaults: readonly MediaFault[] = [
  { fault: 'nothing', outageMs: 0, happen: () => pause(10_000) },
  { fault: 'worker-killed', ...died, happen: async ({ service }) => (await service.node()).killChildren() },
  { fault: 'node-killed', ...died, happen: async ({ service }) => (await service.node()).kill('SIGKILL') },
  {
    fault: 'server-killed',
    ...died,
    happen: async ({ service }) => (await service.server()).kill('SIGKILL'),
  },
  // Nobody notices so little; the row of nothing shows how much of it is there without any fault.
  {
    fault: 'redis-restarted',
    outageMs: 0,
    gapMs: 500,
    happen: ({ service }) => service.redis.kill('SIGKILL'),
  },
  {
    fault: 'node-drained',
    outageMs: 0,
    gapMs: 1000,
    happen: async ({ service }) => (await service.node()).kill('SIGTERM'),
  },
  {
    fault: 'network-away-10s',
    outageMs: 10_000,
    gapMs: 2000,
    async happen({ site }) {
      await site.cut();
      await pause(10_000);
      await site.mend();
    },
  },
  { fault: 'address-changed', outageMs: 0, gapMs: 2000, happen: ({ site }) => site.changeAddress() },
  { fault: 'loss-10-percent-100ms', outageMs: 0, concealedPercent: 5, happen: (scene) => loseFar(scene, 10) },
  { fault: 'loss-20-percent-100ms', outageMs: 0, happen: (scene) => loseFar(scene, 20) },
  {
    fault: 'narrow-60kbit-30s',
    outageMs: 0,
    concealedPercent: 5,
    async happen({ site }) {
      await site.narrow(60);
      await pause(30_000);
      await site.heal();
    },
  },
  { fault: 'udp-blocked', outageMs: 0, happen: ({ site }) => site.blockUdp() },
  { fault: 'all-but-443-blocked', outageMs: 0, happen: ({ site }) => site.blockAllBut443() },
  {
    fault: 'tab-suspended-20s',
    outageMs: 20_000,
    gapMs: 2000,
    async happen({ visit }) {
      const renderers = await visit.stationRenderers();
      for (const renderer of renderers) process.kill(renderer, 'SIGSTOP');
      await pause(20_000);
      for (const renderer of renderers) process.kill(renderer, 'SIGCONT');
    },
  },
];

async function loseFar({ service, site }: Scene, percent: number): Promise<void> {
  service.relay.roundTripMs = 100;
  await site.lose(percent);
  await pause(20_000);
}
