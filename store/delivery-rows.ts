import type { Because } from '../domain/escalation/escalation-port.ts';
import { present } from './rows.ts';
import type { DeliveryTable } from './schema.ts';

type Why = Pick<DeliveryTable, 'step_id' | 'notice_id' | 'call_back_id'>;

export function becauseColumns(because: Because): Why {
  return {
    step_id: 'stepId' in because ? because.stepId : null,
    notice_id: 'noticeId' in because ? because.noticeId : null,
    call_back_id: 'callBackId' in because ? because.callBackId : null,
  };
}

/** The check `deliveries_why` promises exactly one of the three. */
export function becauseOf(row: Why): Because {
  if (row.step_id !== null) return { stepId: row.step_id };
  if (row.notice_id !== null) return { noticeId: row.notice_id };
  return { callBackId: present(row.call_back_id, 'deliveries.call_back_id') };
}
