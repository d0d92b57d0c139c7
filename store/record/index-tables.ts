import { type RawBuilder, sql } from 'kysely';
import type { IndexRow } from '../../domain/record/record-port.ts';

type Rows<K extends IndexRow['kind']> = readonly Extract<IndexRow, { kind: K }>[];

type Column = {
  name: string;
  type: 'text' | 'numeric' | 'timestamptz';
  values: (index: readonly IndexRow[]) => unknown[];
};
/** A value by which the resource of that row is found. */
export type PlacedRow = { readonly pk: string; readonly row: IndexRow };
export type IndexTable = { name: string; kind: IndexRow['kind']; columns: readonly Column[] };

function column<K extends IndexRow['kind']>(
  kind: K,
  name: string,
  { type = 'text', of }: { type?: Column['type']; of: (row: Rows<K>[number]) => unknown },
): Column {
  return { name, type, values: (index) => rowsOf(index, kind).map(of) };
}

function rowsOf<K extends IndexRow['kind']>(index: readonly IndexRow[], kind: K): Rows<K> {
  return index.filter((row): row is Rows<K>[number] => row.kind === kind);
}

/** The five tables of what resources are found by. */
export const indexTables: readonly IndexTable[] = [
  {
    name: 'record_tokens',
    kind: 'token',
    columns: [
      column('token', 'system', { of: ({ system }) => system }),
      column('token', 'code', { of: ({ code }) => code }),
    ],
  },
  {
    name: 'record_references',
    kind: 'reference',
    columns: [
      column('reference', 'target_type', { of: ({ targetType }) => targetType }),
      column('reference', 'target_id', { of: ({ targetId }) => targetId }),
    ],
  },
  {
    name: 'record_dates',
    kind: 'date',
    columns: [
      column('date', 'low', { type: 'timestamptz', of: ({ from }) => from?.toISOString() ?? '-infinity' }),
      column('date', 'high', { type: 'timestamptz', of: ({ until }) => until?.toISOString() ?? 'infinity' }),
    ],
  },
  {
    name: 'record_strings',
    kind: 'string',
    columns: [
      column('string', 'folded', { of: (row) => row.folded }),
      column('string', 'exact', { of: ({ text }) => text }),
    ],
  },
  {
    name: 'record_quantities',
    kind: 'quantity',
    columns: [
      column('quantity', 'value', { type: 'numeric', of: ({ value }) => value }),
      column('quantity', 'system', { of: ({ system }) => system }),
      column('quantity', 'code', { of: ({ code }) => code }),
    ],
  },
];

/** What they are found by, as a table `wanted` whose first column is the number of the row in `record_resources`. */
export function wantedRows({ kind, columns }: IndexTable, wanted: readonly PlacedRow[]): RawBuilder<unknown> {
  const ours = wanted.filter(({ row }) => row.kind === kind);
  const rows = ours.map(({ row }) => row);
  return sql`unnest(${sql.join([
    sql`${ours.map(({ pk }) => pk)}::bigint[]`,
    sql`${rows.map(({ parameter }) => parameter)}::smallint[]`,
    ...columns.map(({ type, values }) => sql`${values(rows)}::${sql.raw(type)}[]`),
  ])})`;
}

/** Takes out what the resource is found by no more, and puts in what is new; what is as before is left as it is. */
export function exchanged(
  { name, kind, columns }: IndexTable,
  index: readonly IndexRow[],
): RawBuilder<unknown> {
  const [table, added, gone] = [sql.ref(name), sql.ref(`added_${kind}`), sql.ref(`gone_${kind}`)];
  const names = ['parameter', ...columns.map((one) => one.name)];
  const given = [
    sql`${rowsOf(index, kind).map(({ parameter }) => parameter)}::smallint[]`,
    ...columns.map(({ type, values }) => sql`${values(index)}::${sql.raw(type)}[]`),
  ];
  const wanted = sql`unnest(${sql.join(given)}) as wanted (${sql.join(names.map((one) => sql.ref(one)))})`;
  const same = sql.join(
    names.map((one) => sql`stored.${sql.ref(one)} is not distinct from wanted.${sql.ref(one)}`),
    sql` and `,
  );
  return sql`
    ${gone} as (
      delete from ${table} as stored using row
      where stored.pk = row.pk and not exists (select from ${wanted} where ${same})
    ),
    ${added} as (
      insert into ${table} (${sql.join(names.map((one) => sql.ref(one)))}, pk)
      select ${sql.join(names.map((one) => sql.ref(`wanted.${one}`)))}, row.pk
      from row, ${wanted}
      where not exists (select from ${table} as stored where stored.pk = row.pk and ${same})
    )
  `;
}
