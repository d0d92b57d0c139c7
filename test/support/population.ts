import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/actors.ts';
import type { FamilyId, OrganisationId, PersonId, SiteId, StationId } from '../../domain/ids.ts';
import type { AccessTokens, Store } from '../../domain/ports.ts';

export type Place = { organisationId: OrganisationId; siteId: SiteId };
export type EnrolledStation = Place & { stationId: StationId; token: string };
export type SignedInPerson = { personId: PersonId; name: string; token: string };

/** Makes organisations, stations and people straight in the store, with the tokens they would have after signing in. */
export class Population {
  readonly #store: Store;
  readonly #accessTokens: AccessTokens;
  #count = 0;

  constructor({ store, accessTokens }: { store: Store; accessTokens: AccessTokens }) {
    this.#store = store;
    this.#accessTokens = accessTokens;
  }

  /** A new organisation with a care home. */
  addPlace(): Promise<Place> {
    const organisationId = randomUUID() as OrganisationId;
    const siteId = randomUUID() as SiteId;
    const number = this.#next();
    return this.#store.transact(async ({ accounts }) => {
      await accounts.addOrganisation({ id: organisationId, name: `Organisation ${number}` });
      await accounts.addSite({
        siteId,
        organisationId,
        name: `Home ${number}`,
        kind: 'care-home',
        phone: null,
      });
      return { organisationId, siteId };
    });
  }

  /** A station of the place, enrolled. */
  async addStation(place: Place): Promise<EnrolledStation> {
    const stationId = randomUUID() as StationId;
    const digest = randomUUID();
    const actor = await this.#store.transact(async ({ accounts }) => {
      await accounts.addStation({ id: stationId, siteId: place.siteId, name: `Tablet ${this.#next()}` });
      await accounts.setEnrolmentCode(stationId, { digest, expiresAt: new Date(Date.now() + 60_000) });
      return accounts.enrol(digest, randomUUID());
    });
    if (actor === undefined) {
      throw new Error('the station was not enrolled');
    }
    return { ...place, stationId, token: this.#accessTokens.issue(actor).token };
  }

  /** A person of the organisation, signed in. */
  async addPerson(
    { organisationId }: Place,
    roles: readonly Role[] = ['clinician'],
  ): Promise<SignedInPerson> {
    const personId = randomUUID() as PersonId;
    const familyId = randomUUID() as FamilyId;
    const name = `Clinician ${this.#next()}`;
    const email = `${personId}@example.org`;
    await this.#store.transact(async ({ accounts }) => {
      const secret = { passwordHash: 'none', mustChangePassword: false };
      await accounts.addPerson({ id: personId, organisationId, name, email, roles, ...secret });
      const expiresAt = new Date(Date.now() + 3_600_000);
      await accounts.openFamily({ id: familyId, personId, refreshDigest: randomUUID(), expiresAt });
    });
    const { token } = this.#accessTokens.issue({ kind: 'person', personId, organisationId, roles, familyId });
    return { personId, name, token };
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}
