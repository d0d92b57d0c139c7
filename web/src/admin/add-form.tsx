import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { Form, useSending } from '../ui/form.tsx';

type AddFormProps = {
  label: string;
  /** On the button that closes it again. */
  refuse?: string;
  testId: string;
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
  /** Answers with what is wrong, or with nothing once it is added. */
  add: () => Promise<Problem[]>;
};

/** A form that adds something; closed until wanted. */
export function AddForm(props: AddFormProps) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return open ? (
    <OpenForm {...props} onClose={close} />
  ) : (
    <Button
      variant="secondary"
      small
      data-testid={props.testId}
      onClick={() => {
        setOpen(true);
      }}
    >
      {props.label}
    </Button>
  );
}

function OpenForm(props: AddFormProps & { onClose: () => void }) {
  const { label, refuse = 'Do not add', testId, children, add, onClose } = props;
  const work = async () => {
    const problems = await add();
    if (problems.length === 0) onClose();
    return problems;
  };
  const { busy, problems, send, errorOf } = useSending(work);
  return (
    <Form className="bedside-add" aria-label={label} send={send}>
      <ErrorSummary problems={problems} />
      {children(errorOf)}
      <div className="bedside-actions">
        <Button type="submit" small disabled={busy} data-testid={`${testId}-save`}>
          {busy ? 'Saving…' : label}
        </Button>
        <Button variant="secondary" small onClick={onClose}>
          {refuse}
        </Button>
      </div>
    </Form>
  );
}
