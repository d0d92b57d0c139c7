import type { Say } from '../../scripts/say.ts';
import { rounded } from '../slices.ts';
import type { Beside, MeasuredSide, Step } from './measured-side.ts';

/** One number of calls on every side, measured in turns. */
export type Level = {
  service: Step;
  bare: Step;
  janus: Step | undefined;
  /** What packets take between two clients without an SFU, in the same windows as the service's. */
  directDelayMs: { p50: number; p99: number };
};

/** Why there were no more calls: only the first two are about the service. */
export type EndedBy = 'loss' | 'core' | 'clients' | 'machine' | 'most';

const rounds = 3;
const mostLoss = 0.001;
const fullCore = 0.95;
/** Of the thread that plays all clients. */
const fullThread = 0.9;
const idleMachine = 0.04;

type RampOptions = {
  service: MeasuredSide;
  bare: MeasuredSide;
  janus: MeasuredSide | undefined;
  direct: Beside;
  say: Say;
  signal: AbortSignal;
};

/** More and more calls, as many on every side. */
export class Ramp {
  readonly #options: RampOptions;

  constructor(options: RampOptions) {
    this.#options = options;
  }

  /** Answers with the last level without loss, or the first one where there is none. */
  async run(given: {
    step: number;
    mostCalls: number;
    seconds: number;
  }): Promise<{ best: Level; endedBy: EndedBy }> {
    let best: Level | undefined;
    for (let calls = given.step; ; calls += given.step) {
      this.#options.signal.throwIfAborted();
      const { level, reason } = await this.#measure(calls, given.seconds);
      if (best === undefined || level.service.lossShare <= mostLoss) best = level;
      const endedBy = reason ?? (calls + given.step > given.mostCalls ? 'most' : undefined);
      if (endedBy !== undefined) return { best, endedBy };
    }
  }

  async #measure(calls: number, seconds: number): Promise<{ level: Level; reason: EndedBy | undefined }> {
    const { service, bare, janus, direct } = this.#options;
    const sides = [service, bare, ...(janus === undefined ? [] : [janus])];
    for (const side of sides) await side.grow(calls);
    direct.tally.reset();
    for (let round = 0; round < rounds; round += 1) {
      for (const side of sides) {
        await side.measure((seconds * 1000) / rounds, side === service ? direct : undefined);
      }
    }
    const level = {
      service: service.read(),
      bare: bare.read(),
      janus: janus?.read(),
      directDelayMs: direct.tally.delays(),
    };
    this.#tell(level);
    return { level, reason: reasonOf(level) };
  }

  #tell(level: Level): void {
    const { calls, clientsBusy, idle, othersCores } = level.service;
    const words = (['service', 'bare', 'janus'] as const).flatMap((name) => {
      const step = level[name];
      if (step === undefined) return [];
      const loss = rounded(step.lossShare * 100, 3);
      const cores = rounded(step.mediaCores, 3);
      const beside = step.controlCores > 0 ? ` + ${rounded(step.controlCores, 3)}` : '';
      return [`${name} ${cores}${beside} cores, ${loss} % lost, p99 ${rounded(step.delayMs.p99, 1)} ms`];
    });
    const clients = `clients ${Math.round(clientsBusy * 100)} % busy`;
    const machine = `machine ${Math.round(idle * 100)} % idle, ${rounded(othersCores)} cores with others`;
    this.#options.say.line(`${calls} calls: ${words.join('; ')}; ${clients}, ${machine}`);
  }
}

function reasonOf({ service }: Level): EndedBy | undefined {
  if (service.mediaCores >= fullCore) return 'core';
  // A client or a machine that is full loses packets too, and says nothing about the service.
  if (service.clientsBusy >= fullThread) return 'clients';
  if (service.idle <= idleMachine) return 'machine';
  return service.lossShare > mostLoss ? 'loss' : undefined;
}
