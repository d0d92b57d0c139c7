import type pg from 'pg';
import { type Attempt, formAddress, markSystem, personSystem } from './attempts.ts';

/** What has come of all bundles; 0 everywhere is the aim but for the first two. */
export type Found = {
  whole: number;
  notThere: number;
  /** Bundles of which some is there, and not all. */
  half: number;
  /** Bundles that were answered with 200 and are not there. */
  lost: number;
  /** Bundles that were refused and are there. */
  refusedAndThere: number;
  /** People and forms that were to be made at most once and stand there twice. */
  twice: number;
};

/** Counts the versions that each bundle has left, by its mark. */
export async function countBundles(client: pg.Client, attempts: readonly Attempt[]): Promise<Found> {
  const { rows } = await client.query<{ mark: string; written: number }>(
    `select split_part(value, '#', 1) as mark, count(*)::int as written
     from (
       select one ->> 'value' as value from record_versions v,
         lateral jsonb_array_elements(v.body::jsonb -> 'identifier') one
       where v.body is not null and one ->> 'system' = $1
     ) marked
     group by 1`,
    [markSystem],
  );
  const written = new Map(rows.map((row) => [row.mark, row.written]));
  const of = (fits: (attempt: Attempt, there: number) => boolean) =>
    attempts.filter((attempt) => fits(attempt, written.get(attempt.mark) ?? 0)).length;
  const twice = await client.query<{ n: number }>(
    `select count(*)::int as n from (
       select system, code from record_tokens
       where (parameter = 1 and system = $1) or (parameter = 120 and code like $2)
       group by 1, 2 having count(*) > 1
     ) twice`,
    [personSystem, `${formAddress}/%`],
  );
  return {
    whole: of(({ writes }, there) => there === writes),
    notThere: of((_attempt, there) => there === 0),
    half: of(({ writes }, there) => there !== 0 && there !== writes),
    lost: of(({ heard }, there) => heard === 'whole' && there === 0),
    refusedAndThere: of(({ heard }, there) => heard === 'refused' && there > 0),
    twice: twice.rows[0]?.n ?? 0,
  };
}
