import { type Kysely, sql } from 'kysely';
import type { ClinicReads, ClinicWrites } from '../../domain/clinics/clinic-port.ts';
import type { Database } from '../schema.ts';
import { dayOf, type SessionRow, sessionOf, templateOf, templateRow } from './rows.ts';

/** Templates with their days as text. */
export function selectTemplates(db: Kysely<Database>) {
  return db
    .selectFrom('clinic_templates')
    .selectAll()
    .select([
      dayOf('valid_from').as('first_day'),
      sql<string | null>`to_char(valid_to, 'YYYY-MM-DD')`.as('last_day'),
    ]);
}

type OfTemplates =
  | 'addTemplate'
  | 'lockTemplate'
  | 'findNextTemplate'
  | 'endTemplate'
  | 'removePlannedSessions'
  | 'listDaysLeftOver';

/** When clinics are held from week to week, and what is planned of it. */
export function templateWrites(db: Kysely<Database>): Pick<ClinicWrites, OfTemplates> {
  return {
    async addTemplate(template) {
      await db.insertInto('clinic_templates').values(templateRow(template)).execute();
    },

    async lockTemplate(templateId) {
      const row = await selectTemplates(db).where('id', '=', templateId).forNoKeyUpdate().executeTakeFirst();
      return row && templateOf(row);
    },

    // One that was replaced before its first day is followed by one of the same day.
    async findNextTemplate({ id, seriesId, validFrom }) {
      const row = await selectTemplates(db)
        .where('series_id', '=', seriesId)
        .where('id', '<>', id)
        .where(sql<boolean>`valid_from >= ${validFrom}::date`)
        .where(sql<boolean>`(valid_to is null or valid_to >= valid_from)`)
        .orderBy('valid_from')
        .limit(1)
        .executeTakeFirst();
      return row && templateOf(row);
    },

    async endTemplate(templateId, validTo) {
      await db
        .updateTable('clinic_templates')
        .set({ valid_to: validTo, version: sql`version + 1` })
        .where('id', '=', templateId)
        .execute();
    },

    async removePlannedSessions(templateId, from) {
      const rows = await db
        .deleteFrom('clinic_sessions')
        .where('template_id', '=', templateId)
        .where('state', '=', 'planned')
        .where(sql<boolean>`date >= ${from}::date`)
        .returning('id')
        .execute();
      return rows.length;
    },

    async listDaysLeftOver({ id, seriesId }) {
      const { rows } = await sql<{ day: string }>`
        select distinct ${dayOf('s.date')} as day
        from clinic_templates t join clinic_sessions s on s.template_id = t.id and s.date > t.valid_to
        where t.series_id = ${seriesId} and t.id <> ${id} and s.state <> 'planned'
        order by day
      `.execute(db);
      return rows.map(({ day }) => day);
    },
  };
}

/** What there is of a template from a day on. */
export function standingReads(
  db: Kysely<Database>,
): Pick<ClinicReads, 'listStandingSessions' | 'countPlannedSessions'> {
  return {
    async listStandingSessions(templateId, from) {
      const { rows } = await sql<SessionRow & { booked: number }>`
        select s.*, ${dayOf('s.date')} as day, (
          select count(*)::int from bookings b where b.session_id = s.id and b.state in ('booked', 'running', 'done')
        ) as booked
        from clinic_sessions s
        where s.state = 'open' and s.date >= ${from}::date and (s.template_id = ${templateId} or s.id in (
          select left_behind.moved_to from clinic_sessions left_behind where left_behind.template_id = ${templateId}
        ))
        order by s.starts_at, s.id
      `.execute(db);
      return rows.map((row) => ({ session: sessionOf(row), booked: row.booked }));
    },

    async countPlannedSessions(templateId, from) {
      const { planned } = await db
        .selectFrom('clinic_sessions')
        .select(sql<number>`count(*)::int`.as('planned'))
        .where('template_id', '=', templateId)
        .where('state', '=', 'planned')
        .where(sql<boolean>`date >= ${from}::date`)
        .executeTakeFirstOrThrow();
      return planned;
    },
  };
}
