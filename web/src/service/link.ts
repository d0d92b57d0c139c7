import type { ConnectionEnd } from '../../../domain/contract/facts.ts';

/** Why a connection is not made again; beyond what the service says on purpose, a token that it refuses. */
export type LinkEnd = ConnectionEnd | 'refused' | 'somebody-else';

/**
 * How the browser stands with the service. `connected`: its state was read within the last seconds from a database that
 * can be written to; a socket alone is not enough. `unread`: there is a socket, and the service could not read the state
 * or can keep nothing; whatever else is asked may still be done. `ended` is for good, until somebody signs in or enrols again.
 */
export type Link =
  | { status: 'connecting' }
  | { status: 'connected' }
  | { status: 'lost'; since: number; unread: boolean }
  | { status: 'ended'; reason: LinkEnd };
