// Says `ready`, and then reads one calendar after the other; started by `calendars.ts`.

import { parentPort } from 'node:worker_threads';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { CalendarWindow, ReadCalendar } from '../../domain/rota/calendar.ts';
import { readCalendar } from './icalendar.ts';

export type Given = { text: string; window: CalendarWindow };
export type Outcome = { ok: true; read: ReadCalendar } | { ok: false; code: ErrorCode; message: string };

function outcomeOf({ text, window }: Given): Outcome {
  try {
    return { ok: true, read: readCalendar(text, window) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

parentPort?.on('message', (given: Given) => {
  parentPort?.postMessage(outcomeOf(given));
});
parentPort?.postMessage('ready');
