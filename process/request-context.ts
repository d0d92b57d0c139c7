import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

// The one thing of a module's own: it is how Node hands a value down a chain of calls, and two services in one process
// share it without harm, because what is stored belongs to the request and not to the service.
const context = new AsyncLocalStorage<string>();

/** Version, trace id, parent id and flags, as W3C Trace Context has them; a later version may have more behind it. */
const traceparent = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?<rest>-.*)?$/;

/** The trace id that the caller sends in a valid `traceparent` header (W3C Trace Context, 3.2), else a new id. */
export function requestIdFrom(header: unknown): string {
  const found = typeof header === 'string' ? traceparent.exec(header) : null;
  const isOfVersionZero = typeof header === 'string' && header.startsWith('00-');
  const id = isOfVersionZero && found?.groups?.['rest'] !== undefined ? undefined : found?.[1];
  return id ?? randomUUID();
}

/**
 * Does the work of one HTTP request, socket command or job. Its id stands on every log line that is written within, also
 * behind an `await`, and is the reference that a caller is given for a bug.
 */
export function withinRequest<T>(requestId: string, work: () => T): T {
  return context.run(requestId, work);
}

/** The id of what is being worked on here; undefined outside of any request. */
export function currentRequestId(): string | undefined {
  return context.getStore();
}

/** The reference to give back for a bug: under it the log holds what has happened. */
export function errorReference(): string {
  return currentRequestId() ?? randomUUID();
}
