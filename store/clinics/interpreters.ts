import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  Interpreted,
  Interpreter,
  InterpreterReads,
  InterpreterWrites,
} from '../../domain/clinics/interpreter.ts';
import type { InterpreterId } from '../../domain/ids.ts';
import type { Database, InterpreterTable } from '../schema.ts';
import { rangeOf } from './booking-reads.ts';
import { kindNumbers } from './reservations.ts';

/** Of the claims of a booking the last: those of the people, the station and the escorts are numbered from 0 on. */
const place = 100;
const kind = kindNumbers.interpreter;

/** Whom a hospital books to interpret. That nobody interprets in two clinics at once, the table `reservations` refuses. */
export function interpreterWrites(db: Kysely<Database>, now: Date): InterpreterWrites {
  return {
    async addInterpreter({ id, organisationId, name, languages, phone }) {
      const row = { id, organisation_id: organisationId, name, languages: [...languages], phone };
      await db
        .insertInto('interpreters')
        .values({ ...row, added_at: now })
        .execute();
    },

    async lockInterpreter(interpreterId) {
      const row = await selectKept(db).where('id', '=', interpreterId).forNoKeyUpdate().executeTakeFirst();
      return row && interpreterOf(row);
    },

    async changeInterpreter({ id, name, languages, phone }) {
      await db
        .updateTable('interpreters')
        .set({ name, languages: [...languages], phone })
        .where('id', '=', id)
        .execute();
    },

    async retireInterpreter(interpreterId) {
      await db.updateTable('interpreters').set({ retired_at: now }).where('id', '=', interpreterId).execute();
      const { rows } = await sql`
        delete from reservations
        where kind = ${kind} and resource_id = ${interpreterId}::uuid and active
          and lower(during) > ${now}::timestamptz
        returning booking_id
      `.execute(db);
      return rows.length;
    },

    ...bookedInterpreters(db),
  };
}

/** Who interprets in which booking. */
function bookedInterpreters(
  db: Kysely<Database>,
): Pick<InterpreterWrites, 'shareInterpreters' | 'findInterpreterOf' | 'takeInterpreter'> {
  return {
    async shareInterpreters(organisationId) {
      const rows = await selectKept(db)
        .where('organisation_id', '=', organisationId)
        .orderBy('name')
        .orderBy('id')
        .forShare()
        .execute();
      return rows.map(interpreterOf);
    },

    async findInterpreterOf(bookingId) {
      const row = await db
        .selectFrom('reservations')
        .select('resource_id')
        .where('booking_id', '=', bookingId)
        .where('place', '=', place)
        .where('active', '=', true)
        .executeTakeFirst();
      return (row?.resource_id as InterpreterId | undefined) ?? null;
    },

    takeInterpreter: (booking, of) => takeInterpreter(db, booking, of),
  };
}

/** `on conflict`, as for all reservations: it waits for whoever takes the same one at the same moment, and then tries the next. */
async function takeInterpreter(
  db: Kysely<Database>,
  { id, ...span }: Interpreted,
  of: readonly InterpreterId[],
): Promise<InterpreterId | null> {
  await db.deleteFrom('reservations').where('booking_id', '=', id).where('place', '=', place).execute();
  for (const interpreterId of of) {
    const { rows } = await sql`
      insert into reservations (booking_id, place, kind, resource_id, seat, during, active)
      values (${id}::uuid, ${place}, ${kind}, ${interpreterId}::uuid, 0, ${rangeOf(span)}, true)
      on conflict on constraint reservations_one_at_a_time do nothing
      returning place
    `.execute(db);
    if (rows.length > 0) return interpreterId;
  }
  return null;
}

export function interpreterReads(db: Kysely<Database>): InterpreterReads {
  return {
    async listInterpreters(organisationId) {
      const rows = await selectKept(db)
        .where('organisation_id', '=', organisationId)
        .orderBy('name')
        .orderBy('id')
        .execute();
      return rows.map(interpreterOf);
    },
  };
}

function selectKept(db: Kysely<Database>) {
  return db.selectFrom('interpreters').selectAll().where('retired_at', 'is', null);
}

function interpreterOf({
  id,
  organisation_id: organisationId,
  name,
  languages,
  phone,
}: Selectable<InterpreterTable>): Interpreter {
  return { id, organisationId, name, languages, phone };
}
