import type { Because } from '../domain/escalation/escalation-port.ts';
import { present } from './rows.ts';
import type { DeliveryTable } from './schema.ts';

type Why = Pick<DeliveryTable, 'step_id' | 'notice_id' | 'call_back_id' | 'visit_id'>;

/** What has become of the messages `d` to a site's telephone; null where none was made. */
export const telephoned = `case when bool_or(d.state = 'delivered') then 'delivered'
  when bool_or(d.state = 'pending') then 'pending' when count(*) > 0 then 'failed' end`;

export function becauseColumns(because: Because): Why {
  return {
    step_id: 'stepId' in because ? because.stepId : null,
    notice_id: 'noticeId' in because ? because.noticeId : null,
    call_back_id: 'callBackId' in because ? because.callBackId : null,
    visit_id: 'visitId' in because ? because.visitId : null,
  };
}

/** The check `deliveries_why` promises exactly one of the four. */
export function becauseOf(row: Why): Because {
  if (row.step_id !== null) return { stepId: row.step_id };
  if (row.notice_id !== null) return { noticeId: row.notice_id };
  if (row.call_back_id !== null) return { callBackId: row.call_back_id };
  return { visitId: present(row.visit_id, 'deliveries.visit_id') };
}
