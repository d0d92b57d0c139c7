import { type ReactNode, useState } from 'react';
import type { Problem } from './answer.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './dialog.tsx';
import { ErrorSummary } from './errors.tsx';

/**
 * A button that asks before it acts. `act` answers with what is wrong: then the question stays, and says so with `kept`,
 * which is what holds on because it was not done.
 */
export function ConfirmedButton(props: {
  label: ReactNode;
  testId: string;
  variant?: 'secondary' | 'warning';
  small?: boolean;
  question: { title: string; text: string; yes: string; yesTestId: string; no: string; kept?: string };
  act: () => Promise<readonly Problem[]>;
}) {
  const { label, testId, variant = 'secondary', small = false, question, act } = props;
  const [asking, setAsking] = useState(false);
  const { busy, problems, confirm, forget } = useConfirming(act, () => {
    setAsking(false);
  });
  return (
    <>
      <Button
        variant={variant}
        small={small}
        data-testid={testId}
        onClick={() => {
          forget();
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
          <ErrorSummary problems={problems} />
          <p>{problems.length > 0 && question.kept !== undefined ? question.kept : question.text}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

/** What was answered with yes: `onDone` when nothing was wrong with it. */
function useConfirming(act: () => Promise<readonly Problem[]>, onDone: () => void) {
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const confirm = () => {
    setBusy(true);
    act()
      .then((found) => {
        setProblems(found);
        if (found.length === 0) onDone();
      }, reportError)
      .finally(() => {
        setBusy(false);
      });
  };
  const forget = () => {
    setProblems([]);
  };
  return { busy, problems, confirm, forget };
}
