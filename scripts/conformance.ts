// Holds the record against public data that stand beside the project: npm run conformance -- FOLDER, with synthea/ and uk-core/ in it.

import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runAroundBench } from './around-bench.ts';
import { root } from './root.ts';

const [given] = process.argv.slice(2);
const folder = path.resolve(given ?? '');
const missing = ['synthea', 'uk-core/examples'].filter((name) => !existsSync(path.join(folder, name)));

if (given === undefined || missing.length > 0) {
  process.stderr.write(
    'npm run conformance -- FOLDER, with synthea/*.json.gz and uk-core/examples/*.xml in the folder.\n',
  );
  process.exitCode = 1;
} else {
  await runAroundBench(path.join(root, 'bench', 'conformance.ts'), [folder]);
}
