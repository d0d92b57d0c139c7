import { type Kysely, sql } from 'kysely';
import type { EscalationStep, StepWrites } from '../../domain/escalation/escalation-port.ts';
import type { EscalationStepTable, Database } from '../schema.ts';

/** The escalation of a call: steps taken and their results. The caller has locked the call's row. */
export function escalationWrites(db: Kysely<Database>, now: Date): StepWrites {
  return {
    async findStep(callId, { round, step }) {
      const row = await db
        .selectFrom('escalation_steps')
        .selectAll()
        .where('call_id', '=', callId)
        .where('round', '=', round)
        .where('step', '=', step)
        .executeTakeFirst();
      return row && stepOf(row);
    },

    takeStep: (step) => takeStep(db, step),

    async tellAdvice(callId) {
      await db
        .updateTable('calls')
        .set({ advice_told_at: now, advice_acknowledged_at: null })
        .where('id', '=', callId)
        .execute();
    },

    async acknowledgeAdvice(callId) {
      await sql`
        with read as (update calls set advice_acknowledged_at = ${now} where id = ${callId})
        update escalation_steps set result = 'acknowledged', settled_at = ${now}
        where call_id = ${callId} and action = 'tell-station' and result <> 'acknowledged'
      `.execute(db);
    },

    settleByDeliveries: (stepId) => settleByDeliveries(db, stepId, now),
  };
}

async function takeStep(db: Kysely<Database>, step: EscalationStep): Promise<boolean> {
  const settledAt = step.result === 'pending' ? null : step.takenAt;
  const { rows } = await sql`
    with taken as (
      insert into escalation_steps (id, call_id, round, step, action, taken_at, result, settled_at)
      values (${step.id}, ${step.callId}, ${step.round}, ${step.step}, ${step.action}, ${step.takenAt},
        ${step.result}, ${settledAt})
      on conflict on constraint escalation_steps_once do nothing
      returning call_id, step
    )
    update calls set ladder_step = taken.step from taken where calls.id = taken.call_id
    returning calls.id
  `.execute(db);
  return rows.length === 1;
}

async function settleByDeliveries(
  db: Kysely<Database>,
  stepId: string,
  now: Date,
): Promise<EscalationStep | undefined> {
  const { rows } = await sql<EscalationStepTable>`
    update escalation_steps set result = reached.result, settled_at = ${now}
    from (
      select case
        when bool_or(state = 'acknowledged') then 'acknowledged'
        when bool_or(state = 'delivered') then 'delivered'
        when bool_and(state in ('failed', 'late')) then 'failed'
      end as result
      from deliveries where step_id = ${stepId}
    ) as reached
    where id = ${stepId} and reached.result is not null and reached.result <> escalation_steps.result
    returning escalation_steps.*
  `.execute(db);
  const [row] = rows;
  return row && stepOf(row);
}

function stepOf(row: EscalationStepTable): EscalationStep {
  const { id, round, step, action, result } = row;
  return { id, callId: row.call_id, round, step, action, takenAt: row.taken_at, result };
}
