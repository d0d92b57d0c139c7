import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { cutIfLong, openLog } from '../../../scripts/log-file.ts';
import { eventually } from '../../support/eventually.ts';

describe('the log of a kept process', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bedside-log-'));
    file = path.join(folder, 'server.log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is cut while the process writes, which goes on at its beginning; the rest is kept beside it', async () => {
    const log = await openLog(file);
    const writer = spawn('cat', { stdio: ['pipe', log.fd, 'ignore'] });
    const { stdin } = writer;
    if (stdin === null) throw new Error('it was asked for');
    await log.close();
    const written = async (text: string) => {
      stdin.write(text);
      await eventually(async () =>
        (await readFile(file, 'utf8')).endsWith(text) ? undefined : 'not written yet',
      );
    };
    await written('before\n');
    await cutIfLong(file, 100);
    expect(await readFile(file, 'utf8')).to.equal('before\n');
    await cutIfLong(file, 3);
    await written('after\n');
    stdin.end();
    await once(writer, 'exit');
    expect(await readFile(file, 'utf8')).to.equal('after\n');
    expect(await readFile(`${file}.old`, 'utf8')).to.equal('before\n');
    expect((await stat(`${file}.old`)).mode & 0o777).to.equal(0o600);
  });

  it('begins anew where the process before is of no interest', async () => {
    await writeFile(file, 'from before');
    const log = await openLog(file, { fresh: true });
    await log.close();
    expect(await readFile(file, 'utf8')).to.equal('');
  });
});
