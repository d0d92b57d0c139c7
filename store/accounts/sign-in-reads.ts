import { type Kysely, sql } from 'kysely';
import type { PersonActor, StationActor } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { FamilyId, PersonId, StationId } from '../../domain/ids.ts';
import type { Clock, PersonSecrets, Reads } from '../../domain/ports.ts';
import { stationActorOf } from './account-reads.ts';
import { Batcher } from '../postgres/batcher.ts';
import type { Database } from '../schema.ts';

type OfSignIn =
  | 'findSecretsByEmail'
  | 'getSecrets'
  | 'findPersonActor'
  | 'findStationActor'
  | 'findStationByDevice'
  | 'findFamily'
  | 'forgetRefreshTokens'
  | 'getMe';

/** Who somebody is, and whether their account is still valid. */
export function signInReads(db: Kysely<Database>, clock: Clock): Pick<Reads, OfSignIn> {
  const stationActors = batchedStationActors(db);
  const personActors = batchedPersonActors(db, clock);
  return {
    ...personSignInReads(db, clock),

    forgetRefreshTokens: (before, limit) => forgetRefreshTokens(db, before, limit),

    findPersonActor: (personId, familyId) => personActors.get({ personId, familyId }),

    findStationActor: (stationId) => stationActors.get(stationId),

    async findStationByDevice(deviceDigest) {
      const row = await selectStations(db).where('device_digest', '=', deviceDigest).executeTakeFirst();
      return row && stationActorOf(row);
    },
  };
}

/** Skip rows that another process is deleting at this moment. */
async function forgetRefreshTokens(db: Kysely<Database>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from refresh_tokens where digest = any(array(
      select t.digest from refresh_tokens t join families f on f.id = t.family_id
      where least(t.expires_at, f.revoked_at) < ${before}::timestamptz
      limit ${limit} for update of t skip locked
    ))
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** After a restart every station connects at the same moment, and each is looked up first. */
function batchedStationActors(db: Kysely<Database>): Batcher<StationId, StationActor | undefined> {
  return new Batcher(async (stationIds) => {
    const rows = await selectStations(db)
      .where(sql<boolean>`id = any(${stationIds}::uuid[])`)
      .execute();
    const known = new Map(rows.map((row) => [row.id, stationActorOf(row)]));
    return (stationId) => known.get(stationId);
  });
}

/** Also clinicians; every socket's holder is looked up again each minute, hundreds at a time. */
function batchedPersonActors(db: Kysely<Database>, clock: Clock) {
  type SignIn = { personId: PersonId; familyId: FamilyId };
  return new Batcher<SignIn, PersonActor | undefined>(async (asked) => {
    const familyIds = asked.map(({ familyId }) => familyId);
    const rows = await selectOpenFamilies(db, clock)
      .select(['families.id', 'families.person_id', 'people.organisation_id', 'people.roles'])
      .select('people.must_change_password')
      .where(sql<boolean>`families.id = any(${familyIds}::uuid[])`)
      .where('people.disabled_at', 'is', null)
      .execute();
    const known = new Map(rows.map((row) => [row.id, row]));
    return ({ personId, familyId }) => {
      const row = known.get(familyId);
      if (row?.person_id !== personId) {
        return undefined;
      }
      // Somebody else has seen a temporary password: with one, a person may change it and do nothing else.
      const roles = row.must_change_password ? [] : row.roles;
      return { kind: 'person', personId, organisationId: row.organisation_id, roles, familyId };
    };
  });
}

function selectStations(db: Kysely<Database>) {
  return db
    .selectFrom('stations')
    .select(['id', 'site_id', 'organisation_id'])
    .where('revoked_at', 'is', null);
}

function personSignInReads(
  db: Kysely<Database>,
  clock: Clock,
): Omit<
  Pick<Reads, OfSignIn>,
  'findPersonActor' | 'findStationActor' | 'findStationByDevice' | 'forgetRefreshTokens'
> {
  return {
    async findSecretsByEmail(email) {
      const row = await selectSecrets(db)
        .where(({ fn }) => sql<boolean>`${fn<string>('lower', ['email'])} = lower(${email})`)
        .executeTakeFirst();
      return row && secretsOf(row);
    },

    async getSecrets(personId) {
      const row = await selectSecrets(db).where('id', '=', personId).executeTakeFirst();
      return secretsOf(row ?? throwNoPerson());
    },

    // Includes spent tokens: a sign-out with an old cookie still means this family.
    findFamily: (refreshDigest) =>
      selectOpenFamilies(db, clock)
        .innerJoin('refresh_tokens', 'refresh_tokens.family_id', 'families.id')
        .select(['families.id as familyId', 'families.person_id as personId'])
        .where('refresh_tokens.digest', '=', refreshDigest)
        .executeTakeFirst(),

    async getMe(personId) {
      const row = await db
        .selectFrom('people')
        .innerJoin('organisations', 'organisations.id', 'people.organisation_id')
        .select(['people.id as personId', 'people.name', 'people.email', 'people.roles'])
        .select(['people.organisation_id as organisationId', 'organisations.name as organisationName'])
        .select('people.must_change_password as mustChangePassword')
        .where('people.id', '=', personId)
        .executeTakeFirst();
      return row ?? throwNoPerson();
    },
  };
}

function selectOpenFamilies(db: Kysely<Database>, clock: Clock) {
  return db
    .selectFrom('families')
    .innerJoin('people', 'people.id', 'families.person_id')
    .where('families.revoked_at', 'is', null)
    .where('families.expires_at', '>', clock.now());
}

function selectSecrets(db: Kysely<Database>) {
  return db
    .selectFrom('people')
    .select(['id as personId', 'organisation_id as organisationId', 'password_hash as passwordHash'])
    .select('disabled_at');
}

function secretsOf({
  disabled_at,
  ...secrets
}: Omit<PersonSecrets, 'disabled'> & { disabled_at: Date | null }): PersonSecrets {
  return { ...secrets, disabled: disabled_at !== null };
}

function throwNoPerson(): never {
  throw new DomainError('not-found', 'no such person');
}
