// Proves the main job on this machine with headless browsers: npm run try, a booked clinic: npm run try -- clinic, or the shared
// record around a call: npm run try -- record

import path from 'node:path';
import process from 'node:process';
import { runAroundBench } from './around-bench.ts';
import { root } from './root.ts';

const args = process.argv.slice(2);
const named = args[0] === 'clinic' || args[0] === 'record' ? args[0] : undefined;
await runAroundBench(
  path.join(root, 'bench', named === undefined ? 'try.ts' : `try-${named}.ts`),
  named === undefined ? args : args.slice(1),
);
