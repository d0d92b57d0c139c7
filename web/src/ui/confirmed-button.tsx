import { type ReactNode, useState } from 'react';
import type { Problem } from './answer.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './dialog.tsx';
import { ErrorSummary } from './errors.tsx';
import { useSending } from './form.tsx';

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
  act: () => Promise<Problem[]>;
}) {
  const { label, testId, variant = 'secondary', small = false, question, act } = props;
  const [asking, setAsking] = useState(false);
  const { busy, problems, send, forget } = useSending(async () => {
    const found = await act();
    if (found.length === 0) setAsking(false);
    return found;
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
          onConfirm={() => {
            send().catch(reportError);
          }}
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
