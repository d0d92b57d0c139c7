import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/actors.ts';
import type {
  FamilyId,
  OrganisationId,
  PersonId,
  QueueId,
  ShiftId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import type { AccessTokens, Store } from '../../domain/ports.ts';
import type { QueueSettings } from '../../domain/queues/queue.ts';

export type Place = { organisationId: OrganisationId; siteId: SiteId };
export type EnrolledStation = Place & { stationId: StationId; token: string };
export type SignedInPerson = { personId: PersonId; name: string; token: string; newToken: () => string };

/** Makes organisations, stations and people straight in the store, with the tokens they would have after signing in. */
export class Population {
  readonly #store: Store;
  readonly #accessTokens: AccessTokens;
  #count = 0;

  constructor({ store, accessTokens }: { store: Store; accessTokens: AccessTokens }) {
    this.#store = store;
    this.#accessTokens = accessTokens;
  }

  /** A new organisation with one site. */
  addPlace(kind: 'care-home' | 'prison' = 'care-home'): Promise<Place> {
    const organisationId = randomUUID() as OrganisationId;
    const siteId = randomUUID() as SiteId;
    const number = this.#next();
    return this.#store.transact(async ({ accounts }) => {
      await accounts.addOrganisation({ id: organisationId, name: `Organisation ${number}` });
      await accounts.addSite({
        siteId,
        organisationId,
        name: `Home ${number}`,
        kind,
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

  /** A person of the organisation, signed in. A clinician is on the rota of every queue from an hour ago on for a day. */
  async addPerson(
    { organisationId }: Place,
    roles: readonly Role[] = ['clinician'],
    { onRota = true }: { onRota?: boolean } = {},
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
    if (onRota && roles.includes('clinician')) {
      await this.addShift({ organisationId }, personId);
    }
    const actor = { kind: 'person', personId, organisationId, roles, familyId } as const;
    const newToken = () => this.#accessTokens.issue(actor).token;
    return { personId, name, token: newToken(), newToken };
  }

  /** First tier in every queue, from an hour ago on for a day. */
  async addShift(
    { organisationId }: Pick<Place, 'organisationId'>,
    clinicianId: PersonId,
    { tier = 1 }: { tier?: 1 | 2 } = {},
  ): Promise<void> {
    await this.#store.transact(async ({ now, queues, rota }) => {
      const startsAt = new Date(now.getTime() - 3_600_000);
      const endsAt = new Date(startsAt.getTime() + 24 * 3_600_000);
      const queueIds = (await queues.list(organisationId)).map(({ id }) => id);
      const id = randomUUID() as ShiftId;
      await rota.add([{ id, organisationId, clinicianId, startsAt, endsAt, queueIds, tier }]);
    });
  }

  /** Changes settings of the first queue of the organisation, also to values that nobody may choose. */
  async changeQueue(
    { organisationId }: Pick<Place, 'organisationId'>,
    change: Partial<QueueSettings>,
  ): Promise<QueueId> {
    return this.#store.transact(async ({ queues }) => {
      const [queue] = await queues.list(organisationId);
      if (queue === undefined) throw new Error('the organisation has no queue');
      await queues.change(queue.id, { name: queue.name, settings: { ...queue.settings, ...change } });
      return queue.id;
    });
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}
