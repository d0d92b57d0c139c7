import type { Deps } from '../ports.ts';

/** The same, on the lane that goes before all others to the database: for what somebody's ring waits for. */
export function withPriority<D extends Pick<Deps, 'store'>>(deps: D): D {
  return { ...deps, store: deps.store.priority };
}
