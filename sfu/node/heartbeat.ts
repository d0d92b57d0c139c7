import type { WebSocket } from 'ws';

const beatMs = 1_000;
/**
 * A peer that has not answered for this long is lost: its machine or the network is gone, and nothing closes the
 * connection.
 */
const lostAfterMs = 3_000;

/** Closes a connection whose other end is silent. Pings are answered by the peer's event loop. */
export function watchHeartbeat(socket: WebSocket): void {
  let heard = performance.now();
  const hear = (): void => {
    heard = performance.now();
  };
  socket.on('message', hear).on('pong', hear).on('ping', hear);
  let asked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // After a pause of our own process, messages from the peer may still be unread: process them before judging.
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
