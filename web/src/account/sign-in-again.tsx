import { Link } from 'react-router';
import { Page } from '../ui/page.tsx';

/** The connection was ended on purpose: why, and how to go on. */
export function SignInAgain({ title, text }: { title: string; text: string }) {
  return (
    <Page title={title}>
      <div className="bedside-narrow" role="alert">
        <h1 className="nhsuk-heading-l">{title}</h1>
        <p>{text}</p>
        <Link className="nhsuk-button" to="/sign-in">
          Sign in
        </Link>
      </div>
    </Page>
  );
}
