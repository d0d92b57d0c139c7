import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';

/** Asks before something that cannot be taken back. Escape and the second button mean no. */
export function ConfirmDialog(props: {
  title: string;
  children?: ReactNode;
  confirm: { label: string; testId: string; busy?: boolean };
  refuse: string;
  onConfirm: () => void;
  onRefuse: () => void;
}) {
  const { title, children, confirm, refuse, onConfirm, onRefuse } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // An Enter too many must not be a yes.
    no.current?.focus();
    return () => {
      shown?.close();
    };
  }, []);
  return (
    <dialog className="bedside-dialog" ref={dialog} aria-labelledby={titleId} onCancel={onRefuse}>
      <h2 className="nhsuk-heading-m" id={titleId}>
        {title}
      </h2>
      {children}
      <div className="bedside-actions">
        <Button
          look="warning"
          data-testid={confirm.testId}
          disabled={confirm.busy ?? false}
          onClick={onConfirm}
        >
          {confirm.label}
        </Button>
        <Button look="secondary" ref={no} onClick={onRefuse}>
          {refuse}
        </Button>
      </div>
    </dialog>
  );
}
