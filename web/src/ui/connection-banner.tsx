import type { Connection } from '../service/connection.ts';
import type { LinkEnd } from '../service/link.ts';
import { useObservable } from '../service/hooks.ts';

/** Says that the service cannot be reached or does not work, and what to do meanwhile. */
export function ConnectionBanner({ connection, advice }: { connection: Connection; advice: string }) {
  const link = useObservable(connection.link);
  return (
    <div role="alert" className="bedside-banner-place">
      {link.status === 'lost' ? (
        <div className="bedside-banner" data-testid="connection-banner">
          <strong>{link.unread ? 'The service has a fault' : 'Not connected'}: trying again…</strong>{' '}
          <span>{advice}</span>
        </div>
      ) : null}
    </div>
  );
}

export const endedBecause: Record<LinkEnd, { title: string; text: string }> = {
  'signed-out': { title: 'You have signed out', text: 'You signed out in another tab or on another device.' },
  disabled: {
    title: 'Your account is disabled',
    text: 'An administrator has disabled it. Ask them if this is a mistake.',
  },
  'station-revoked': {
    title: 'This device is no longer enrolled',
    text: 'An administrator has revoked it. To call from here again, ask them for a new one-time code.',
  },
  'token-expired': { title: 'You have been signed out', text: 'Your sign-in has run out.' },
  'guest-over': { title: 'You are not in the visit any more', text: 'Your part in it is over.' },
  'roles-changed': { title: 'Your roles have changed', text: 'Sign in again to go on.' },
  refused: {
    title: 'You are not signed in',
    text: 'Your sign-in has run out or was ended. Sign in again to go on.',
  },
  'somebody-else': {
    title: 'Somebody else has signed in',
    text: 'Another person has signed in with this browser. Sign in again to go on as yourself.',
  },
};
