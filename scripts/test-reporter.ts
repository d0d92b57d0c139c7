import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Mocha from 'mocha';
import { root } from './root.ts';

/** An error of a file that could not be loaded, or whose process died, has the file's name. */
type FileError = { file?: string };

/**
 * Mocha's usual report, and after it the files in which something failed. The counts go as JSON to the file that
 * `--reporter-option output=` names.
 */
export default class TestReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = (options.reporterOptions ?? {}) as { output?: string };
    const files = new Set<string>();
    runner.on('fail', ({ file }, error: FileError) => {
      files.add(path.relative(root, file ?? error.file ?? 'unknown file'));
    });
    runner.once('end', () => {
      for (const file of [...files].sort()) process.stdout.write(`  failed: npm test -- ${file}\n`);
      if (output === undefined) return;
      writeFileSync(output, JSON.stringify({ passed: this.stats.passes, failed: this.stats.failures }));
    });
  }
}
