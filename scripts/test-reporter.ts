import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Mocha from 'mocha';
import { root } from './root.ts';

/** An error of a file that could not be loaded, or whose process died, has the file's name. */
type FileError = Error & { file?: string };

/**
 * Mocha's usual report, and after it the files in which something failed. The counts, what failed and with which error,
 * and the milliseconds that the tests of each file took, go as JSON to the file that `--reporter-option output=` names.
 */
export default class TestReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = (options.reporterOptions ?? {}) as { output?: string };
    const failures: { file: string; title: string; error: string }[] = [];
    const files: Record<string, number> = {};
    const nameOf = (file = 'unknown file') => path.relative(root, file);
    runner.on('fail', (test, error: FileError) => {
      const title = test.titlePath().join(' › ');
      failures.push({
        file: nameOf(test.file ?? error.file),
        title,
        error: `${error.name}: ${error.message}`,
      });
    });
    runner.on('test end', ({ file, duration = 0 }) => {
      files[nameOf(file)] = (files[nameOf(file)] ?? 0) + duration;
    });
    // Mocha tells of a process that died after it has said that the run is over.
    process.once('exit', () => {
      const inFiles = new Set(failures.map(({ file }) => file));
      for (const file of [...inFiles].sort()) process.stdout.write(`  failed: npm test -- ${file}\n`);
      if (output === undefined) return;
      const { passes, failures: failed } = this.stats;
      writeFileSync(output, JSON.stringify({ passed: passes, failed, failures, files }));
    });
  }
}
