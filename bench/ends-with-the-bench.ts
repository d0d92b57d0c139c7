// Preloaded into what a bench starts, with a channel to the bench: once that has closed the bench has gone, however it was
// ended, and nobody is left to tell this process to stop.

import process from 'node:process';

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
});
// Listening to the bench must not keep alive what wants to end.
process.channel?.unref();
