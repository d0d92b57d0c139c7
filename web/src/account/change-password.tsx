import { endpoints } from '../../../domain/contract/rest.ts';
import { ApiError } from '../service/api.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';

/** Replaces the own password. Asks for the present one unless it was typed a moment ago (`current`). */
export function ChangePassword({ current: known, onChanged }: { current?: string; onChanged: () => void }) {
  const { person } = useServices();
  const ask = useAsk();
  const current = useText(known ?? '');
  const next = useText('');
  const change = async (): Promise<Problem[]> => {
    const body = endpoints.changePassword.body.safeParse({ current: current.value, next: next.value });
    if (!body.success)
      return [{ message: 'The new password must have at least 12 characters', field: 'next' }];
    if (next.value === current.value)
      return [{ message: 'The new password must differ from the present one', field: 'next' }];
    await ask('changePassword', { body: body.data });
    // The new token says that the password need not be changed any more.
    await person.renew();
    onChanged();
    return [];
  };
  const field = known === undefined ? 'current' : 'next';
  const { busy, problems, send, errorOf } = useSending(change, (error) => [
    { message: inWords(error), field },
  ]);
  return (
    <Form send={send}>
      <ErrorSummary problems={problems} />
      <h1 className="nhsuk-heading-l">Choose a new password</h1>
      <p>Your password is a temporary one. Choose one that only you know.</p>
      {known === undefined ? (
        <TextField
          id="current"
          label="Present password"
          large
          type="password"
          autoComplete="current-password"
          data-testid="current-password"
          error={errorOf('current')}
          {...current.bind}
        />
      ) : null}
      <NewPassword error={errorOf('next')} bind={next.bind} />
      <Button type="submit" data-testid="change-password" disabled={busy}>
        {busy ? 'Saving…' : 'Save the new password'}
      </Button>
    </Form>
  );
}

function NewPassword({
  error,
  bind,
}: {
  error: string | undefined;
  bind: ReturnType<typeof useText>['bind'];
}) {
  return (
    <TextField
      id="next"
      label="New password"
      hint="At least 12 characters. Three words that do not belong together are easy to remember."
      large
      type="password"
      autoComplete="new-password"
      data-testid="new-password"
      error={error}
      {...bind}
    />
  );
}

function inWords(error: unknown): string {
  // Everything else that could be invalid has been looked at before it was sent.
  const wrong = error instanceof ApiError && error.code === 'invalid';
  return wrong ? 'The present password is not right' : messageOf(error);
}
