import { type Kysely, type Selectable, sql } from 'kysely';
import type { OrganisationId, SiteId } from '../../domain/ids.ts';
import { indexRowsOf } from '../../domain/record/index-rows.ts';
import type { RecordWrites } from '../../domain/record/record-port.ts';
import type { Sbard, SbardAnswer, SbardWrites } from '../../domain/record/sbard.ts';
import type { Disposition } from '../../domain/visits/outcome.ts';
import type { Database, SbardAnswerTable } from '../schema.ts';
import { inErrorOf } from './observation-resources.ts';
import { questionnaireId, questionnaireResource, responseOf, type SbardContent } from './sbard-response.ts';

type Given = { now: Date; record: RecordWrites };

/** What the record says of an SBARD: a response to the questionnaire, and that it was about somebody else. */
export function sbardRecord(
  db: Kysely<Database>,
  given: Given,
): Pick<SbardWrites, 'record' | 'recordInError'> {
  return {
    async record(sbard) {
      if (sbard.patientId === null) return;
      const response = responseOf(await contentOf(db, sbard));
      const standing = await lockResponse(db, sbard);
      if (response === undefined) {
        // All answers were cleared, or none of them is about this person.
        await writeInError(given, { sbard, standing });
        return;
      }
      await keepQuestionnaire(db, given, sbard.organisationId);
      await write(given, { sbard, standing, resource: response });
    },

    async recordInError(sbard) {
      await writeInError(given, { sbard, standing: await lockResponse(db, sbard) });
    },
  };
}

type Standing = { version: number; body: string | null };

/** Locked: a partner's system may be changing it. */
async function lockResponse(db: Kysely<Database>, sbard: Sbard): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`
    select version, body from record_resources
    where type = 'QuestionnaireResponse' and id = ${sbard.responseId} for update
  `.execute(db);
  return rows[0];
}

/** What a partner has deleted says nothing any more, and so nothing wrong. */
async function writeInError(
  given: Given,
  { sbard, standing }: { sbard: Sbard; standing: Standing | undefined },
): Promise<void> {
  const body = standing?.body ?? null;
  if (body !== null) await write(given, { sbard, standing, resource: inErrorOf(body) });
}

async function write(
  { now, record }: Given,
  { sbard, standing, resource }: { sbard: Sbard; standing: Standing | undefined; resource: object },
): Promise<void> {
  const basis = standing?.version ?? 0;
  const body = { ...resource, meta: { versionId: String(basis + 1), lastUpdated: now.toISOString() } };
  const authored = (body as { authored?: string }).authored;
  const written = await record.writeResource({
    organisationId: sbard.organisationId,
    type: 'QuestionnaireResponse',
    id: sbard.responseId,
    basis,
    patientId: sbard.patientId,
    at: authored === undefined ? null : new Date(authored),
    body: JSON.stringify(body),
    index: indexRowsOf('QuestionnaireResponse', body),
    method: basis === 0 ? 'POST' : 'PUT',
    by: null,
  });
  if (written === undefined) throw new Error('an SBARD has changed while its call was locked');
}

/** What was answered is readable beside its answers. Whoever comes second finds that of the first. */
async function keepQuestionnaire(
  db: Kysely<Database>,
  { now, record }: Given,
  organisationId: OrganisationId,
): Promise<void> {
  const id = questionnaireId(organisationId);
  const known = await db
    .selectFrom('record_resources')
    .select('version')
    .where('type', '=', 'Questionnaire')
    .where('id', '=', id)
    .executeTakeFirst();
  if (known !== undefined) return;
  const meta = { versionId: '1', lastUpdated: now.toISOString() };
  const body = { ...questionnaireResource(organisationId), meta };
  await record.writeResource({
    organisationId,
    type: 'Questionnaire',
    id,
    basis: 0,
    patientId: null,
    at: null,
    body: JSON.stringify(body),
    index: indexRowsOf('Questionnaire', body),
    method: 'POST',
    by: null,
  });
}

type AnswerRow = Selectable<SbardAnswerTable> & { site_id: SiteId | null };
type StateRow = { open: boolean; disposition: Disposition | null; advice: string | null; at: Date | null };

async function contentOf(db: Kysely<Database>, sbard: Sbard): Promise<SbardContent> {
  const { rows: answers } = await sql<AnswerRow>`
    select distinct on (a.link_id) a.*, st.site_id from sbard_answers a left join stations st on st.id = a.station_id
    where a.sbard_id = ${sbard.id}::uuid order by a.link_id, a.version desc
  `.execute(db);
  const { rows: states } = await sql<StateRow>`
    select exists (select from calls where sbard_id = ${sbard.id}::uuid and phase <> 'ended') as open,
      o.disposition, o.advice, o.recorded_at as at
    from (select) one left join lateral (
      select o.* from calls c join visits v on v.call_id = c.id join outcomes o on o.visit_id = v.id
      where c.sbard_id = ${sbard.id}::uuid and o.disposition <> 'passed-on'
      order by o.recorded_at desc limit 1
    ) o on true
  `.execute(db);
  const [state] = states;
  return {
    sbard,
    answers: answers.map(answerOf),
    open: state?.open ?? true,
    decided: state && decidedOf(state),
  };
}

function decidedOf({ disposition, advice, at }: StateRow): SbardContent['decided'] {
  return disposition === null || at === null ? undefined : { disposition, advice, at };
}

function answerOf(row: AnswerRow): SbardContent['answers'][number] {
  return {
    linkId: row.link_id,
    value: row.value,
    patientId: row.patient_id,
    by: writerOf(row),
    at: row.written_at,
    siteId: row.site_id,
  };
}

/** The schema has exactly one of them. */
function writerOf({ station_id, person_id }: AnswerRow): SbardAnswer['by'] {
  if (station_id !== null) return { kind: 'station', id: station_id };
  if (person_id !== null) return { kind: 'person', id: person_id };
  throw new Error('an answer of an SBARD was written by nobody');
}
