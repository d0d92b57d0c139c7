import { type Selectable, sql } from 'kysely';
import type { CallCard } from '../domain/contract/views.ts';
import type { CallId } from '../domain/ids.ts';
import { type DetailColumns, detailsOf } from './rows.ts';
import type { CallTable, SiteTable } from './schema.ts';

/** What `cardColumns` selects. */
export type CardRow = DetailColumns &
  Pick<
    Selectable<CallTable>,
    'room_id' | 'acuity' | 'required_skills' | 'wanted_skills' | 'placed_at' | 'passed_on_note'
  > & {
    call_id: CallId;
    queue_name: string;
    site_name: string;
    site_kind: SiteTable['kind'];
    site_phone: string | null;
    station_name: string;
  };

/** The columns of a call card, where the call is `c`, its site `si`, its station `st` and its queue `qu`. */
export const cardColumns = sql.raw(`
  c.id as call_id, c.room_id, c.acuity, c.required_skills, c.wanted_skills, c.placed_at, c.passed_on_note,
  c.staff_name, c.patient_name, c.date_of_birth, c.nhs_number, c.concern,
  si.name as site_name, si.kind as site_kind, si.phone as site_phone, st.name as station_name,
  qu.name as queue_name
`);

export function cardOf(row: CardRow): CallCard {
  return {
    callId: row.call_id,
    roomId: row.room_id,
    siteName: row.site_name,
    siteKind: row.site_kind,
    sitePhone: row.site_phone,
    stationName: row.station_name,
    queueName: row.queue_name,
    acuity: row.acuity,
    requiredSkills: row.required_skills,
    wantedSkills: row.wanted_skills,
    details: detailsOf(row),
    placedAt: row.placed_at.toISOString(),
    passedOnNote: row.passed_on_note,
  };
}
