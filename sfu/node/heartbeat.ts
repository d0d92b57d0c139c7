import type { WebSocket } from 'ws';

const beatMs = 1_000;
/** A peer that has answered nothing for so long is lost: its machine or the network is gone, and nothing closes the line. */
const lostAfterMs = 3_000;

/** Cuts a connection whose other end has gone silent. Answers to a ping come from the peer's event loop. */
export function watchHeartbeat(socket: WebSocket): void {
  let heard = performance.now();
  const hear = (): void => {
    heard = performance.now();
  };
  socket.on('message', hear).on('pong', hear).on('ping', hear);
  let asked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // After a pause of our own process what the peer has said still waits to be read: it is heard first.
    if (now - asked > 2 * beatMs) hear();
    asked = now;
    if (now - heard > lostAfterMs) socket.terminate();
    else socket.ping();
  }, beatMs);
  timer.unref();
  socket.once('close', () => {
    clearInterval(timer);
  });
}
