import type { RecordClient } from '../../../domain/record/record-client.ts';
import type { BodyReader } from '../bodies/body-reader.ts';
import type { PatchFormat } from '../bodies/patches.ts';
import { FhirError } from '../fhir-error.ts';
import { answerChange } from './bundle-requests.ts';
import {
  type FhirAnswer,
  type FhirDeps,
  readEntry,
  requireNoParameters,
  requireScope,
  scopeOf,
} from './fhir-deps.ts';
import { type FhirRequest, versionIn } from './requests.ts';

/** How often a patch is made again on what somebody else has written meanwhile. */
const attempts = 5;

/**
 * Changes what stands there as the patch says, and keeps it as a new version only where nothing else has been written meanwhile. With
 * If-Match it is made on that version alone.
 */
export async function answerPatch(
  deps: FhirDeps & { bodies: BodyReader },
  client: RecordClient,
  { request, text, format }: { request: FhirRequest; text: string; format: PatchFormat },
): Promise<FhirAnswer> {
  const { target, query, ifMatch } = request;
  if (target.kind !== 'instance')
    throw new FhirError(405, 'not-supported', 'a patch is for one resource by its id');
  requireScope(client, 'u', target.type);
  // A patch tests what stands there, and is answered with it.
  requireScope(client, 'r', target.type);
  requireNoParameters(query);
  const wanted = ifMatch === undefined ? undefined : versionIn(ifMatch);
  for (let attempt = 1; ; attempt += 1) {
    const there = await deps.store.reads.findResource(scopeOf(client), target);
    if (there === undefined) throw new FhirError(404, 'not-found', 'there is no such resource');
    if (there.body === null) throw new FhirError(410, 'deleted', 'the resource has been deleted');
    if (wanted !== undefined && wanted !== there.version) {
      throw new FhirError(412, 'conflict', 'the resource has changed: read it again');
    }
    // A patch that is refused has told all the same what stands there.
    if (attempt === 1) await deps.store.transact((tx) => tx.audit([readEntry(client, there)]));
    const resource = await deps.bodies.patch({ text, current: there.body, format });
    const { type, id } = target;
    try {
      const change = { kind: 'update', type, id, resource, ifMatch: there.version, method: 'PATCH' } as const;
      return await answerChange(deps, client, change);
    } catch (error) {
      const lost = error instanceof FhirError && error.status === 412;
      if (!lost || wanted !== undefined || attempt === attempts) throw error;
    }
  }
}
