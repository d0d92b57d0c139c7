import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ClamdScanner } from '../../../server/documents/clamd-scanner.ts';
import { infection, StandInClamd } from '../../support/clamd.ts';

/** What is said where nothing was found out. */
async function failure(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('it did answer');
}

describe('A50 clamd looks for viruses', () => {
  let clamd: StandInClamd;
  let scanner: ClamdScanner;

  beforeEach(async () => {
    clamd = await StandInClamd.create();
    scanner = new ClamdScanner({ host: '127.0.0.1', port: clamd.port });
  });

  afterEach(() => clamd[Symbol.asyncDispose]());

  it('gets a file whole, of whatever length, and says that it is clean', async () => {
    const sizes = [1, 65_535, 65_536, 65_537, 10 * 1024 * 1024];
    for (const size of sizes) {
      const content = Buffer.alloc(size, 'abcdefg');
      expect(await scanner.scan(content)).to.equal('clean');
      expect(clamd.received.at(-1)?.equals(content), String(size)).to.equal(true);
    }
  });

  it('finds what is infected', async () => {
    expect(await scanner.scan(Buffer.from(`before ${infection} after`))).to.equal('infected');
  });

  it('is reached by a socket of the machine, too', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-clamd-'));
    const at = { path: path.join(folder, 'clamd.ctl') };
    await using there = await StandInClamd.create(at);
    expect(await new ClamdScanner(at).scan(Buffer.from('text'))).to.equal('clean');
    expect(there.received).to.have.length(1);
    await rm(folder, { recursive: true });
  });

  it('says neither when it gives an error, another answer or none', async () => {
    for (const answer of ['INSTREAM size limit exceeded. ERROR', 'stream: OK FOUND ERROR', '']) {
      clamd.answer = answer;
      expect(await failure(scanner.scan(Buffer.from('text'))), answer).to.equal(
        'clamd did not say whether a virus is in the file',
      );
    }
  });

  it('says neither when it does not answer in time, or is away', async () => {
    clamd.silent = true;
    const hasty = new ClamdScanner({ host: '127.0.0.1', port: clamd.port }, { withinMs: 50 });
    expect(await failure(hasty.scan(Buffer.from('text')))).to.equal('clamd did not answer in time');
    await clamd[Symbol.asyncDispose]();
    expect(await failure(scanner.scan(Buffer.from('text')))).to.contain('ECONNREFUSED');
  });
});
