import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** Tells a screen reader what has changed, without showing it twice. */
export function Announcement({ children }: { children: ReactNode }) {
  return (
    <p className="nhsuk-u-visually-hidden" role="status">
      {children}
    </p>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p className="bedside-loading" role="status">
      Loading {what}…
    </p>
  );
}

export function LoadFailed({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div className="bedside-note bedside-note--problem" role="alert">
      <p>{message}</p>
      <Button variant="secondary" small onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** A number that a press rings, where the device can. */
export function TelephoneLink({ number }: { number: string }) {
  return <a href={`tel:${number.replaceAll(/[^0-9+]/g, '')}`}>{number}</a>;
}
