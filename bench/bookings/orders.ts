import type { BookingId } from '../../domain/ids.ts';
import type { Ground } from './ground.ts';

/** How many of a process contend at the same time. */
export const workersEach = 8;
export const processes = 2;

/** What the bench tells a contending process. */
export type Order =
  | { do: 'lay-out'; ground: Ground; side: number; seed: number }
  | {
      do: 'book';
      races: number;
      /** The service's clock is so far ahead of the machine's: holds of the slices before are over. */
      clockAheadMs: number;
      /** Stop between a hold and its confirmation, some way into the slice, and wait there for the end. */
      stopsBetween: boolean;
    }
  | { do: 'take'; races: number; clockAheadMs: number }
  | ({ do: 'insert' | 'insert-rows' | 'check-then-insert' } & BareRaces);

/** Races for times without anything around them: so many for so few times that the same share comes too late. */
export type BareRaces = {
  /** Which of all races are those of this process: `from`, `from + every`, and so on. */
  from: number;
  every: number;
  races: number;
  times: number;
  /** For whose times they race; another one in each slice. */
  resourceId: string;
};

/** What a process says. `asks` comes before a change is asked for, `has` after it was answered. */
export type Report =
  | { say: 'raced'; outcome: 'won' | 'taken' }
  | { say: 'asks' | 'has'; bookingId: BookingId; state: 'booked' | 'cancelled'; startsAt: string }
  | { say: 'between' }
  | { say: 'done' };
