import type { RequestHandler } from 'express';

/** How long any other body than a file may take. */
const bodyMs = 30_000;

/** How long a file may take: 10 MiB over a line of 0.3 Mbit/s. */
export const fileMs = 300_000;

/** Ends the connection of whoever sends a body too slowly; `mayBeLong` says of which requests it is a file. */
export function endSlowBodies(mayBeLong: (path: string) => boolean): RequestHandler {
  return (request, response, next) => {
    if (request.complete || mayBeLong(request.path)) {
      next();
      return;
    }
    const timer = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, bodyMs);
    timer.unref();
    response.once('close', () => {
      clearTimeout(timer);
    });
    next();
  };
}
