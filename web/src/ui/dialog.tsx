import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { ErrorSummary, type Problem } from './errors.tsx';
import { Form, useSending } from './form.tsx';

type Confirm = { label: string; testId: string; busy?: boolean };

/** A box before everything else. Escape means no. `first` gets the focus, else the box's own first control. */
function Dialog(props: {
  title: string;
  calm?: boolean;
  children: ReactNode;
  onRefuse: () => void;
  first?: RefObject<HTMLElement | null>;
}) {
  const { title, calm = false, children, onRefuse, first } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Closed while it is still in the page, it gives the focus back to where it came from.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    first?.current?.focus();
    return () => {
      shown?.close();
    };
  }, [first]);
  return (
    <dialog
      className={calm ? 'bedside-dialog bedside-dialog--calm' : 'bedside-dialog'}
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={onRefuse}
    >
      <h2 className="nhsuk-heading-m" id={titleId}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** Asks before something that cannot be taken back. Escape and the second button mean no. */
export function ConfirmDialog(props: {
  title: string;
  children?: ReactNode;
  confirm: Confirm;
  refuse: string;
  onConfirm: () => void;
  onRefuse: () => void;
}) {
  const { title, children, confirm, refuse, onConfirm, onRefuse } = props;
  // An Enter too many must not be a yes.
  const no = useRef<HTMLButtonElement>(null);
  return (
    <Dialog title={title} onRefuse={onRefuse} first={no}>
      {children}
      <div className="bedside-actions">
        <Button
          variant="warning"
          data-testid={confirm.testId}
          disabled={confirm.busy ?? false}
          onClick={onConfirm}
        >
          {confirm.label}
        </Button>
        <Button variant="secondary" ref={no} onClick={onRefuse}>
          {refuse}
        </Button>
      </div>
    </Dialog>
  );
}

/** Asks for something that is needed first, and sends it: `send` answers with what is wrong, or closes the box. */
export function FormDialog(props: {
  title: string;
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
  confirm: Confirm;
  refuse?: string;
  /** Answers with what is wrong, with nothing when it is done, or `next-step` when there is another step. */
  send: () => Promise<Problem[] | 'next-step'>;
  onClose: () => void;
}) {
  const { title, children, confirm, refuse = 'Cancel', send: work, onClose } = props;
  const { busy, problems, send, errorOf } = useSending(async () => {
    const found = await work();
    if (found === 'next-step') return [];
    if (found.length === 0) onClose();
    return found;
  });
  return (
    <Dialog title={title} calm onRefuse={onClose}>
      <Form send={send} aria-label={title}>
        <ErrorSummary problems={problems} />
        {children(errorOf)}
        <div className="bedside-actions">
          <Button type="submit" data-testid={confirm.testId} disabled={busy}>
            {confirm.label}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {refuse}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
