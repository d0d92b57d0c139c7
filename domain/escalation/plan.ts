import type { Call } from '../calls/call.ts';
import type { EscalationAction, PlannedStep, QueueSettings } from '../queues/queue.ts';
import type { StepResult } from './escalation-port.ts';

/** A step that may be taken, and from when on. */
export type NextStep = { readonly step: number; readonly action: EscalationAction; readonly dueAt: Date };

type Climbing = Pick<Call, 'acuity' | 'queuedAt' | 'placedAt' | 'escalation' | 'advice' | 'life'>;

/**
 * The next step of an unanswered call; undefined if it has been answered or every step has been taken. A raised
 * acuity may have brought it onto a plan with fewer steps than it has taken: the station is told all the same.
 */
export function nextStep(call: Climbing, plans: QueueSettings['ladder']): NextStep | undefined {
  if (call.life.phase !== 'waiting' && call.life.phase !== 'ringing') {
    return undefined;
  }
  const plan = plans[call.acuity];
  const next = plan[call.escalation.step] ?? lastUntold(call, plan);
  return (
    next && {
      step: call.escalation.step + 1,
      action: next.action,
      dueAt: new Date(call.queuedAt.getTime() + next.afterSeconds * 1000),
    }
  );
}

/** Whether the step is taken now: its time has come, or the previous one has failed. */
export function isDue(next: NextStep, before: StepResult | undefined, now: Date): boolean {
  return before === 'failed' || next.dueAt <= now;
}

function lastUntold({ advice }: Climbing, plan: readonly PlannedStep[]): PlannedStep | undefined {
  return advice.toldAt === null ? plan.at(-1) : undefined;
}
