import { type Kysely, sql } from 'kysely';
import type { FamilyId, PersonId } from '../../domain/ids.ts';
import type { AccountWrites } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';

type OfSignIn = 'openFamily' | 'rotate' | 'revokeFamily' | 'revokeFamilies';
type Owner = { familyId: FamilyId; personId: PersonId };

/** Sign-ins and the refresh tokens that keep them alive. */
export function signInWrites(db: Kysely<Database>, now: Date): Pick<AccountWrites, OfSignIn> {
  return {
    async openFamily({ id, personId, refreshDigest, expiresAt }) {
      await sql`
        with family as (
          insert into families (id, person_id, expires_at)
          values (${id}, ${personId}, ${expiresAt}::timestamptz)
          returning id
        )
        insert into refresh_tokens (digest, family_id, expires_at)
        select ${refreshDigest}, id, ${expiresAt}::timestamptz from family
      `.execute(db);
    },

    async rotate(refreshDigest, next) {
      await lockFamilyOf(db, refreshDigest);
      const current = await spend(db, now, { refreshDigest, next });
      if (current !== undefined) {
        return { found: 'current', ...current };
      }
      const spent = await findSpent(db, { refreshDigest, before: next.spentSince });
      return spent === undefined ? { found: 'none' } : { found: 'spent', ...spent };
    },

    async revokeFamily(familyId) {
      await revoke(db, now).where('id', '=', familyId).execute();
    },

    async revokeFamilies(personId, keep) {
      const rows = await revoke(db, now)
        .where('person_id', '=', personId)
        .$if(keep !== null, (query) => query.where('id', '!=', keep))
        .returning('id')
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

function revoke(db: Kysely<Database>, now: Date) {
  return db.updateTable('families').set({ revoked_at: now }).where('revoked_at', 'is', null);
}

/** Of two concurrent uses the second waits here; its next statement sees what the first has left. */
async function lockFamilyOf(db: Kysely<Database>, refreshDigest: string): Promise<void> {
  await sql`
    select f.id from families f join refresh_tokens t on t.family_id = f.id
    where t.digest = ${refreshDigest} for no key update of f
  `.execute(db);
}

async function spend(
  db: Kysely<Database>,
  now: Date,
  { refreshDigest, next }: { refreshDigest: string; next: Parameters<AccountWrites['rotate']>[1] },
): Promise<Owner | undefined> {
  const { rows } = await sql<Owner>`
    with good as (
      select t.family_id
      from refresh_tokens t join families f on f.id = t.family_id join people p on p.id = f.person_id
      where t.digest = ${refreshDigest} and t.expires_at > ${now}::timestamptz
        and (t.spent_at is null or t.spent_at > ${next.spentSince}::timestamptz)
        and f.revoked_at is null and p.disabled_at is null
    ), spent as (
      update refresh_tokens t set spent_at = ${now}::timestamptz
      from good where t.family_id = good.family_id and t.spent_at is null
      returning t.family_id
    ), family as (
      update families set expires_at = ${next.expiresAt}::timestamptz
      from spent where families.id = spent.family_id and families.revoked_at is null
      returning families.id, families.person_id
    ), added as (
      insert into refresh_tokens (digest, family_id, expires_at)
      select ${next.digest}, id, ${next.expiresAt}::timestamptz from family
    )
    select id as "familyId", person_id as "personId" from family
  `.execute(db);
  return rows[0];
}

function findSpent(
  db: Kysely<Database>,
  { refreshDigest, before }: { refreshDigest: string; before: Date },
): Promise<Owner | undefined> {
  return db
    .selectFrom('refresh_tokens')
    .innerJoin('families', 'families.id', 'refresh_tokens.family_id')
    .select(['families.id as familyId', 'families.person_id as personId'])
    .where('refresh_tokens.digest', '=', refreshDigest)
    .where('refresh_tokens.spent_at', '<=', before)
    .executeTakeFirst();
}
