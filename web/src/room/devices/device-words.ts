import type { ChosenSources, Source } from '../../../../domain/rooms/wire.ts';
import type { Arrival, DeviceUse } from './device-list.ts';

/** What has become of a device in use, without the person's doing. */
export type DeviceChange =
  | { what: 'replaced'; use: DeviceUse; gone: string; now: string }
  | { what: 'returned'; use: DeviceUse; now: string }
  | { what: 'not-started'; use: DeviceUse; name: string; now: string };

/** What happened and what is used now, and that what was off is still off. */
export function changeWords(change: DeviceChange, wanted: ChosenSources): string {
  return [changed(change), still(change.use, wanted)].filter((part) => part !== '').join(' ');
}

function changed(change: DeviceChange): string {
  switch (change.what) {
    case 'replaced':
      return `“${change.gone}” was unplugged or is used by something else. “${change.now}” is used instead.`;
    case 'returned':
      return `“${change.now}” is back and is used again.`;
    case 'not-started':
      return `“${change.name}” could not be started. “${change.now}” stays in use.`;
  }
}

function still(use: DeviceUse, wanted: ChosenSources): string {
  if (use === 'microphone' && wanted.microphone === 'off') return 'You are still muted.';
  return use === 'camera' && wanted.camera === 'off' ? 'Your camera is still off.' : '';
}

const useWords: Record<DeviceUse, string> = {
  microphone: 'to be heard',
  camera: 'to be seen',
  speaker: 'to hear',
};

/** What was plugged in could be used for. */
export function arrivalWords({ name, uses }: Arrival): string {
  const purposes = (Object.keys(uses) as DeviceUse[]).map((use) => useWords[use]);
  return `“${name}” was plugged in. Use it ${purposes.join(' and ')}?`;
}

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
