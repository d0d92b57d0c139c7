import { createContext } from 'react';

/** The speaker for the others' sound; empty for the browser's default. */
export const SoundOutput = createContext('');

/** Plays an element there. A speaker that has just gone is no error: the default takes its place. */
export function playThrough(element: HTMLAudioElement, deviceId: string): void {
  const sink = element as Partial<Pick<HTMLAudioElement, 'setSinkId' | 'sinkId'>>;
  if (sink.setSinkId === undefined || sink.sinkId === deviceId) return;
  element.setSinkId(deviceId).catch((error: unknown) => {
    if (deviceId === '') reportError(error);
    else playThrough(element, '');
  });
}
