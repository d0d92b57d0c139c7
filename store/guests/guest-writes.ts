import { type Kysely, sql } from 'kysely';
import type { Guest } from '../../domain/guests/guest.ts';
import type { GuestWrites, NewGuest } from '../../domain/guests/guest-port.ts';
import type { Database } from '../schema.ts';

/** Guests of visits. The caller has locked the row of the visit. */
export function guestWrites(db: Kysely<Database>, now: Date): GuestWrites {
  return {
    add: (guest) => addGuest(db, guest, now),

    find: (guestId) => selectGuests(db).where('guests.id', '=', guestId).executeTakeFirst(),

    findOfSession: (visitId, sessionDigest) =>
      selectGuests(db)
        .where('guests.visit_id', '=', visitId)
        .where('guests.session_digest', '=', sessionDigest)
        .executeTakeFirst(),

    // A code may be issued again by chance: the one that can still be used counts.
    findInvitation: ({ link, code }) =>
      selectGuests(db)
        .where((where) => where.or([where('link_digest', '=', link), where('code_digest', '=', code)]))
        .orderBy(sql`guests.state = 'invited'`, 'desc')
        .orderBy('guests.invited_at', 'desc')
        .executeTakeFirst(),

    async redeem(guestId, { sessionDigest, name }) {
      const { numUpdatedRows } = await db
        .updateTable('guests')
        .set({ state: 'waiting', session_digest: sessionDigest, name, here: true, since: now })
        .where('id', '=', guestId)
        .where('state', '=', 'invited')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setState(guestId, state) {
      await db.updateTable('guests').set({ state, since: now }).where('id', '=', guestId).execute();
    },

    async setHere(guestId, here) {
      const { numUpdatedRows } = await db
        .updateTable('guests')
        .set({ here })
        .where('id', '=', guestId)
        .where('here', '!=', here)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    ...ofVisits(db, now),
    ...locks(db, now),
  };
}

async function addGuest(db: Kysely<Database>, guest: NewGuest, now: Date): Promise<void> {
  await db
    .insertInto('guests')
    .values({
      id: guest.id,
      visit_id: guest.visitId,
      role: guest.role,
      channel: guest.channel,
      state: 'invited',
      link_digest: guest.linkDigest,
      code_digest: guest.codeDigest,
      here: false,
      invited_by: guest.invitedBy,
      invited_at: guest.invitedAt,
      expires_at: guest.expiresAt,
      since: now,
    })
    .execute();
}

type OfVisits = 'listPresent' | 'listOpen' | 'patientHasLeft' | 'countExpected';

function ofVisits(db: Kysely<Database>, now: Date): Pick<GuestWrites, OfVisits> {
  return {
    async listPresent(visitId) {
      const rows = await db
        .selectFrom('guests')
        .select('id')
        .where('visit_id', '=', visitId)
        .where('state', 'in', ['waiting', 'admitted'])
        .orderBy('invited_at')
        .execute();
      return rows.map(({ id }) => id);
    },

    listOpen: (visitId) =>
      selectGuests(db)
        .where('guests.visit_id', '=', visitId)
        .where('guests.state', 'in', ['invited', 'waiting', 'admitted'])
        .orderBy('guests.invited_at')
        .orderBy('guests.id')
        .execute(),

    async patientHasLeft(visitId) {
      const row = await db
        .selectFrom('visits')
        .innerJoin('booking_parts', 'booking_parts.booking_id', 'visits.booking_id')
        .select('booking_parts.part')
        .where('visits.id', '=', visitId)
        .where('booking_parts.part', '=', 'debrief')
        .executeTakeFirst();
      return row !== undefined;
    },

    async countExpected(visitId) {
      const { count } = await db
        .selectFrom('guests')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('visit_id', '=', visitId)
        .where((where) =>
          where.or([
            where('state', 'in', ['waiting', 'admitted']),
            where.and([where('state', '=', 'invited'), where('expires_at', '>', now)]),
          ]),
        )
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}

function locks(db: Kysely<Database>, now: Date): Pick<GuestWrites, 'isLocked' | 'setLocked'> {
  return {
    async isLocked(visitId) {
      const row = await db
        .selectFrom('visits')
        .select('locked_at')
        .where('id', '=', visitId)
        .executeTakeFirst();
      return row !== undefined && row.locked_at !== null;
    },

    async setLocked(visitId, locked) {
      await db
        .updateTable('visits')
        .set({ locked_at: locked ? now : null })
        .where('id', '=', visitId)
        .execute();
    },
  };
}

function selectGuests(db: Kysely<Database>) {
  return db
    .selectFrom('guests')
    .innerJoin('visits', 'visits.id', 'guests.visit_id')
    .select([
      'guests.id',
      'guests.visit_id as visitId',
      'visits.organisation_id as organisationId',
      'guests.role',
      'guests.state',
      'guests.session_digest as sessionDigest',
      'guests.invited_by as invitedBy',
      'guests.expires_at as expiresAt',
    ])
    .$castTo<Guest>();
}
