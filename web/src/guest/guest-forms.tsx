import { guestRoleLabels } from '../../../domain/actors.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { InvitationView } from '../../../domain/guests/wire.ts';
import { DevicePreview } from '../room/view/preview.tsx';
import { ask } from '../service/api.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';
import { closedWords } from './closed-words.ts';

/** For somebody to whom a code was read out. */
export function CodeForm({ onFound }: { onFound: (secret: string, invitation: InvitationView) => void }) {
  const code = useText('');
  const find = async (): Promise<Problem[]> => {
    const body = endpoints.openInvitation.body.safeParse({ secret: code.value });
    if (!body.success) return [{ message: 'Enter the code', field: 'guest-code' }];
    onFound(body.data.secret, await ask('openInvitation', { body: body.data }));
    return [];
  };
  const { busy, problems, send, errorOf } = useSending(find, (error) => [
    { message: closedWords(error).text, field: 'guest-code' },
  ]);
  return (
    <Page title="Join a visit">
      <div className="bedside-narrow">
        <ErrorSummary problems={problems} />
        <h1 className="nhsuk-heading-l">Join a visit</h1>
        <p>Have you been sent a link? Open it instead; it brings you here by itself.</p>
        <Form send={send}>
          <TextField
            id="guest-code"
            label="Code"
            large
            hint="8 letters and digits, such as ABCD-EFGH, that the clinician has read out"
            className="nhsuk-input--width-10 nhsuk-input--code"
            data-testid="guest-code-input"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={32}
            error={errorOf('guest-code')}
            {...code.bind}
          />
          <Button type="submit" data-testid="find-visit" disabled={busy}>
            {busy ? 'Looking…' : 'Continue'}
          </Button>
        </Form>
      </div>
    </Page>
  );
}

/** Who are you, and can you be seen and heard? The invitation is used up only when the name is sent. */
export function NameForm(props: {
  secret: string;
  invitation: InvitationView;
  onJoined: () => Promise<void>;
}) {
  const { secret, invitation, onJoined } = props;
  const { guest } = useServices();
  const name = useText('');
  const join = async (): Promise<Problem[]> => {
    const body = endpoints.joinAsGuest.body.safeParse({ secret, name: name.value });
    if (!body.success) return [{ message: 'Enter your name', field: 'guest-name' }];
    guest.adopt(await ask('joinAsGuest', { body: body.data }));
    await onJoined();
    return [];
  };
  const { busy, problems, send, errorOf } = useSending(join, (error) => [
    { message: closedWords(error).text },
  ]);
  return (
    <Page title="Join a visit">
      <div className="bedside-narrow">
        <ErrorSummary problems={problems} />
        <h1 className="nhsuk-heading-l">Join a visit</h1>
        <p data-testid="asked-in">
          <strong>{invitation.invitedBy}</strong> ({invitation.organisationName}) asks you into a video visit.
          You are asked in as: <strong>{guestRoleLabels[invitation.role]}</strong>.
        </p>
        <Form send={send}>
          <TextField
            id="guest-name"
            label="Your name"
            large
            hint="Everybody in the visit sees it"
            data-testid="guest-name-input"
            autoComplete="name"
            maxLength={60}
            error={errorOf('guest-name')}
            {...name.bind}
          />
          <h2 className="nhsuk-heading-m">Camera and microphone</h2>
          <DevicePreview />
          <Button type="submit" data-testid="join-visit" disabled={busy}>
            {busy ? 'Joining…' : 'Join'}
          </Button>
        </Form>
        <p>The clinician lets you in. Until then nobody sees or hears you.</p>
      </div>
    </Page>
  );
}
