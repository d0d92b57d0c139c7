import { useEffect } from 'react';

/** Keeps the screen on while `wanted`: a tablet that falls asleep drops the call, or does not ring. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    // Absent in older browsers, whatever the types say.
    const wakeLock = (navigator as Partial<Navigator>).wakeLock;
    if (!wanted || wakeLock === undefined) return;
    let over = false;
    let lock: WakeLockSentinel | null = null;
    const take = () => {
      if (document.visibilityState !== 'visible') return;
      wakeLock.request('screen').then(
        (taken) => {
          lock = taken;
          if (over) taken.release().catch(reportError);
        },
        // Refused on a low battery, for instance: the call goes on without it.
        () => undefined,
      );
    };
    take();
    // The browser takes it back whenever the page is hidden.
    document.addEventListener('visibilitychange', take);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', take);
      lock?.release().catch(reportError);
    };
  }, [wanted]);
}
