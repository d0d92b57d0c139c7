import { type Kysely, type Selectable, sql } from 'kysely';
import { presenceOf } from '../domain/clinicians/presence.ts';
import type { Board } from '../domain/contract/views.ts';
import type { ClinicianId, OrganisationId } from '../domain/ids.ts';
import { dutyOf } from './rows.ts';
import type { Database, DutyTable } from './schema.ts';

/** A row that has travelled as JSON: its times are texts. */
type AsJson<Row> = { [K in keyof Row]: Row[K] extends Date | null ? string | Extract<Row[K], null> : Row[K] };

type ClinicianRow = {
  clinicianId: ClinicianId;
  name: string;
  reachable: boolean;
  duty: AsJson<Selectable<DutyTable>> | null;
  held: NonNullable<Parameters<typeof presenceOf>[1]> | null;
};

type BoardRow = { waiting: Board['waiting']; clinicians: ClinicianRow[] };

type Asked = { organisationId: OrganisationId; reachableSince: Date; now: Date };

/**
 * Who is on call and what is waiting, in one statement and so from one snapshot: a call must not ring at somebody
 * whom the same board shows as free.
 */
export async function readBoard(db: Kysely<Database>, asked: Asked): Promise<Board> {
  const { rows } = await selectBoard(db, asked);
  return {
    now: asked.now.toISOString(),
    waiting: rows.flatMap(({ waiting }) =>
      waiting.map((call) => ({ ...call, placedAt: new Date(call.placedAt).toISOString() })),
    ),
    clinicians: rows.flatMap(({ clinicians }) =>
      clinicians.flatMap((clinician) => boardClinicians(clinician, asked.organisationId)),
    ),
  };
}

/** One entry, or none for somebody who is away. */
function boardClinicians(
  { clinicianId, name, reachable, duty, held }: ClinicianRow,
  organisationId: OrganisationId,
): Board['clinicians'] {
  const known = duty === null ? undefined : dutyOf({ ...revived(duty), organisation_id: organisationId });
  const { state } = presenceOf(known, held ?? undefined);
  return state === 'away' ? [] : [{ clinicianId, name, state, reachable }];
}

function revived({ wrap_up_until, ...duty }: AsJson<Selectable<DutyTable>>) {
  return {
    ...duty,
    since: new Date(duty.since),
    idle_since: new Date(duty.idle_since),
    wrap_up_until: wrap_up_until === null ? null : new Date(wrap_up_until),
  };
}

function selectBoard(db: Kysely<Database>, { organisationId, reachableSince }: Asked) {
  return sql<BoardRow>`
    select
      array(
        select json_build_object(
          'callId', c.id, 'siteName', si.name, 'acuity', c.acuity, 'placedAt', c.placed_at, 'ringing', p.name
        )
        from calls c join sites si on si.id = c.site_id left join people p on p.id = c.clinician_id
        where c.organisation_id = ${organisationId} and c.phase in ('waiting', 'ringing')
        order by c.acuity_rank, c.placed_at, c.id
      ) as waiting,
      array(
        select json_build_object(
          'clinicianId', p.id, 'name', p.name, 'reachable', coalesce(d.seen_at > ${reachableSince}, false),
          'duty', to_json(d),
          'held', case when f.id is not null then
            json_build_object('offerId', f.id, 'state', f.state, 'visitId', v.id)
          end
        )
        from people p
          left join duties d on d.clinician_id = p.id
          left join offers f on f.clinician_id = p.id and f.released_at is null
          left join visits v on v.offer_id = f.id
        where p.organisation_id = ${organisationId}
          and (f.id is not null or (p.disabled_at is null and (d.on_call or d.wrap_up_visit_id is not null)))
        order by p.name, p.id
      ) as clinicians
  `.execute(db);
}
