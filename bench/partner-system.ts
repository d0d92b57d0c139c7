import { recordTokenSeconds, RecordTokens } from '../server/auth/record-tokens.ts';
import type { RegisteredClient } from '../domain/record/record-client-port.ts';
import type { SystemScope } from '../domain/record/record-client.ts';
import type { OrganisationId, RecordClientId } from '../domain/ids.ts';
import type { Store } from '../domain/ports.ts';
import { addPerson, newId } from './clinic-ground.ts';

const everything: SystemScope = { type: '*', allows: ['c', 'r', 'u', 'd', 's'] };

/** A partner's system that may read and write all of an organisation's record. It never asks twice by itself. */
export class PartnerSystem {
  readonly organisationId: OrganisationId;
  readonly clientId: RecordClientId;
  readonly #tokens: RecordTokens;
  #token = '';
  #issuedAt = -Infinity;

  private constructor(client: RegisteredClient, tokens: RecordTokens) {
    this.organisationId = client.organisationId;
    this.clientId = client.id;
    this.#tokens = tokens;
  }

  /** Registers it in the store, in an organisation of its own; tokens are signed with the key of the service. */
  static async create(store: Store, keyFile: string): Promise<PartnerSystem> {
    const organisationId = newId<OrganisationId>();
    const client: RegisteredClient = {
      id: newId<RecordClientId>(),
      organisationId,
      name: 'Synthetic system',
      keys: { kind: 'inline', keys: [] },
      scopes: [everything],
      disabledAt: null,
      notifyOrigins: [],
    };
    await store.transact(async ({ accounts, recordClients }) => {
      await accounts.addOrganisation({ id: organisationId, name: `Northdale ${organisationId}` });
      const role = 'administrator';
      await recordClients.addClient(client, await addPerson({ accounts }, { organisationId, role }));
    });
    const tokens = await RecordTokens.create({ keyFile, clock: { now: () => new Date() } });
    return new PartnerSystem(client, tokens);
  }

  /** A new one before the last one is over. */
  token(): string {
    if (performance.now() - this.#issuedAt > (recordTokenSeconds * 1000) / 2) {
      this.#token = this.#tokens.issue({ clientId: this.clientId, scopes: [everything] });
      this.#issuedAt = performance.now();
    }
    return this.#token;
  }
}
