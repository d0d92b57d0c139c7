import type { Source } from '../../../../domain/rooms/wire.ts';

export type DeviceProblem = 'refused' | 'not-found' | 'in-use' | 'insecure' | 'lost' | 'failed';

/** What a failed `getUserMedia` means (Media Capture and Streams, section 10.3). */
export function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'not-found';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'SecurityError':
    case 'TypeError':
      return 'insecure';
    default:
      return 'failed';
  }
}

/** What is wrong with the device and what to do about it, in plain words. */
export function adviceFor(name: Source, problem: DeviceProblem): string {
  switch (problem) {
    case 'refused':
      return `This browser does not let Bedside use the ${name}. Press the ${name} or lock symbol beside the web address, choose “Allow”, then “Try again”.`;
    case 'not-found':
      return `No ${name} was found. Plug one in, or choose another one under “Devices”.`;
    case 'in-use':
      return `The ${name} is being used by another program. Close that program: the ${name} then starts by itself.`;
    case 'insecure':
      return `The browser gives the ${name} to secure pages only. Open Bedside by its https address.`;
    case 'lost':
      return `The ${name} was unplugged or switched off. Plug it in again.`;
    case 'failed':
      return `The ${name} could not be started. Press “Try again”.`;
  }
}
