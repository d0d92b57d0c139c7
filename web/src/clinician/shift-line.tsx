import type { ClinicianState } from '../../../domain/states/wire.ts';
import { shiftNotice } from './shift-notice.ts';

/** What the rota says about now; that the shift has ended stands out while calls still ring. */
export function ShiftLine(props: {
  state: Pick<ClinicianState, 'shift' | 'endedShift'>;
  onCall: boolean;
  /** How many calls wait; 0 while that is not known. */
  waiting: number;
  now: number;
}) {
  const { words, pressing } = shiftNotice(props.state, props);
  return (
    <p
      className={pressing ? 'bedside-note' : 'bedside-presence__shift'}
      data-testid="shift"
      data-pressing={pressing}
      role="status"
    >
      {words}
    </p>
  );
}
