import { useCallback } from 'react';
import { asDuration } from '../service/clock.ts';
import { useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';

export type Code = { code: string; expiresAt: string };

/** Large, to be read out or typed; it runs out before one's eyes. */
export function OneTimeCode({ code, name, onClose }: { code: Code; name: string; onClose: () => void }) {
  const read = useCallback(() => Date.now(), []);
  const left = Date.parse(code.expiresAt) - useNow(read);
  return (
    <div className="bedside-code" role="status">
      <p>
        One-time code for <strong>{name}</strong>. On the device, open{' '}
        <strong>{window.location.origin}/station</strong> and type it there.
      </p>
      <p className="bedside-code__code" data-testid="enrolment-code">
        {left > 0 ? code.code : 'Expired'}
      </p>
      <p aria-live="off">{left > 0 ? `Valid for ${asDuration(left)} more` : 'Make a new code.'}</p>
      <Button variant="secondary" small onClick={onClose}>
        Done
      </Button>
    </div>
  );
}

/** A temporary password, in this page's memory until it is put away. */
export type ShownPassword = { name: string; password: string };
