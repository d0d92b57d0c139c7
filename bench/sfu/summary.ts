import { rounded } from '../slices.ts';
import type { Step } from './measured-side.ts';
import type { Level } from './ramp.ts';

/** Two participants, each of whom is sent the other's picture and sound. */
const consumersPerCall = 4;

/**
 * What the bench says of a level. What one core carries is extrapolated from the processor time that the worker took for
 * what it delivered. `ratio` compares the workers, `ratioWithServer` counts the server process beside ours too; so do
 * `janusRatio`, since Janus signals in the process that carries, and not `janusRatioOfWorker`.
 */
export function summarise({ service, bare, janus, directDelayMs }: Level) {
  const added = (p: 'p50' | 'p99') => rounded(service.delayMs[p] - directDelayMs[p]);
  const withServer = service.mediaCores + service.controlCores;
  const janusCost = janus === undefined ? undefined : costOf(janus, janus.mediaCores);
  return {
    callsPerCore: Math.floor(callsPerCore(service)),
    consumersPerCore: Math.floor(consumersPerCall * callsPerCore(service)),
    bitratePerCall: Math.round((service.delivered * 1000) / service.calls),
    lossPercent: rounded(Math.max(0, service.lossShare) * 100, 3),
    addedDelayMs: { p50: added('p50'), p99: added('p99') },
    rawConsumersPerCore: Math.floor(consumersPerCall * callsPerCore(bare)),
    ratio: rounded(callsPerCore(service) / callsPerCore(bare)),
    janusRatio: janusCost === undefined ? null : rounded(costOf(service, withServer) / janusCost),
    ratioWithServer: rounded(callsPerCore(service, withServer) / callsPerCore(bare)),
    janusRatioOfWorker:
      janusCost === undefined ? null : rounded(costOf(service, service.mediaCores) / janusCost),
    calls: service.calls,
    percentOfCore: {
      worker: rounded(service.mediaCores * 100, 1),
      server: rounded(service.controlCores * 100, 1),
      bareWorker: rounded(bare.mediaCores * 100, 1),
      janus: janus === undefined ? null : rounded(janus.mediaCores * 100, 1),
    },
    percentOfCorePer100Mbit: {
      service: rounded(costOf(service, withServer) * 100, 1),
      bare: rounded(costOf(bare, bare.mediaCores) * 100, 1),
      janus: janusCost === undefined ? null : rounded(janusCost * 100, 1),
    },
    clientsBusyPercent: Math.round(service.clientsBusy * 100),
    machineIdlePercent: Math.round(service.idle * 100),
    othersCores: rounded(service.othersCores),
    lossPercentOfOthers: { bare: lossOf(bare), janus: janus === undefined ? null : lossOf(janus) },
  };
}

/** What was lost has not been carried. */
function callsPerCore(step: Step, cores = step.mediaCores): number {
  return (step.calls * (1 - step.lossShare)) / cores;
}

/** Cores for 100 Mbit/s delivered. */
function costOf(step: Step, cores: number): number {
  return (cores / step.delivered) * 100;
}

function lossOf(step: Step): number {
  return rounded(Math.max(0, step.lossShare) * 100, 3);
}
