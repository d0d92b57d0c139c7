import type { OrganisationId, PersonId, RecordClientId } from '../ids.ts';
import type { ClientKeys, PublicKey } from './client-keys.ts';
import type { RecordClientView } from './record-client-wire.ts';
import type { SystemScope } from './record-client.ts';

/** A partner's system as an administrator has let it in. */
export type RegisteredClient = {
  readonly id: RecordClientId;
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly keys: ClientKeys;
  readonly scopes: readonly SystemScope[];
  readonly disabledAt: Date | null;
  /** Where it may be notified: origins by https, and those of the operator's own that are allowed. */
  readonly notifyOrigins: readonly string[];
};

/** An assertion is good once: its digest is kept until it has run out. */
export type UsedAssertion = {
  readonly clientId: RecordClientId;
  readonly digest: string;
  readonly expiresAt: Date;
};

export type RecordClientWrites = {
  /** Throws `conflict` if a system of the organisation has the name. */
  addClient(client: Omit<RegisteredClient, 'notifyOrigins'>, by: PersonId): Promise<void>;
  lockClient(clientId: RecordClientId): Promise<RegisteredClient | undefined>;
  disableClient(clientId: RecordClientId, by: PersonId): Promise<void>;
  enableClient(clientId: RecordClientId): Promise<void>;
  setClientKeys(clientId: RecordClientId, keys: ClientKeys): Promise<void>;
  setNotifyOrigins(clientId: RecordClientId, origins: readonly string[]): Promise<void>;
  /** Keeps an assertion and says whether it is new; forgets those of the client that have run out. */
  keepAssertion(assertion: UsedAssertion): Promise<boolean>;
  markClient(clientId: RecordClientId): Promise<void>;
};

export type RecordClientReads = {
  findRecordClient(clientId: RecordClientId): Promise<RegisteredClient | undefined>;
  listRecordClients(organisationId: OrganisationId): Promise<RecordClientView[]>;
};

/** What is known of partners' keys outside of the database. */
export type PartnerKeys = {
  /** The origins at which partners may publish their keys. */
  readonly origins: readonly string[];
  /** Whether a key is one with which a signature can be checked. */
  canUse(key: PublicKey): boolean;
};
