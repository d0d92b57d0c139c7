import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';

const stopping = JSON.stringify(import.meta.resolve('../../../process/stopping.ts'));
const logging = JSON.stringify(import.meta.resolve('../../../process/log.ts'));

describe('a process that ends', () => {
  function start(program: string) {
    const begin = `
      const { endOnUncaughtErrors, limitStopping, stopSignals } = await import(${stopping});
      const { createLog } = await import(${logging});
      const log = createLog({ level: 'info' });
      const alive = setInterval(() => undefined, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', begin + program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return {
      child,
      output: text(child.stdout),
      exit: once(child, 'exit') as Promise<[number | null, string]>,
    };
  }

  for (const [how, happens] of [
    ['handled', "Promise.reject(new Error('dropped'));"],
    ['caught', "setImmediate(() => { throw new Error('dropped'); });"],
  ] as const)
    it(`says that an error was ${how} by nobody, and ends as failed`, async () => {
      const { output, exit } = start(`endOnUncaughtErrors(log); ${happens}`);
      expect((await exit)[0]).to.equal(1);
      expect(JSON.parse(await output)).to.containSubset({
        level: 'error',
        message: `an error was ${how} by nobody`,
        error: { message: 'dropped' },
      });
    });

  it('knows the first signal and the second, and is ended by none of them', async () => {
    const { output, exit } = start(`
      const { first, second } = stopSignals();
      process.kill(process.pid, 'SIGTERM');
      log.info('first', { signal: await first });
      process.kill(process.pid, 'SIGINT');
      log.info('second', { signal: await second });
      process.on('SIGTERM', () => { log.info('third'); clearInterval(alive); process.exit(0); });
      process.kill(process.pid, 'SIGTERM');
    `);
    expect((await exit)[0]).to.equal(0);
    const lines = (await output).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.containSubset([
      { message: 'first', signal: 'SIGTERM' },
      { message: 'second', signal: 'SIGINT' },
      { message: 'third' },
    ]);
  });

  it('is ended by the third where that is asked for', async () => {
    const { exit } = start(`
      const { first, second } = stopSignals({ thirdEnds: true });
      process.kill(process.pid, 'SIGTERM');
      await first;
      process.kill(process.pid, 'SIGTERM');
      await second;
      process.kill(process.pid, 'SIGTERM');
    `);
    expect((await exit)[1]).to.equal('SIGTERM');
  });
});
