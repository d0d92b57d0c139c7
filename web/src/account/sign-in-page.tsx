import { useState } from 'react';
import { useNavigate } from 'react-router';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { Me } from '../../../domain/accounts/wire.ts';
import { ApiError, ask } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';
import { ChangePassword } from './change-password.tsx';
import { homeOf } from './roles.ts';

/** `/sign-in`. A temporary password must be changed before anything else. */
export function SignInPage() {
  const navigate = useNavigate();
  const [mustChange, setMustChange] = useState<{ me: Me; current: string } | null>(null);
  const done = (me: Me) => {
    Promise.resolve(navigate(homeOf(me))).catch(reportError);
  };
  return (
    <Page title={mustChange === null ? 'Sign in' : 'Choose a new password'}>
      <div className="bedside-narrow">
        {mustChange === null ? (
          <SignInForm
            onSignedIn={(me, password) => {
              if (me.mustChangePassword) setMustChange({ me, current: password });
              else done(me);
            }}
          />
        ) : (
          <ChangePassword
            current={mustChange.current}
            onChanged={() => {
              done(mustChange.me);
            }}
          />
        )}
      </div>
    </Page>
  );
}

function SignInForm({ onSignedIn }: { onSignedIn: (me: Me, password: string) => void }) {
  const { person } = useServices();
  const email = useText('');
  const password = useText('');
  const signIn = async (): Promise<Problem[]> => {
    const body = endpoints.signIn.body.safeParse({ email: email.value.trim(), password: password.value });
    if (!body.success) return emptyProblems(email.value, password.value);
    const granted = await ask('signIn', { body: body.data });
    person.adopt(granted);
    onSignedIn(granted.me, password.value);
    return [];
  };
  const { busy, problems, send, errorOf } = useSending(signIn, signInProblems);
  return (
    <Form send={send}>
      <ErrorSummary problems={problems} />
      <h1 className="nhsuk-heading-l">Sign in</h1>
      <TextField
        id="email"
        label="Email address"
        large
        type="email"
        autoComplete="username"
        spellCheck={false}
        data-testid="email"
        error={errorOf('email')}
        {...email.bind}
      />
      <TextField
        id="password"
        label="Password"
        large
        type="password"
        autoComplete="current-password"
        data-testid="password"
        error={errorOf('password')}
        {...password.bind}
      />
      <Button type="submit" data-testid="sign-in" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
      <p>Forgotten your password? Ask your administrator for a temporary one.</p>
    </Form>
  );
}

function emptyProblems(email: string, password: string): Problem[] {
  const problems: Problem[] = [];
  if (email.trim() === '') problems.push({ message: 'Enter your email address', field: 'email' });
  if (password === '') problems.push({ message: 'Enter your password', field: 'password' });
  return problems.length > 0
    ? problems
    : [{ message: 'Enter an email address in the right form, like name@example.com', field: 'email' }];
}

function signInProblems(error: unknown): Problem[] {
  const wrong = error instanceof ApiError && error.code === 'unauthenticated';
  return [
    { message: wrong ? 'The email address or the password is not right' : messageOf(error), field: 'email' },
  ];
}
