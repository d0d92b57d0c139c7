import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { followDatabaseClock } from '../../../store/postgres/database-clock.ts';
import { DatabaseGate } from '../../support/database-gate.ts';
import { createDatabase } from '../../support/services.ts';
import { rejection } from '../../support/store-waiting.ts';
import { collectingLog } from '../../support/collecting-log.ts';

const run = promisify(execFile);

describe('store: the database’s clock', () => {
  it('says what Postgres says, and moves by the steady counter alone', async () => {
    await using database = await createDatabase();
    let steadyMs = 1_000_000;
    await using clock = await followDatabaseClock({
      databaseUrl: database.url,
      log: collectingLog().log,
      steadyNow: () => steadyMs,
    });
    const first = clock.now();
    expect(Math.abs(first.getTime() - Date.now()) < 10_000).to.equal(true);
    expect(clock.now()).to.deep.equal(first);
    steadyMs += 1500;
    expect(clock.now().getTime() - first.getTime()).to.equal(1500);
  });

  it('is not moved by the wall clock of its process', async () => {
    await using database = await createDatabase();
    const program = `
      const real = Date.now;
      Date.now = () => real() + 90_000;
      const { followDatabaseClock } = await import(${JSON.stringify(import.meta.resolve('../../../store/postgres/database-clock.ts'))});
      const log = { error() {} };
      const clock = await followDatabaseClock({ databaseUrl: ${JSON.stringify(database.url)}, log });
      const before = clock.now().getTime();
      Date.now = () => real() - 90_000;
      const after = clock.now().getTime();
      await clock.close();
      console.log(JSON.stringify({ before: before - real(), after: after - real() }));
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
    const { before, after } = JSON.parse(stdout) as { before: number; after: number };
    expect(Math.abs(before) < 5000, `before: ${before} ms`).to.equal(true);
    expect(Math.abs(after) < 5000, `after: ${after} ms`).to.equal(true);
  });

  it('does not end its process when its connection is lost in the middle of a measurement', async () => {
    await using database = await createDatabase();
    await using gate = await DatabaseGate.before(database.url);
    let read = 0;
    const following = followDatabaseClock({
      databaseUrl: gate.url,
      log: collectingLog().log,
      steadyNow: () => {
        read += 1;
        // Before the second of its samples.
        if (read === 3) gate.shut().catch(() => undefined);
        return performance.now();
      },
    });
    expect(await rejection(following)).to.have.property('code', 'unavailable');
  });

  it('goes on after its end, and is unavailable where no database answers', async () => {
    const database = await createDatabase();
    const clock = await followDatabaseClock({ databaseUrl: database.url, log: collectingLog().log });
    await clock.close();
    await clock.close();
    expect(clock.now() instanceof Date).to.equal(true);
    await database.drop();
    const nowhere = followDatabaseClock({
      databaseUrl: 'postgresql://postgres@127.0.0.1:1/nothing',
      log: collectingLog().log,
    });
    expect(await rejection(nowhere)).to.have.property('code', 'unavailable');
  });
});
