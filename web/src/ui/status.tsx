import type { ReactNode } from 'react';
import { inWords } from '../service/clock.ts';
import { clockTime } from '../service/words.ts';
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

/** Boards are read every 10 s. */
const outOfDateAfterMs = 15_000;

/** Says how old a board is, once it is no longer read. Only the time of it is read out: the age changes every second. */
export function OutOfDate({ readAt, now }: { readAt: string; now: number }) {
  const ageMs = now - Date.parse(readAt);
  return (
    <div role="status">
      {ageMs < outOfDateAfterMs ? null : (
        <p className="bedside-note bedside-note--problem" data-testid="out-of-date">
          <strong>Not up to date.</strong> This is how it was at {clockTime(readAt)}
          <span aria-hidden="true">, {inWords(ageMs)} ago</span>.
        </p>
      )}
    </div>
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

/** A number that a press rings, where the device can. The 0 of `+44 (0)…` is for those who ring from within the country. */
export function TelephoneLink({ number }: { number: string }) {
  return <a href={`tel:${number.replace(/^(\+.*)\(0\)/, '$1').replaceAll(/[^0-9+]/g, '')}`}>{number}</a>;
}
