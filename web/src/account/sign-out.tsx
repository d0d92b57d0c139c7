import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import type { VisitView } from '../../../domain/states/wire.ts';
import type { Leaving } from '../room/session/leaving.ts';
import { ask } from '../service/api.ts';
import { useAsk, useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';

type OwnVisit = Pick<VisitView, 'visitId' | 'role' | 'leadName'> & { siteName: string };

/** What has to be settled before somebody signs out: nothing, a visit that they are in, or that nobody knows. */
type Obstacle = 'nothing' | 'unknown' | OwnVisit;

/** Longer than a service that works takes. */
const answerWithinMs = 3000;

/** Signs out at once, but asks a clinician who is in a visit first: nobody in it is left alone by mistake. */
export function SignOut({ leaving }: { leaving: Leaving | undefined }) {
  const { person } = useServices();
  const navigate = useNavigate();
  const findVisit = useFindVisit();
  const [asking, setAsking] = useState<Exclude<Obstacle, 'nothing'> | null>(null);
  const signOut = async () => {
    try {
      await ask('signOut');
    } finally {
      person.forget();
    }
    await navigate('/sign-in');
  };
  const press = async () => {
    const obstacle = await findVisit();
    if (obstacle === 'nothing') await signOut();
    else setAsking(obstacle);
  };
  return (
    <>
      <button
        type="button"
        className="bedside-header__button"
        data-testid="sign-out"
        onClick={() => {
          press().catch(reportError);
        }}
      >
        Sign out
      </button>
      {asking === null ? null : (
        <Asked
          about={asking}
          leaving={leaving}
          signOut={signOut}
          onRefuse={() => {
            setAsking(null);
          }}
        />
      )}
    </>
  );
}

/** The question is asked anew at each press: another tab or device may have brought a visit. */
function useFindVisit(): () => Promise<Obstacle> {
  const { person, timers } = useServices();
  const state = useObservable(person.state);
  const askAs = useAsk();
  const clinician = state.phase === 'granted' && state.me?.roles.includes('clinician') === true;
  return useCallback(async () => {
    if (!clinician) return 'nothing';
    const late = new Promise<'unknown'>((resolve) => {
      timers.after(answerWithinMs, () => {
        resolve('unknown');
      });
    });
    return await Promise.race([late, readOwnVisit(askAs).catch(() => 'unknown' as const)]);
  }, [askAs, clinician, timers]);
}

async function readOwnVisit(askAs: ReturnType<typeof useAsk>): Promise<Obstacle> {
  const { state } = await askAs('readState');
  if (state.kind !== 'clinician' || state.visit === null) return 'nothing';
  const { visitId, role, leadName, card } = state.visit;
  return { visitId, role, leadName, siteName: card.siteName };
}

function Asked(props: {
  about: Exclude<Obstacle, 'nothing'>;
  /** Of the visit, where it is on this page. */
  leaving: Leaving | undefined;
  signOut: () => Promise<void>;
  onRefuse: () => void;
}) {
  const { about, leaving, signOut, onRefuse } = props;
  const askAs = useAsk();
  const { busy, problems, send } = useSending(async () => {
    if (about !== 'unknown') {
      leaving?.leave();
      const params = { visitId: about.visitId };
      await (about.role === 'lead' ? askAs('endVisit', { params }) : askAs('leaveVisit', { params }));
    }
    await signOut();
    return [];
  });
  const { title, text, yes, no } = wordsOf(about);
  return (
    <ConfirmDialog
      title={title}
      confirm={{ label: yes, testId: 'confirm-sign-out', busy }}
      refuse={no}
      onConfirm={() => {
        send().catch(reportError);
      }}
      onRefuse={onRefuse}
    >
      <ErrorSummary problems={problems} />
      <p>{text}</p>
    </ConfirmDialog>
  );
}

function wordsOf(about: Exclude<Obstacle, 'nothing'>) {
  if (about === 'unknown')
    return {
      title: 'Sign out all the same?',
      text: 'The service does not answer, so we do not know whether you are in a visit. If you are, the people in it would be left without you.',
      yes: 'Sign out all the same',
      no: 'Stay signed in',
    };
  const { role, siteName, leadName } = about;
  return role === 'lead'
    ? {
        title: `You are in a visit with ${siteName}`,
        text: 'Signing out ends the visit for everybody. If the patient still needs somebody, stay and use “Pass on” or “Ask a colleague in”.',
        yes: 'End the visit and sign out',
        no: 'Stay in the visit',
      }
    : {
        title: `You are in a visit with ${siteName}`,
        text: `The visit goes on with ${leadName}.`,
        yes: 'Leave the visit and sign out',
        no: 'Stay in the visit',
      };
}
