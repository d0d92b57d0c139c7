import { DomainError } from '../../domain/errors.ts';
import type { MediaNodeId } from '../../domain/ids.ts';
import { chooseNode } from '../../domain/rooms/media-nodes.ts';
import type { MediaCheck, MediaRooms } from '../../domain/ports.ts';
import { noSpaceForCheck } from '../checks/path-checks.ts';
import { type CheckCall, checkCalls, type CheckNumber, openedCheckValue } from './wire.ts';
import type { NodeLink } from './node-link.ts';

/** How many nodes one check tries; a node may die or fill up at that moment. */
const attempts = 4;

/** Opens checks on nodes, each where a new room of its region would be placed now. `region` is the default region. */
export function remoteChecks(
  links: { readonly all: readonly NodeLink[] },
  { region: own }: { region: string },
): MediaRooms['openCheck'] {
  let last: CheckNumber = 0;
  return async ({ region }) => {
    const without = new Set<MediaNodeId>();
    let refusal = noSpaceForCheck();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const link = chooseNode(links.all, { region: region ?? own, without });
      if (link === undefined) break;
      last += 1;
      try {
        return await openOn(link, last);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'unavailable')) throw error;
        refusal = noSpaceForCheck({ cause: error });
        without.add(link.node.nodeId);
      }
    }
    throw refusal;
  };
}

async function openOn(link: NodeLink, check: CheckNumber): Promise<MediaCheck> {
  const answer = await link.request({ call: 'open-check', region: link.node.region, check });
  const call = async (method: CheckCall, args: readonly unknown[]): Promise<unknown> => {
    // The check ends with its connection: the node has ended it.
    if (!link.isOpen) throw new DomainError('wrong-phase', 'This check is over.');
    const value = await link.request({ call: 'check', check, method, args: [...args] });
    return checkCalls[method].value.parse(value) ?? undefined;
  };
  const methods = (Object.keys(checkCalls) as CheckCall[]).map((method) => [
    method,
    (...args: unknown[]) => call(method, args),
  ]);
  // The table holds every method of a check, by its own type.
  const made = Object.fromEntries(methods) as Omit<MediaCheck, 'opened'>;
  return { opened: openedCheckValue.parse(answer), ...made };
}
