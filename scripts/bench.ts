// Runs one measurement of bench/ by its name: npm run bench -- call-path

import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runAroundBench } from './around-bench.ts';
import { root } from './root.ts';

const [name = '', ...args] = process.argv.slice(2);
const file = path.join(root, 'bench', `${name}.ts`);

if (/^[\w-]+$/.test(name) && existsSync(file)) {
  await runAroundBench(file, args);
} else {
  process.stderr.write(
    `There is no bench/${name}.ts: npm run bench -- NAME, with the name of a file in bench/.\n`,
  );
  process.exitCode = 1;
}
