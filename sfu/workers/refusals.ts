import { DomainError } from '../../domain/errors.ts';

export function ended(): DomainError {
  return new DomainError('wrong-phase', 'You are no longer in this room.');
}

export function unavailable(options?: ErrorOptions): DomainError {
  return new DomainError('unavailable', 'Video is not available at the moment. Try again.', options);
}

const allInUse = 'All video rooms are in use at the moment. Try again.';

/** This process carries as many connections as it may. */
export function noConnectionLeft(): DomainError {
  return new DomainError('unavailable', allInUse);
}

/** One participant opens connections faster than they can be made. */
export function joiningAlready(): DomainError {
  return new DomainError('too-many', 'You are joining this room already. Wait a moment, then try again.');
}

/** Why no node takes a room of this region: all are full or draining, or there is none. */
export function noSpace(nodes: readonly { node: { region: string } }[], region: string): DomainError {
  return new DomainError(
    'unavailable',
    nodes.some(({ node }) => node.region === region)
      ? allInUse
      : 'No video room is running in the region of your organisation at the moment. Try again.',
  );
}

/** By name: the class itself is in no typed export of mediasoup's main module. */
export function isWorkerGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkerClosedError';
}

/**
 * Runs a mediasoup request that carries what a browser sent. If mediasoup refuses it the browser is at fault, unless
 * the participation ended or the worker died meanwhile.
 */
export async function orInvalid<T>(
  request: () => Promise<T>,
  { sentence, isOpen }: { sentence: string; isOpen: () => boolean },
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!isOpen() || isWorkerGone(error)) throw ended();
    throw new DomainError('invalid', sentence, { cause: error });
  }
}
