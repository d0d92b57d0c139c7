// Proves the main job on this machine with two headless browsers: npm run try

import path from 'node:path';
import process from 'node:process';
import { runAroundBench } from './around-bench.ts';
import { root } from './root.ts';

await runAroundBench(path.join(root, 'bench', 'try.ts'), process.argv.slice(2));
