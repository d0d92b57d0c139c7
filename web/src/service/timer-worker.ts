import type { TimerRequest } from './timers.ts';

// A worker's timers keep their pace while the tab is in the background; a page's own are slowed to one a minute.
globalThis.addEventListener('message', ({ data }: MessageEvent<TimerRequest>) => {
  setTimeout(() => {
    postMessage(data.id);
  }, data.ms);
});
