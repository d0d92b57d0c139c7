import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Mocha's usual report, and at the end its counts as JSON in the file that `--reporter-option output=` names. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = options.reporterOptions as { output: string };
    runner.once('end', () => {
      writeFileSync(output, JSON.stringify({ passed: this.stats.passes, failed: this.stats.failures }));
    });
  }
}
