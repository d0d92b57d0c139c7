import type { ChildProcess } from 'node:child_process';
import process from 'node:process';

/** A child that is killed when this process ends before the test has ended it, as by Ctrl-C. */
export function endsWithUs<C extends ChildProcess>(child: C): C {
  const kill = () => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  child.once('exit', () => {
    process.off('exit', kill);
  });
  return child;
}
