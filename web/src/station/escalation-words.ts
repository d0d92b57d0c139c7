import type { EscalationStepView } from '../../../domain/states/wire.ts';

type Result = EscalationStepView['result'];

const notReached = (who: string) => `${who} could not be reached, so the next step was taken at once`;

const words: Record<EscalationStepView['action'], Record<Result, string>> = {
  'ring-all': {
    pending: 'Everybody on call is being rung',
    delivered: 'Everybody on call is being rung',
    acknowledged: 'Everybody on call is being rung',
    failed: notReached('Everybody else on call'),
  },
  push: {
    pending: 'Clinicians’ other devices are being alerted',
    delivered: 'Clinicians’ other devices have been alerted',
    acknowledged: 'A clinician has seen the alert',
    failed: notReached('Clinicians’ other devices'),
  },
  'second-tier': {
    pending: 'The second team is being telephoned',
    delivered: 'The second team has been telephoned',
    acknowledged: 'The second team has answered',
    failed: notReached('The second team'),
  },
  'duty-manager': {
    pending: 'The duty manager is being told',
    delivered: 'The duty manager has been told',
    acknowledged: 'The duty manager is dealing with it',
    failed: notReached('The duty manager'),
  },
  'tell-station': {
    pending: 'You are asked to telephone 999 or 111 yourselves',
    delivered: 'You are asked to telephone 999 or 111 yourselves',
    acknowledged: 'You have read that you should telephone 999 or 111',
    failed: 'You are asked to telephone 999 or 111 yourselves',
  },
};

/** An escalation step in plain words, honest about what did not work; `onCall`: how many clinicians there are to ring. */
export function stepWords(
  { action, result }: Pick<EscalationStepView, 'action' | 'result'>,
  onCall: number | null,
): string {
  if (action === 'ring-all' && onCall === 0) return 'Everybody is rung as soon as they go on call';
  return words[action][result];
}
