import { type ChangeEvent, type ComponentProps, useState } from 'react';
import { messageOf } from '../service/hooks.ts';
import type { Problem } from './errors.tsx';

/** A form that says itself what is wrong with it. */
export function Form({
  send,
  ...rest
}: { send: () => Promise<void> } & Omit<ComponentProps<'form'>, 'onSubmit'>) {
  return (
    <form
      noValidate
      {...rest}
      onSubmit={(event) => {
        event.preventDefault();
        send().catch(reportError);
      }}
    />
  );
}

/** What a form has sent: `work` answers with what is wrong, or with nothing; `describe` puts failures into words. */
export function useSending(
  work: () => Promise<Problem[]>,
  describe: (error: unknown) => Problem[] = inWords,
) {
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const send = async () => {
    setBusy(true);
    try {
      setProblems(await work());
    } catch (error) {
      setProblems(describe(error));
    } finally {
      setBusy(false);
    }
  };
  const errorOf = (field: string) => problems.find((problem) => problem.field === field)?.message;
  const forget = () => {
    setProblems([]);
  };
  return { busy, problems, send, errorOf, forget };
}

function inWords(error: unknown): Problem[] {
  return [{ message: messageOf(error) }];
}

/** The text of one field. */
export function useText(initial: string) {
  const [value, set] = useState(initial);
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    set(target.value);
  };
  return { value, set, bind: { value, onChange } };
}
