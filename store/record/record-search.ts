import { type Kysely, type RawBuilder, sql } from 'kysely';
import type {
  ComparisonPrefix,
  RecordScope,
  IndexRow,
  RecordReads,
  ResourceSearch,
  SearchCondition,
  SearchKey,
  Wanted,
} from '../../domain/record/record-port.ts';
import { definitionOf, type ResourceType } from '../../domain/record/resource-types.ts';
import { unpreparedPrefix } from '../postgres/connections.ts';
import type { Database } from '../schema.ts';
import { folded } from '../../domain/record/index-rows.ts';
import { resourceOf, type ResourceRow } from './resource-row.ts';

type Sql = RawBuilder<boolean>;
type Found = ResourceRow & { pk: string; key: Date | null };

/**
 * Searching the record. What may not be seen is left out by the same condition as what is not asked for: it is neither
 * counted nor leaves a gap in a page. Bodies are never looked into.
 */
export function recordSearch(db: Kysely<Database>): Pick<RecordReads, 'searchResources' | 'countResources'> {
  return {
    async searchResources(search) {
      const key =
        search.newest === 'at' ? sql.ref<Date | null>('r.at') : sql.ref<Date | null>('r.updated_at');
      const { rows } = await sql<Found>`
        ${sql.raw(unpreparedPrefix)}
        select r.pk, r.type, r.id, r.version, r.updated_at, r.patient_id, r.body, ${key} as key
        from record_resources r
        where ${whatIsFound(search)} ${behind(search.after, key)}
        order by ${key} desc ${search.newest === 'at' ? sql`nulls last` : sql``}, r.pk desc
        limit ${search.limit + 1}
      `.execute(db);
      const page = rows.slice(0, search.limit);
      const last = rows.length > search.limit ? page.at(-1) : undefined;
      return { resources: page.map(resourceOf), next: last && { at: last.key, pk: last.pk } };
    },

    async countResources(search) {
      const { rows } = await sql<{ count: number }>`
        ${sql.raw(unpreparedPrefix)}
        select count(*)::int as count from (
          select from record_resources r where ${whatIsFound(search)} limit ${search.limit}
        ) found
      `.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}

function whatIsFound({
  type,
  scope,
  ids,
  conditions,
}: Pick<ResourceSearch, 'type' | 'scope' | 'ids' | 'conditions'>): Sql {
  const few = ids !== undefined || conditions.some(({ is }) => is === 'of-patients' || is === 'one-of');
  return and([
    sql<boolean>`r.type = ${type} and r.body is not null`,
    mayBeSeen(type, scope),
    ...(ids === undefined ? [] : [sql<boolean>`r.id = any (${[...ids]}::text[])`]),
    ...conditions.map((condition) => fulfils(condition, { row: 'r', scope, few })),
  ]);
}

/**
 * What is about no patient because its type never is, everybody of the organisation may see; one of a type that is about a
 * patient, and names none, only who may see all of them.
 */
export function mayBeSeen(type: ResourceType, { organisationIds, patientIds }: RecordScope, row = 'r'): Sql {
  const kept = sql<boolean>`${column(row, 'organisation_id')} = any (${[...organisationIds]}::uuid[])`;
  if (patientIds === undefined || definitionOf(type).patient === null) return kept;
  return sql<boolean>`(${kept} and ${ofPatients(patientIds, row)})`;
}

function ofPatients(patientIds: readonly string[], row: string): Sql {
  const known = patientIds.filter((id) => uuid.test(id));
  return sql<boolean>`${column(row, 'patient_id')} = any (${known}::uuid[])`;
}

/** By an id of theirs: whoever was merged has another one since, and their record is found by both. */
function ofPatientsNamed(patientIds: readonly string[], { row, scope }: Pick<Place, 'row' | 'scope'>): Sql {
  const known = patientIds.filter((id) => uuid.test(id));
  return sql<boolean>`${column(row, 'patient_id')} = any (
    ${known}::uuid[] || array(
      select p.patient_id from record_resources p
      where p.type = 'Patient' and p.id = any (${[...patientIds]}::text[])
        and p.organisation_id = any (${[...scope.organisationIds]}::uuid[]) and p.patient_id is not null
    )
  )`;
}

function column(row: string, name: string): RawBuilder<unknown> {
  return sql.ref(`${row}.${name}`);
}

/** Whatever else a client has sent as an id is nobody’s. */
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function behind(after: SearchKey | undefined, key: RawBuilder<Date | null>): RawBuilder<unknown> {
  if (after === undefined) return sql``;
  if (after.at === null) return sql`and ${key} is null and r.pk < ${after.pk}`;
  return sql`and (${key} is null or (${key}, r.pk) < (${after.at}, ${after.pk}::bigint))`;
}

/** The row that a condition is about: the one that is searched for, or one that it is joined to. */
type Place = {
  row: string;
  scope: RecordScope;
  /**
   * The other conditions leave few rows, such as those of one patient: each is checked by its key. PostgreSQL would guess
   * wrong how many they are, and read through what all patients have at that time (ADR 51).
   */
  few: boolean;
};

function fulfils(condition: SearchCondition, place: Place): Sql {
  const { row, few } = place;
  switch (condition.is) {
    case 'refers-to':
      return refersTo(condition, place);
    case 'referred-to':
      return referredTo(condition, place);
    case 'one-of':
      return sql<boolean>`${column(row, 'id')} = any (${[...condition.ids]}::text[])`;
    case 'of-patients':
      return ofPatientsNamed(condition.patientIds, place);
    case 'updated':
      return or(condition.wanted.map((wanted) => wasUpdated(wanted, row)));
    case 'missing':
      return sql<boolean>`not ${existing({ ...condition, few }, row, sql<boolean>`true`)}`;
    case 'present':
      return existing({ ...condition, few }, row, sql<boolean>`true`);
    default: {
      const kinds = new Set(condition.wanted.map(({ kind }) => kind));
      const anyOf = or(
        [...kinds].map((kind) => {
          const wanted = condition.wanted.filter((one) => one.kind === kind);
          return existing({ kind, parameter: condition.parameter, few }, row, or(wanted.map(matches)));
        }),
      );
      return condition.is === 'any-of' ? anyOf : sql<boolean>`not ${anyOf}`;
    }
  }
}

type Joined = Extract<SearchCondition, { is: 'refers-to' | 'referred-to' }>;

/** What may not be seen answers no question either. */
function joinedRow({ type, conditions }: Joined, { row, scope }: Place): { name: string; is: Sql } {
  const name = `${row}t`;
  const is = and([
    sql<boolean>`${column(name, 'type')} = ${type} and ${column(name, 'body')} is not null`,
    mayBeSeen(type, scope, name),
    ...conditions.map((one) => fulfils(one, { row: name, scope, few: false })),
  ]);
  return { name, is };
}

function refersTo(condition: Joined, place: Place): Sql {
  const { name, is } = joinedRow(condition, place);
  return condition.by === 'patient'
    ? sql<boolean>`exists (
        select from record_resources ${sql.ref(name)}
        where ${column(name, 'patient_id')} = ${column(place.row, 'patient_id')} and ${is}
      )`
    : sql<boolean>`exists (
        select from record_references i join record_resources ${sql.ref(name)} on ${column(name, 'id')} = i.target_id
        where i.pk = ${column(place.row, 'pk')} and i.parameter = ${condition.by}
          and i.target_type = ${condition.type} and ${is}
      )`;
}

function referredTo(condition: Joined, place: Place): Sql {
  const { name, is } = joinedRow(condition, place);
  return condition.by === 'patient'
    ? sql<boolean>`exists (
        select from record_resources ${sql.ref(name)}
        where ${column(name, 'patient_id')} = ${column(place.row, 'patient_id')} and ${is}
      )`
    : sql<boolean>`exists (
        select from record_references i join record_resources ${sql.ref(name)} on ${column(name, 'pk')} = i.pk
        where i.parameter = ${condition.by} and i.target_id = ${column(place.row, 'id')}
          and i.target_type = ${column(place.row, 'type')} and ${is}
      )`;
}

/** A moment is within the wanted time, before it, or after it. */
function wasUpdated(
  { prefix, from, until }: Extract<SearchCondition, { is: 'updated' }>['wanted'][number],
  row: string,
): Sql {
  const at = column(row, 'updated_at');
  const within = sql<boolean>`(${at} >= ${from} and ${at} < ${until})`;
  const compared: Record<ComparisonPrefix, () => Sql> = {
    eq: () => within,
    ne: () => sql<boolean>`not ${within}`,
    gt: () => sql<boolean>`${at} >= ${until}`,
    sa: () => sql<boolean>`${at} >= ${until}`,
    lt: () => sql<boolean>`${at} < ${from}`,
    eb: () => sql<boolean>`${at} < ${from}`,
    ge: () => sql<boolean>`${at} >= ${from}`,
    le: () => sql<boolean>`${at} < ${until}`,
  };
  return compared[prefix]();
}

const tables: Readonly<Record<IndexRow['kind'], string>> = {
  token: 'record_tokens',
  reference: 'record_references',
  date: 'record_dates',
  string: 'record_strings',
  quantity: 'record_quantities',
};

function existing(
  { kind, parameter, few }: { kind: IndexRow['kind']; parameter: number; few: boolean },
  row: string,
  matching: Sql,
): Sql {
  return sql<boolean>`exists (
    select from ${sql.ref(tables[kind])} i
    where i.pk = ${column(row, 'pk')} and i.parameter = ${parameter} and ${matching}
    ${few ? sql`offset 0` : sql``}
  )`;
}

function matches(wanted: Wanted): Sql {
  switch (wanted.kind) {
    case 'token':
      return and([...same('code', wanted.code), ...same('system', wanted.system)]);
    case 'reference':
      return and([...same('target_id', wanted.targetId), ...same('target_type', wanted.targetType)]);
    case 'string':
      return matchesText(wanted);
    case 'date':
      return comparesDate(wanted);
    case 'quantity':
      return and([
        comparesNumber[wanted.prefix](wanted),
        ...same('system', wanted.system),
        ...same('code', wanted.code),
      ]);
  }
}

function same(column: string, value: string | null | undefined): Sql[] {
  if (value === undefined) return [];
  const found = sql.ref(`i.${column}`);
  return [value === null ? sql<boolean>`${found} is null` : sql<boolean>`${found} = ${value}`];
}

function matchesText({ match, text }: Extract<Wanted, { kind: 'string' }>): Sql {
  if (match === 'exact') return sql<boolean>`i.exact = ${text}`;
  const wanted = folded(text);
  // Whatever stands for something in a pattern stands for itself.
  const pattern = wanted.replaceAll(/[\\%_]/g, String.raw`\$&`);
  if (match === 'contains') return sql<boolean>`i.folded like ${`%${pattern}%`}`;
  return sql<boolean>`i.folded like ${`${pattern}%`}`;
}

/**
 * hl7.org/fhir/R4/search.html#prefix: the resource has a span [low, high) and the wanted value one [from, until); `eq` is
 * that the wanted one holds all of the resource's, `gt` and `lt` that some of the resource's lies beyond.
 */
function comparesDate({ prefix, from, until }: Extract<Wanted, { kind: 'date' }>): Sql {
  const equal = sql<boolean>`(i.low >= ${from} and i.high <= ${until})`;
  const compared: Record<ComparisonPrefix, () => Sql> = {
    eq: () => equal,
    ne: () => sql<boolean>`not ${equal}`,
    gt: () => sql<boolean>`i.high > ${until}`,
    lt: () => sql<boolean>`i.low < ${from}`,
    ge: () => sql<boolean>`(i.high > ${until} or ${equal})`,
    le: () => sql<boolean>`(i.low < ${from} or ${equal})`,
    sa: () => sql<boolean>`i.low >= ${until}`,
    eb: () => sql<boolean>`i.high <= ${from}`,
  };
  return compared[prefix]();
}

type Numbers = Pick<Extract<Wanted, { kind: 'quantity' }>, 'value' | 'low' | 'high'>;

const comparesNumber: Readonly<Record<ComparisonPrefix, (of: Numbers) => Sql>> = {
  eq: ({ low, high }) => sql`(i.value >= ${low}::numeric and i.value < ${high}::numeric)`,
  ne: ({ low, high }) => sql`not (i.value >= ${low}::numeric and i.value < ${high}::numeric)`,
  gt: ({ value }) => sql`i.value > ${value}::numeric`,
  lt: ({ value }) => sql`i.value < ${value}::numeric`,
  ge: ({ value }) => sql`i.value >= ${value}::numeric`,
  le: ({ value }) => sql`i.value <= ${value}::numeric`,
  sa: ({ value }) => sql`i.value > ${value}::numeric`,
  eb: ({ value }) => sql`i.value < ${value}::numeric`,
};

function and(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

function or(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}
