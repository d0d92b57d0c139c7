import { createContext } from 'react';

/** The speaker that the others are heard from; empty for wherever the browser plays its sound. */
export const SoundOutput = createContext('');

/** Plays an element there. A speaker that has just gone is not worth an error: the usual one takes its place. */
export function playThrough(element: HTMLAudioElement, deviceId: string): void {
  const sink = element as Partial<Pick<HTMLAudioElement, 'setSinkId' | 'sinkId'>>;
  if (sink.setSinkId === undefined || sink.sinkId === deviceId) return;
  element.setSinkId(deviceId).catch((error: unknown) => {
    if (deviceId === '') reportError(error);
    else playThrough(element, '');
  });
}
