// Many short calls for a long time, and what is left of them: npm run soak -- --minutes 20

import path from 'node:path';
import process from 'node:process';
import { runAroundBench } from './around-bench.ts';
import { root } from './root.ts';

await runAroundBench(path.join(root, 'bench', 'soak.ts'), process.argv.slice(2));
