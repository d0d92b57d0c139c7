import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type {
  LetterReads,
  LetterSubject,
  LetterToSign,
  LetterWrites,
  UnsignedLetter,
} from '../../domain/clinics/letter-port.ts';
import type { Letter, SignedLetter } from '../../domain/clinics/letter.ts';
import type { BookingId, LetterId, PersonId } from '../../domain/ids.ts';
import { present } from '../calls/rows.ts';
import type { Database, LetterTable } from '../schema.ts';

/** Letters about visits of clinics, as their clinicians write them. */
export function letterWrites(db: Kysely<Database>, now: Date): LetterWrites {
  return { ...finding(db), ...owing(db, now), ...writing(db, now) };
}

type Finding = Pick<
  LetterWrites,
  'findSubject' | 'findUnsigned' | 'findLastSigned' | 'findLetter' | 'listOverdue'
>;

function finding(db: Kysely<Database>): Finding {
  return {
    findSubject: (bookingId) => findSubject(db, bookingId),

    async findUnsigned(bookingId) {
      const row = await db
        .selectFrom('letters')
        .selectAll()
        .where('booking_id', '=', bookingId)
        .where('signed_at', 'is', null)
        .executeTakeFirst();
      return row && letterOf(row);
    },

    async findLastSigned(bookingId) {
      const row = await db
        .selectFrom('letters')
        .selectAll()
        .where('booking_id', '=', bookingId)
        .where('signed_at', 'is not', null)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && letterOf(row);
    },

    async findLetter(letterId) {
      const row = await db.selectFrom('letters').selectAll().where('id', '=', letterId).executeTakeFirst();
      return row && letterOf(row);
    },

    listOverdue: (madeBefore) => listOverdue(db, madeBefore),
  };
}

/** Who writes about a row of `bookings`: the clinician who ended its last visit, or whose clinic it is. */
const writerId = sql<PersonId>`coalesce((
  select v.clinician_id from visits v where v.booking_id = bookings.id order by v.started_at desc limit 1
), bookings.clinician_id)`;

async function findSubject(db: Kysely<Database>, bookingId: BookingId): Promise<LetterSubject | undefined> {
  return db
    .selectFrom('bookings')
    .innerJoin('organisations', 'organisations.id', 'bookings.organisation_id')
    .innerJoin('patients', 'patients.id', 'bookings.patient_id')
    .innerJoin('sites', 'sites.id', 'patients.site_id')
    .innerJoin('people', (join) => join.on(sql<boolean>`people.id = ${writerId}`))
    .select([
      'bookings.id as bookingId',
      'bookings.organisation_id as organisationId',
      'organisations.name as organisationName',
      'bookings.referral_id as referralId',
      'bookings.patient_id as patientId',
      'people.id as writerId',
      'people.name as writerName',
      'sites.id as siteId',
      'sites.kind as siteKind',
    ])
    .where('bookings.id', '=', bookingId)
    .executeTakeFirst();
}

/** The key is that of `unsignedLetterKey`. */
async function listOverdue(db: Kysely<Database>, madeBefore: Date): Promise<UnsignedLetter[]> {
  return (
    db
      .selectFrom('letters')
      .innerJoin('bookings', 'bookings.id', 'letters.booking_id')
      .select([
        'letters.id as letterId',
        'letters.made_at as madeAt',
        'bookings.id as bookingId',
        'bookings.organisation_id as organisationId',
        'bookings.referral_id as referralId',
        'bookings.patient_id as patientId',
      ])
      .where('letters.signed_at', 'is', null)
      .where('letters.dropped_at', 'is', null)
      .where('letters.made_at', '<=', madeBefore)
      .where(
        sql<boolean>`not exists (
        select from clinic_tasks t
        where t.organisation_id = bookings.organisation_id and t.key = 'letter-unsigned:' || letters.id
      )`,
      )
      .orderBy('letters.made_at')
      .orderBy('letters.id')
      .limit(200)
      // Whoever signs it at this moment holds the booking, and ends the task after us.
      .forNoKeyUpdate(['bookings'])
      .skipLocked()
      .execute()
  );
}

function owing(db: Kysely<Database>, now: Date): Pick<LetterWrites, 'owe' | 'dropUntouched'> {
  return {
    async owe(bookingId) {
      await sql`
        insert into letters (id, booking_id, number, made_at)
        values (gen_random_uuid(), ${bookingId}::uuid, 1, ${now}::timestamptz)
        on conflict (booking_id, number) do update set dropped_at = null, made_at = excluded.made_at
        where letters.signed_at is null and letters.dropped_at is not null and letters.sections is null
      `.execute(db);
    },

    async dropUntouched(bookingId) {
      const row = await db
        .updateTable('letters')
        .set({ dropped_at: now })
        .where('booking_id', '=', bookingId)
        .where('sections', 'is', null)
        .where('dropped_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return row?.id;
    },
  };
}

type Writing = Pick<LetterWrites, 'addLetter' | 'writeLetter' | 'signLetter' | 'dropLetter'>;

function writing(db: Kysely<Database>, now: Date): Writing {
  return {
    async addLetter(letterId, { bookingId, replaces }) {
      const follows = { number: (replaces?.number ?? 0) + 1, replaces: replaces?.id ?? null };
      await db
        .insertInto('letters')
        .values({ id: letterId, booking_id: bookingId, ...follows, made_at: now })
        .execute();
    },

    async writeLetter(letterId, { reader, sections }) {
      await db
        .updateTable('letters')
        .set({ reader, sections: JSON.stringify(sections), saved_at: now, dropped_at: null })
        .set((row) => ({ revision: row('revision', '+', 1) }))
        .where('id', '=', letterId)
        .execute();
    },

    async signLetter(letterId, { head, by }) {
      await db
        .updateTable('letters')
        .set({ head: JSON.stringify(head), signed_at: now, signed_by: by, dropped_at: null })
        .where('id', '=', letterId)
        .execute();
    },

    async dropLetter(letterId) {
      await db.updateTable('letters').set({ dropped_at: now }).where('id', '=', letterId).execute();
    },
  };
}

function letterOf(row: Selectable<LetterTable>): Letter {
  const { reader, sections, signed_at: at, signed_by: by } = row;
  return {
    id: row.id,
    bookingId: row.booking_id,
    number: row.number,
    replaces: row.replaces,
    written: reader === null || sections === null ? null : { reader, sections },
    revision: row.revision,
    madeAt: row.made_at,
    savedAt: row.saved_at,
    signed: at === null || by === null ? null : { at, by },
    droppedAt: row.dropped_at,
  };
}

/** Letters as others read them, and what their clinicians have still to do. */
export function letterReads(db: Kysely<Database>): LetterReads {
  return {
    async findSignedLetter(letterId: LetterId) {
      const row = await selectSigned(db).where('letters.id', '=', letterId).executeTakeFirst();
      return row && signedLetterOf(row);
    },

    async listLetters(referralId) {
      const rows = await selectSigned(db)
        .innerJoin('bookings', 'bookings.id', 'letters.booking_id')
        .where('bookings.referral_id', '=', referralId)
        .orderBy('letters.signed_at', 'desc')
        .orderBy('letters.id')
        .execute();
      return rows.map((row) => ({
        letter: signedLetterOf(row),
        signedBy: present(row.signed_by, 'letters.signed_by'),
      }));
    },

    listLettersToSign: (clinicianId) => listLettersToSign(db, clinicianId),
  };
}

const replacedAt: RawBuilder<Date | null> = sql`(
  select n.signed_at from letters n where n.replaces = letters.id
)`;
const correctsOf: RawBuilder<Date | null> = sql`(
  select o.signed_at from letters o where o.id = letters.replaces
)`;

function selectSigned(db: Kysely<Database>) {
  return db
    .selectFrom('letters')
    .selectAll('letters')
    .select([replacedAt.as('replaced_at'), correctsOf.as('corrects_of')])
    .where('letters.signed_at', 'is not', null);
}

type SignedRow = Selectable<LetterTable> & { replaced_at: Date | null; corrects_of: Date | null };

function signedLetterOf(row: SignedRow): SignedLetter {
  return {
    letterId: row.id,
    bookingId: row.booking_id,
    number: row.number,
    head: present(row.head, 'letters.head'),
    sections: present(row.sections, 'letters.sections'),
    signedAt: present(row.signed_at, 'letters.signed_at'),
    replacedAt: row.replaced_at,
    correctsOf: row.corrects_of,
  };
}

async function listLettersToSign(db: Kysely<Database>, clinicianId: PersonId): Promise<LetterToSign[]> {
  return db
    .selectFrom('letters')
    .innerJoin('bookings', 'bookings.id', 'letters.booking_id')
    .innerJoin('clinic_sessions', 'clinic_sessions.id', 'bookings.session_id')
    .innerJoin('patients', 'patients.id', 'bookings.patient_id')
    .select([
      'bookings.id as bookingId',
      'patients.name as patientName',
      'clinic_sessions.service',
      'bookings.starts_at as startsAt',
      'letters.made_at as madeAt',
    ])
    .where('letters.signed_at', 'is', null)
    .where('letters.dropped_at', 'is', null)
    .where(sql<boolean>`${writerId} = ${clinicianId}::uuid`)
    .orderBy('letters.made_at')
    .orderBy('letters.id')
    .execute();
}
