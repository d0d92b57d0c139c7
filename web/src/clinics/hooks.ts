import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import type { PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import { useEndpoint } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';

/** Reading a list of patients is written into the audit trail, so it is not done every few seconds. */
const readAgainMs = 60_000;

/** Reads a list again every minute: it hangs open at a desk the whole day. */
export function useReadAgain(reload: () => void): void {
  const { timers } = useServices();
  useEffect(() => timers.every(readAgainMs, reload), [timers, reload]);
}

/**
 * Whether all is ready for the visits of a day, read again every minute. Nothing while it cannot be read: the list itself
 * does not wait for it.
 */
export function usePreflights(day: string): readonly PreflightView[] {
  const { loaded, reload } = useEndpoint('listPreflights', { query: { from: day, days: 1 } });
  useReadAgain(reload);
  return loaded.state === 'ready' ? loaded.value.preflights : [];
}

/** Today in the United Kingdom; another day when midnight has passed. */
export function useToday(): string {
  const { timers } = useServices();
  const [today, setToday] = useState(() => wallDateOf(new Date()));
  useEffect(
    () =>
      timers.every(20_000, () => {
        setToday(wallDateOf(new Date()));
      }),
    [timers],
  );
  return today;
}

/** The day that the address asks for, or today. */
export function useDay(): { day: string; today: string; show: (day: string) => void } {
  const [query, setQuery] = useSearchParams();
  const today = useToday();
  const show = (day: string) => {
    setQuery((before) => {
      if (day === today) before.delete('day');
      else before.set('day', day);
      return before;
    });
  };
  const asked = query.get('day');
  return { day: asked !== null && isDay(asked) ? asked : today, today, show };
}

/** Whether it is a whole date: what a date field gives is none while it is typed. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
