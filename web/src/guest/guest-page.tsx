import { useCallback, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { InvitationView } from '../../../domain/guests/wire.ts';
import type { Access } from '../service/access.ts';
import { ApiError, ask } from '../service/api.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { CodeForm, NameForm } from './guest-forms.tsx';
import { type ClosedWords, closedWords } from './closed-words.ts';
import { GuestDesk } from './guest-desk.tsx';

type Step =
  | { at: 'asking' }
  | { at: 'code' }
  | { at: 'name'; secret: string; invitation: InvitationView }
  | { at: 'in' }
  | { at: 'closed'; words: ClosedWords };

/** `/join`: a guest on the way into one visit. The secret of a link is in the fragment, which is sent to nobody. */
export function GuestPage() {
  const navigate = useNavigate();
  const { step, setStep, again } = useStep();
  const enter = useCallback(async () => {
    setStep({ at: 'in' });
    // The used secret need not stay in the address bar: from here on the cookie is this browser's own.
    await navigate('/join', { replace: true });
  }, [navigate, setStep]);
  switch (step.at) {
    case 'asking':
      return (
        <Page title="Join a visit">
          <Loading what="your invitation" />
        </Page>
      );
    case 'code':
      return (
        <CodeForm
          onFound={(secret, invitation) => {
            if (invitation.yours) again();
            else setStep({ at: 'name', secret, invitation });
          }}
        />
      );
    case 'name':
      return <NameForm secret={step.secret} invitation={step.invitation} onJoined={enter} />;
    case 'in':
      return <GuestDesk />;
    case 'closed':
      return (
        <Closed
          words={step.words}
          onRetry={again}
          onCode={() => {
            setStep({ at: 'code' });
          }}
        />
      );
  }
}

/** The guest's state: from the link, or from the browser's own cookie, whenever it is read `again`. */
function useStep() {
  const { guest } = useServices();
  const [step, setStep] = useState<Step>({ at: 'asking' });
  const [round, setRound] = useState(0);
  const again = useCallback(() => {
    setStep({ at: 'asking' });
    setRound((before) => before + 1);
  }, []);
  useEffect(() => {
    // Another link opened in this tab changes nothing but the fragment.
    window.addEventListener('hashchange', again);
    return () => {
      window.removeEventListener('hashchange', again);
    };
  }, [again]);
  useEffect(() => {
    let wanted = true;
    const secret = window.location.hash.slice(1);
    (secret === '' ? resume(guest) : open(guest, secret)).then(
      (next) => {
        if (wanted) setStep(next);
      },
      (error: unknown) => {
        if (wanted) setStep({ at: 'closed', words: closedWords(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [guest, round]);
  return { step, setStep, again };
}

async function open(guest: Access, secret: string): Promise<Step> {
  const invitation = await ask('openInvitation', { body: { secret } });
  if (!invitation.yours) return { at: 'name', secret, invitation };
  guest.adopt(await ask('guestToken'));
  return { at: 'in' };
}

/** After a reload, or without a link. */
async function resume(guest: Access): Promise<Step> {
  try {
    guest.adopt(await ask('guestToken'));
    return { at: 'in' };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unauthenticated') return { at: 'code' };
    throw error;
  }
}

function Closed(props: { words: ClosedWords; onRetry: () => void; onCode: () => void }) {
  const { words, onRetry, onCode } = props;
  return (
    <Page title={words.title}>
      <div className="bedside-narrow" data-testid="guest-closed" data-why={words.why}>
        <h1 className="nhsuk-heading-l">{words.title}</h1>
        <p>{words.text}</p>
        <div className="bedside-actions">
          {words.mayPass ? <Button onClick={onRetry}>Try again</Button> : null}
          <Button variant="secondary" data-testid="enter-code" onClick={onCode}>
            I have a code
          </Button>
        </div>
      </div>
    </Page>
  );
}
