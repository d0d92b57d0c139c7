import { ConfirmedButton } from '../ui/confirmed-button.tsx';

/** Ends the visit for everybody in it. */
export function HangUp({ onHangUp }: { onHangUp: () => Promise<unknown> }) {
  return (
    <ConfirmedButton
      label="Hang up"
      testId="hang-up"
      variant="warning"
      question={{
        title: 'Hang up?',
        text: 'This ends the visit for everybody in it.',
        yes: 'Yes, hang up',
        yesTestId: 'confirm-hang-up',
        no: 'No, stay in the call',
      }}
      act={onHangUp}
    />
  );
}
