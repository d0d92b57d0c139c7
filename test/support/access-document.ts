import { grants, role } from '../../domain/actors.ts';
import { recordRightNames, recordRights } from '../../domain/record/access-table.ts';
import { relationshipKinds, relationships } from '../../domain/record/relationships.ts';

const needs = {
  needed: 'one of the relationships',
  'not-needed': '–',
  absent: 'no relationship; with one it is not needed',
} as const;

const reaches = {
  organisation: 'patients of the own organisation',
  'own-lists': 'patients on a list that they keep; reviewers: of the own organisation',
} as const;

/** The tables of `docs/record-access.md`: what goes by the rules of `access-table.ts` and `relationships.ts`. */
export function accessDocument(): string {
  const rights = recordRightNames.map((right) => {
    const { words, permission, relationship, reach } = recordRights[right];
    const roles = role.options.filter((one) => grants([one], permission)).join(', ');
    return `| ${words} | ${roles} | ${needs[relationship]} | ${reaches[reach]} |`;
  });
  const kinds = relationshipKinds.map((kind) => {
    const { from, until } = relationships[kind];
    return `| \`${kind}\` | ${from} | ${until} |`;
  });
  return [
    '| What | Who | By | Whose |',
    '| --- | --- | --- | --- |',
    ...rights,
    '',
    '| Relationship | From | Until |',
    '| --- | --- | --- |',
    ...kinds,
  ].join('\n');
}
