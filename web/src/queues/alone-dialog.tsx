import { ConfirmDialog } from '../ui/dialog.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';

/** What is said, wherever somebody changes something that nobody else can confirm. */
export const nobodyElseWords =
  'Nobody else in your organisation can confirm this, so nobody can find a mistake in it. It takes effect at once, is recorded in the audit trail, and the administrators of the platform are told. It is safer to have a second manager or administrator added first.';

/** Asks somebody who is alone before what a second person should confirm. */
export function AloneDialog(props: { send: () => Promise<void>; onClose: () => void }) {
  const { send: work, onClose } = props;
  const { busy, problems, send } = useSending(async () => {
    await work();
    return [];
  });
  return (
    <ConfirmDialog
      title="There is nobody else who can confirm this"
      confirm={{ label: 'Change it alone', testId: 'change-alone', busy }}
      refuse="Leave it as it is"
      onConfirm={() => {
        send().catch(reportError);
      }}
      onRefuse={onClose}
    >
      <ErrorSummary problems={problems} />
      <p>{nobodyElseWords}</p>
    </ConfirmDialog>
  );
}
