import { isAllowedAddress } from '../allowed-addresses.ts';
import { type Actor, auditActor, requireOrganisation, requirePerson } from '../actors.ts';
import { type AuditAction, type AuditDetail, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, RecordClientId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { ClientKeys } from './client-keys.ts';
import type { PartnerKeys, RegisteredClient, UsedAssertion } from './record-client-port.ts';
import type { GivenKeys, RecordClientView } from './record-client-wire.ts';
import type { SystemScope } from './record-client.ts';
import { grantScopes, mergeScopes, parseSystemScope, writeSystemScope } from './system-scopes.ts';

export type RecordClientDeps = Pick<Deps, 'store' | 'newId'> & { partnerKeys: PartnerKeys };

/** The systems of partners, and where they may publish their keys. */
export async function listRecordClients(
  { store, partnerKeys }: Pick<RecordClientDeps, 'store' | 'partnerKeys'>,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<{ clients: RecordClientView[]; keyOrigins: string[] }> {
  requirePerson(actor, 'record-client:manage');
  requireOrganisation(actor, organisationId, 'organisation');
  return {
    clients: await store.reads.listRecordClients(organisationId),
    keyOrigins: [...partnerKeys.origins],
  };
}

/** Lets a partner's system in. Throws `conflict` if one of the organisation has the name, so that each can be told from the others. */
export async function addRecordClient(
  deps: RecordClientDeps,
  actor: Actor,
  given: { organisationId: OrganisationId; name: string; keys: GivenKeys; scopes: readonly string[] },
): Promise<{ client: RecordClientView }> {
  const person = requirePerson(actor, 'record-client:manage');
  const { organisationId, name } = given;
  requireOrganisation(actor, organisationId, 'organisation');
  const scopes = mergeScopes(given.scopes.flatMap((text) => parseSystemScope(text) ?? []));
  const keys = usableKeys(deps.partnerKeys, given.keys);
  const id = deps.newId() as RecordClientId;
  const client = { id, organisationId, name, keys, scopes, disabledAt: null };
  await deps.store.transact(async (tx) => {
    await tx.recordClients.addClient(client, person.personId);
    const detail = { keys: keys.kind, scopes: scopes.map(writeSystemScope).join(' ') };
    await auditClient(tx, { actor, client, action: 'record-client.added', detail });
  });
  const clients = await deps.store.reads.listRecordClients(organisationId);
  const added = clients.find(({ clientId }) => clientId === id);
  if (added === undefined) throw new DomainError('not-found', 'no such system');
  return { client: added };
}

/** Other keys in the place of those of a system, because they are renewed or have leaked. */
export async function setRecordClientKeys(
  { store, partnerKeys }: RecordClientDeps,
  actor: Actor,
  given: { clientId: RecordClientId; keys: GivenKeys },
): Promise<void> {
  requirePerson(actor, 'record-client:manage');
  const keys = usableKeys(partnerKeys, given.keys);
  await store.transact(async (tx) => {
    const client = await lockOwn(tx, actor, given.clientId);
    await tx.recordClients.setClientKeys(client.id, keys);
    const detail = { keys: keys.kind };
    await auditClient(tx, { actor, client, action: 'record-client.keys-set', detail });
  });
}

/** Says where a system may be told of changes. */
export async function setNotifyOrigins(
  { store }: Pick<RecordClientDeps, 'store'>,
  actor: Actor,
  { clientId, origins }: { clientId: RecordClientId; origins: readonly string[] },
): Promise<void> {
  requirePerson(actor, 'record-client:manage');
  await store.transact(async (tx) => {
    const client = await lockOwn(tx, actor, clientId);
    await tx.recordClients.setNotifyOrigins(client.id, [...new Set(origins)]);
    const detail = { origins: origins.join(' ') };
    await auditClient(tx, { actor, client, action: 'record-client.origins-set', detail });
  });
}

/** Refuses a system from its next request on. */
export async function disableRecordClient(
  { store }: Pick<RecordClientDeps, 'store'>,
  actor: Actor,
  { clientId }: { clientId: RecordClientId },
): Promise<void> {
  const person = requirePerson(actor, 'record-client:manage');
  await store.transact(async (tx) => {
    const client = await lockOwn(tx, actor, clientId);
    if (client.disabledAt !== null) return;
    await tx.recordClients.disableClient(clientId, person.personId);
    await auditClient(tx, { actor, client, action: 'record-client.disabled' });
  });
}

/** Lets a system in again. */
export async function enableRecordClient(
  { store }: Pick<RecordClientDeps, 'store'>,
  actor: Actor,
  { clientId }: { clientId: RecordClientId },
): Promise<void> {
  requirePerson(actor, 'record-client:manage');
  await store.transact(async (tx) => {
    const client = await lockOwn(tx, actor, clientId);
    if (client.disabledAt === null) return;
    await tx.recordClients.enableClient(clientId);
    await auditClient(tx, { actor, client, action: 'record-client.enabled' });
  });
}

/** What becomes of a system that has shown who it is. */
export type Admission =
  { granted: readonly SystemScope[] } | { refused: 'disabled' | 'used-before' | 'no-scope' };

/**
 * Grants a system what it asks for and may have, once for each assertion. Whether it is disabled is read under a lock, so that no
 * token is made after an administrator has been answered.
 */
export function admitRecordClient(
  { store }: Pick<RecordClientDeps, 'store'>,
  { assertion, asked }: { assertion: UsedAssertion; asked: readonly SystemScope[] },
): Promise<Admission> {
  return store.transact(async (tx) => {
    const client = await tx.recordClients.lockClient(assertion.clientId);
    if (client === undefined || client.disabledAt !== null) return { refused: 'disabled' };
    if (!(await tx.recordClients.keepAssertion(assertion))) return { refused: 'used-before' };
    const granted = grantScopes(client.scopes, asked);
    if (granted.length === 0) return { refused: 'no-scope' };
    await tx.recordClients.markClient(client.id);
    const detail = { scopes: granted.map(writeSystemScope).join(' ') };
    await auditClient(tx, { actor: null, client, action: 'record-client.admitted', detail });
    return { granted };
  });
}

function usableKeys(partnerKeys: PartnerKeys, given: GivenKeys): ClientKeys {
  if (given.kind === 'inline') {
    const { keys } = given.keySet;
    if (!keys.every((key) => partnerKeys.canUse(key)))
      throw new DomainError('invalid', 'keys: one of them is not a public key');
    return { kind: 'inline', keys };
  }
  if (!isAllowedAddress(given.address, partnerKeys.origins)) {
    throw new DomainError(
      'invalid',
      'address: this service asks no keys of that host. Whoever runs the service can allow it, or paste the keys',
    );
  }
  return given;
}

async function lockOwn(tx: Transaction, actor: Actor, clientId: RecordClientId): Promise<RegisteredClient> {
  const client = await tx.recordClients.lockClient(clientId);
  if (client === undefined) throw new DomainError('not-found', 'no such system');
  requireOrganisation(actor, client.organisationId, 'system');
  return client;
}

async function auditClient(
  tx: Transaction,
  what: {
    /** Null where it is the system itself. */
    actor: Actor | null;
    client: Pick<RegisteredClient, 'id' | 'organisationId'>;
    action: Extract<AuditAction, `record-client.${string}`>;
    detail?: AuditDetail;
  },
): Promise<void> {
  const { actor, client, action, detail } = what;
  const { id, organisationId } = client;
  await tx.audit([
    auditEntry(actor === null ? { kind: 'system' } : auditActor(actor), {
      action,
      about: { kind: 'record-client', id, organisationId },
      ...(detail && { detail }),
    }),
  ]);
}
