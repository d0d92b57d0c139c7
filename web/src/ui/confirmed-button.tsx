import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { ConfirmDialog } from './dialog.tsx';

/** A button that asks before it acts, and keeps asking until what it does is done. */
export function ConfirmedButton(props: {
  label: ReactNode;
  testId: string;
  variant?: 'secondary' | 'warning';
  small?: boolean;
  question: { title: string; text: string; yes: string; yesTestId: string; no: string };
  act: () => Promise<unknown>;
}) {
  const { label, testId, variant = 'secondary', small = false, question, act } = props;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = () => {
    setBusy(true);
    act()
      .catch(reportError)
      .finally(() => {
        setBusy(false);
        setAsking(false);
      });
  };
  return (
    <>
      <Button
        variant={variant}
        small={small}
        data-testid={testId}
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={question.title}
          confirm={{ label: question.yes, testId: question.yesTestId, busy }}
          refuse={question.no}
          onConfirm={confirm}
          onRefuse={() => {
            setAsking(false);
          }}
        >
          <p>{question.text}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
