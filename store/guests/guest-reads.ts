import { type Kysely, type Selectable, sql } from 'kysely';
import type { GuestActor } from '../../domain/actors.ts';
import type { AudienceState } from '../../domain/states/wire.ts';
import type { GuestScreenState } from '../../domain/guests/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { GuestOver, GuestState } from '../../domain/guests/guest.ts';
import type { GuestReads } from '../../domain/guests/guest-port.ts';
import type { GuestId, OrganisationId, RoomId, VisitId } from '../../domain/ids.ts';
import { present } from '../calls/rows.ts';
import type { Database, GuestTable } from '../schema.ts';

type StandingRow = {
  id: GuestId;
  visit_id: VisitId;
  organisation_id: OrganisationId;
  state: GuestState;
  ended_at: Date | null;
};

/** Guests in their current state: their part in a visit ends with it, whatever their own row says. */
export function guestReads(db: Kysely<Database>): GuestReads {
  return {
    async findGuestActor(guestId) {
      const row = await standing(db).where('guests.id', '=', guestId).executeTakeFirst();
      return row && overOf(row) === undefined ? actorOf(row) : undefined;
    },

    async findGuestOfSession(sessionDigest) {
      const row = await standing(db).where('guests.session_digest', '=', sessionDigest).executeTakeFirst();
      const over = row && overOf(row);
      return over === undefined ? row && actorOf(row) : { over };
    },

    async findAdmittedGuest(guestId) {
      const row = await standing(db)
        .select(['visits.room_id', 'guests.name', 'guests.role'])
        .where('guests.id', '=', guestId)
        .where('guests.state', '=', 'admitted')
        .where('visits.ended_at', 'is', null)
        .executeTakeFirst();
      return row && { roomId: row.room_id, name: present(row.name, 'guests.name'), role: row.role };
    },

    async listGuestsHere() {
      const rows = await standing(db)
        .where('guests.here', '=', true)
        .where('guests.state', 'in', ['waiting', 'admitted'])
        .where('visits.ended_at', 'is', null)
        .execute();
      return rows.map(actorOf);
    },

    async getInvitation(guestId) {
      const row = await db
        .selectFrom('guests')
        .innerJoin('people', 'people.id', 'guests.invited_by')
        .innerJoin('organisations', 'organisations.id', 'people.organisation_id')
        .select(['guests.role', 'organisations.name as organisationName', 'people.name as invitedBy'])
        .where('guests.id', '=', guestId)
        .executeTakeFirst();
      if (row === undefined) {
        throw new DomainError('not-found', 'no such invitation');
      }
      return row;
    },
  };
}

function standing(db: Kysely<Database>) {
  return db
    .selectFrom('guests')
    .innerJoin('visits', 'visits.id', 'guests.visit_id')
    .select(['guests.id', 'guests.visit_id', 'guests.state', 'visits.organisation_id', 'visits.ended_at']);
}

function actorOf({ id, visit_id, organisation_id, state }: StandingRow): GuestActor {
  return {
    kind: 'guest',
    guestId: id,
    visitId: visit_id,
    organisationId: organisation_id,
    standing: state === 'admitted' ? 'admitted' : 'lobby',
  };
}

function overOf({ state, ended_at }: Pick<StandingRow, 'state' | 'ended_at'>): GuestOver | undefined {
  if (state === 'refused' || state === 'removed' || state === 'left') {
    return state;
  }
  return ended_at === null ? undefined : 'visit-ended';
}

type ScreenRow = Pick<Selectable<GuestTable>, 'name' | 'role' | 'state' | 'since'> & {
  seq: number;
  organisation_name: string;
  host_name: string;
  room_id: RoomId;
  ended_at: Date | null;
};

/** Everything on a guest's screen; the room only for a guest who has been let in. Throws `not-found`. */
export async function readGuestState(
  db: Kysely<Database>,
  guestId: GuestId,
): Promise<Pick<AudienceState, 'seq'> & { state: GuestScreenState }> {
  const { rows } = await sql<ScreenRow>`
    select coalesce(a.seq, 0) as seq, g.name, g.role, g.state, g.since, org.name as organisation_name,
      host.name as host_name, v.room_id, v.ended_at
    from guests g
      join visits v on v.id = g.visit_id
      join organisations org on org.id = v.organisation_id
      join people host on host.id = v.clinician_id
      left join audiences a on a.kind = 'guest' and a.id = g.id
    where g.id = ${guestId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new DomainError('not-found', 'no such guest');
  }
  const { seq, role, organisation_name: organisationName, host_name: hostName } = row;
  const name = present(row.name, 'guests.name');
  return {
    seq,
    state: {
      kind: 'guest',
      guest: { guestId, name, role, organisationName, hostName },
      life: lifeOfGuest(row),
    },
  };
}

function lifeOfGuest(row: ScreenRow): GuestScreenState['life'] {
  const why = overOf(row);
  const since = row.since.toISOString();
  if (why !== undefined) {
    return { phase: 'over', why };
  }
  return row.state === 'admitted'
    ? { phase: 'admitted', roomId: row.room_id, since }
    : { phase: 'lobby', since };
}
