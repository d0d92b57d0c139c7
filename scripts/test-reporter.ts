import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Mocha from 'mocha';
import { root } from './root.ts';

/** An error of a file that could not be loaded, or whose process died, has the file's name. */
type FileError = { file?: string };

/**
 * Mocha's usual report, and after it the files in which something failed. The counts, and the milliseconds that
 * the tests of each file took, go as JSON to the file that `--reporter-option output=` names.
 */
export default class TestReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = (options.reporterOptions ?? {}) as { output?: string };
    const failed = new Set<string>();
    const files: Record<string, number> = {};
    const nameOf = (file = 'unknown file') => path.relative(root, file);
    runner.on('fail', ({ file }, error: FileError) => {
      failed.add(nameOf(file ?? error.file));
    });
    runner.on('test end', ({ file, duration = 0 }) => {
      files[nameOf(file)] = (files[nameOf(file)] ?? 0) + duration;
    });
    // Mocha tells of a process that died after it has said that the run is over.
    process.once('exit', () => {
      for (const file of [...failed].sort()) process.stdout.write(`  failed: npm test -- ${file}\n`);
      if (output === undefined) return;
      const { passes, failures } = this.stats;
      writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, files }));
    });
  }
}
