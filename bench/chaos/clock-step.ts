// Loaded before a process of the service (`node --import`): its clock is wrong by what a file says, in milliseconds, and
// takes a step when SIGUSR2 tells it to read the file again. Timers and performance.now() go on as they are, as when
// somebody sets the time of a machine.

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { environment } from '../../config/environment.ts';

const file = environment()['CHAOS_CLOCK_FILE'];
if (file !== undefined) {
  const right = Date.now.bind(Date);
  let offsetMs = Number(readFileSync(file, 'utf8'));
  process.on('SIGUSR2', () => {
    offsetMs = Number(readFileSync(file, 'utf8'));
  });
  const now = () => right() + offsetMs;
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, by) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, by) as Date,
    apply: () => new Date(now()).toString(),
  });
}
