import { type Selectable, sql } from 'kysely';
import type { CallCard } from '../domain/contract/views.ts';
import type { CallId } from '../domain/ids.ts';
import { type DetailColumns, detailsOf } from './rows.ts';
import type { CallTable, SiteTable } from './schema.ts';

/** What `cardColumns` selects. */
export type CardRow = DetailColumns &
  Pick<Selectable<CallTable>, 'room_id' | 'acuity' | 'placed_at'> & {
    call_id: CallId;
    site_name: string;
    site_kind: SiteTable['kind'];
    site_phone: string | null;
    station_name: string;
  };

/** The columns of a call card, where the call is `c`, its site `si` and its station `st`. */
export const cardColumns = sql.raw(`
  c.id as call_id, c.room_id, c.acuity, c.placed_at,
  c.staff_name, c.patient_name, c.date_of_birth, c.nhs_number, c.concern,
  si.name as site_name, si.kind as site_kind, si.phone as site_phone, st.name as station_name
`);

export function cardOf(row: CardRow): CallCard {
  return {
    callId: row.call_id,
    roomId: row.room_id,
    siteName: row.site_name,
    siteKind: row.site_kind,
    sitePhone: row.site_phone,
    stationName: row.station_name,
    acuity: row.acuity,
    details: detailsOf(row),
    placedAt: row.placed_at.toISOString(),
  };
}
