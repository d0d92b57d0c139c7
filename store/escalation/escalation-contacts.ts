import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ContactReads, Contact } from '../../domain/escalation/escalation-port.ts';
import type { PersonId, SiteId } from '../../domain/ids.ts';
import { rotaTimeZone } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';

type ContactRow = { id: PersonId; email: string; phone: string | null; pushable: boolean };

/** Who can be contacted when a call waits for too long. Disabled people are left out. */
export function escalationContacts(db: Kysely<Database>, now: Date): ContactReads {
  const onRota = (of: RawBuilder<unknown>) => sql`exists (
    select from shifts s where s.clinician_id = p.id and s.starts_at <= ${now} and s.ends_at > ${now} and ${of}
  )`;
  const list = (organisationId: string, who: RawBuilder<unknown>): Promise<Contact[]> =>
    listAll(sql`p.organisation_id = ${organisationId} and ${who}`);
  const listAll = async (who: RawBuilder<unknown>): Promise<Contact[]> => {
    const { rows } = await sql<ContactRow>`
      select p.id, p.email, p.phone,
        exists (select from push_subscriptions w where w.person_id = p.id) as pushable
      from people p
      where p.disabled_at is null and ${who}
      order by p.id
    `.execute(db);
    return rows.map(({ id, ...row }) => ({ personId: id, ...row }));
  };
  const clinician = sql`'clinician' = any(p.roles)`;
  return {
    listPushable: (organisationId, queueId) =>
      list(
        organisationId,
        sql`${clinician} and exists (select from push_subscriptions w where w.person_id = p.id) and (
          ${onRota(sql`${queueId}::uuid = any(s.queue_ids)`)}
          or exists (select from duties d where d.clinician_id = p.id and d.on_call)
        )`,
      ),

    listSecondTier: (organisationId, queueId) =>
      list(
        organisationId,
        sql`${clinician} and ${onRota(sql`s.tier = 2 and ${queueId}::uuid = any(s.queue_ids)`)}`,
      ),

    listOnRotaToday: (organisationId) =>
      list(
        organisationId,
        sql`${clinician} and exists (
          select from shifts s where s.clinician_id = p.id
            and s.starts_at < (date_trunc('day', ${now}::timestamptz at time zone ${rotaTimeZone}) + interval '1 day')
              at time zone ${rotaTimeZone}
            and s.ends_at > date_trunc('day', ${now}::timestamptz at time zone ${rotaTimeZone})
              at time zone ${rotaTimeZone}
        )`,
      ),

    listManagers: (organisationId) => list(organisationId, sql`'manager' = any(p.roles)`),
    listPlatformAdministrators: () => listAll(sql`'platform-administrator' = any(p.roles)`),

    findSitePhone: (siteId) => findSitePhone(db, siteId),
  };
}

/** That of patients at home is the clinic’s own: nobody there could go and look. */
async function findSitePhone(db: Kysely<Database>, siteId: SiteId): Promise<string | null> {
  const row = await db
    .selectFrom('sites')
    .select('phone')
    .where('id', '=', siteId)
    .where('kind', '<>', 'home')
    .executeTakeFirst();
  return row?.phone ?? null;
}
