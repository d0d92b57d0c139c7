import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { createLog, type LogSettings } from '../../process/log.ts';
import type { Role } from '../../domain/actors.ts';
import type { OrganisationId, PersonId, SiteId, StationId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import { type BedsideServer, openServer, type ServerOptions } from '../../server/app.ts';
import { configFor } from './service-config.ts';
import { createMigratedDatabase } from './services.ts';

/** A clock that runs with the real one and can be put forward. */
export class MovableClock implements Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  forward(ms: number): void {
    this.#ahead += ms;
  }
}

export type KnownPerson = { personId: PersonId; email: string; password: string };

/** A server of its own on a database of its own, which both go when it is disposed of. */
export class RunningServer implements AsyncDisposable {
  readonly server: BedsideServer;
  readonly config: Config;
  readonly clock: MovableClock;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    server: BedsideServer;
    config: Config;
    clock: MovableClock;
    owned: AsyncDisposableStack;
  }) {
    this.server = parts.server;
    this.config = parts.config;
    this.clock = parts.clock;
    this.#owned = parts.owned;
  }

  static async create(
    given: {
      env?: Record<string, string>;
      allowances?: ServerOptions['allowances'];
      log?: LogSettings['write'];
      authenticateRecordClient?: ServerOptions['authenticateRecordClient'];
      /** Another address of the database, for one that can be away. */
      through?: (databaseUrl: string) => Promise<string>;
    } = {},
  ): Promise<RunningServer> {
    await using opening = new AsyncDisposableStack();
    const database = opening.use(await createMigratedDatabase());
    const databaseUrl = (await given.through?.(database.url)) ?? database.url;
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-server-'));
    opening.defer(() => rm(folder, { recursive: true }));
    const config = await configFor({ databaseUrl, folder, env: given.env ?? {} });
    const clock = new MovableClock();
    const server = await openServer({
      config,
      clock,
      log: createLog({ level: given.log ? 'info' : 'error', ...(given.log && { write: given.log }) }),
      ...(given.allowances && { allowances: given.allowances }),
      ...(given.authenticateRecordClient && {
        authenticateRecordClient: given.authenticateRecordClient,
      }),
    });
    opening.defer(() => server.close());
    return new RunningServer({ server, config, clock, owned: opening.move() });
  }

  get url(): string {
    return this.server.url;
  }

  /** An organisation with one care home and one station that is not enrolled. */
  addOrganisation(
    name: string,
  ): Promise<{ organisationId: OrganisationId; siteId: SiteId; stationId: StationId }> {
    const { store, newId } = this.server.deps;
    const organisationId = newId() as OrganisationId;
    const siteId = newId() as SiteId;
    const stationId = newId() as StationId;
    return store.transact(async (tx) => {
      await tx.accounts.addOrganisation({ id: organisationId, name });
      await tx.accounts.addSite({
        siteId,
        organisationId,
        name: `${name} House`,
        kind: 'care-home',
        phone: null,
      });
      await tx.accounts.addStation({ id: stationId, siteId, name: 'Tablet' });
      return { organisationId, siteId, stationId };
    });
  }

  async addPerson(organisationId: OrganisationId, roles: readonly Role[]): Promise<KnownPerson> {
    const { store, newId, passwords } = this.server.deps;
    const personId = newId() as PersonId;
    const email = `${personId}@example.org`;
    const password = `password of ${personId}`;
    const passwordHash = await passwords.hash(password);
    await store.transact((tx) =>
      tx.accounts.addPerson({
        id: personId,
        organisationId,
        name: 'Synthetic Person',
        email,
        roles,
        passwordHash,
        mustChangePassword: false,
      }),
    );
    return { personId, email, password };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}
