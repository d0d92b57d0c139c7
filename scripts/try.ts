// Proves the main job on this machine with headless browsers: npm run try, or a booked clinic: npm run try -- clinic

import path from 'node:path';
import process from 'node:process';
import { runAroundBench } from './around-bench.ts';
import { root } from './root.ts';

const args = process.argv.slice(2);
const clinic = args[0] === 'clinic';
await runAroundBench(
  path.join(root, 'bench', clinic ? 'try-clinic.ts' : 'try.ts'),
  clinic ? args.slice(1) : args,
);
