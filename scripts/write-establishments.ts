import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

/**
 * Writes `domain/organisations/establishments.ts` from a list of the public register of prisons, whose first two columns are
 * the code and the name: `node scripts/write-establishments.ts prisons.csv`. Codes of other lengths are no prison codes.
 */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('say from which list: prisons.csv');

const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
if (head?.startsWith('establishment,name,') !== true)
  throw new Error('the list has no establishment and name');
const rows = lines.flatMap((line) => {
  const found = /^([A-Z]{3}),(?:"([^"]*)"|([^,]*)),/.exec(line);
  return found === null
    ? []
    : [`  ${found[1] ?? ''}: '${(found[2] ?? found[3] ?? '').replaceAll("'", '’')}',`];
});

writeFileSync(
  join(root, 'domain/organisations/establishments.ts'),
  `// Written by scripts/write-establishments.ts from the prison register of the Ministry of Justice
// (ministryofjustice/prison-register at 8dc0227, 2026-08-18). Codes and names are facts; nothing else of it is here.

/** The prisons of England and Wales by the code of the public register, those that are closed too. */
export const establishments: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`,
);
