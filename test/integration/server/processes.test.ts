import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { endsWithUs } from '../../support/ends-with-us.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { createDatabase, redisPrefix, testServices } from '../../support/services.ts';
import { ask } from '../../support/rest-client.ts';

const station = z.strictObject({
  stationId: z.uuid(),
  name: z.string(),
  siteName: z.string(),
  enrolmentCode: z.string(),
  expiresAt: z.iso.datetime(),
});
const person = z.strictObject({
  name: z.string(),
  email: z.string(),
  password: z.string().min(16),
  roles: z.array(z.string()),
});
const report = z.strictObject({
  migrated: z.array(z.string()),
  demonstration: z
    .strictObject({ people: z.array(person), station, appointmentPath: z.string().nullable() })
    .nullable(),
});

describe('the processes of the server', () => {
  const owned = new AsyncDisposableStack();
  let env: Record<string, string>;

  before(async () => {
    const { redisUrl, workerBin } = testServices();
    const database = owned.use(await createDatabase());
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-process-'));
    owned.defer(() => rm(folder, { recursive: true }));
    const keyFile = path.join(folder, 'token.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      BEDSIDE_REDIS_PREFIX: redisPrefix().slice(0, 40),
      BEDSIDE_TOKEN_KEY_FILE: keyFile,
      MEDIASOUP_WORKER_BIN: workerBin,
      BEDSIDE_SFU_FIRST_PORT: '0',
      BEDSIDE_SFU_WORKERS: '1',
      PORT: '0',
    };
  });

  after(() => owned.disposeAsync());

  function start(
    file: string,
    { args = [], change = {} }: { args?: string[]; change?: Record<string, string> } = {},
  ) {
    return endsWithUs(
      spawn(process.execPath, [file, ...args], {
        env: { ...env, ...change },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  async function run(file: string, ...options: [Parameters<typeof start>[1]?]) {
    const child = start(file, ...options);
    const [out, err, [code]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return {
      code,
      err,
      lines: out
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown),
    };
  }

  it('migrate and make a demonstration, once, that people can sign in to', async () => {
    const args = ['--demonstration'];
    const first = await run('server/set-up.ts', { args });
    expect(first.code, first.err).to.equal(0);
    const { migrated, demonstration } = report.parse(first.lines[0]);
    expect(migrated.length).to.be.greaterThan(0);
    expect(demonstration?.people.map(({ roles }) => roles.join(' '))).to.deep.equal([
      'platform-administrator administrator',
      'manager',
      'clinician',
      'clinician',
      'clinician',
      'booker',
      'prison-healthcare',
      'wing-officer',
    ]);
    const second = await run('server/set-up.ts', { args: [...args, '--enrolment-code'] });
    expect(report.parse(second.lines[0])).to.deep.equal({ migrated: [], demonstration: null });
    const renewed = z.strictObject({ station }).parse(second.lines[1]).station;
    expect(renewed.stationId).to.equal(demonstration?.station.stationId);

    const child = start('server/main.ts');
    try {
      const url = `http://127.0.0.1:${String(await portOf(child))}`;
      const one = demonstration?.people[1];
      const body = { email: one?.email ?? '', password: one?.password ?? '' };
      const { value } = await ask({ url }, 'signIn', { body });
      expect(value.me).to.include({ mustChangePassword: false, organisationName: 'Northdale Telehealth' });
      await ask({ url }, 'enrol', { body: { code: renewed.enrolmentCode } });
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).to.equal(0);
  });

  for (const file of ['server/main.ts', 'workers/main.ts'])
    it(`end when they are told to, though the database has gone and Redis is silent: ${file}`, async function () {
      this.timeout(60_000);
      await using database = await createDatabase();
      await using redis = await PrivateRedis.start();
      const change = { DATABASE_URL: database.url, REDIS_URL: redis.url };
      expect((await run('server/set-up.ts', { change })).code).to.equal(0);
      const child = start(file, { change });
      const ended = once(child, 'exit');
      try {
        await saysReady(child);
        redis.freeze();
        await database.drop();
        child.kill('SIGTERM');
        await ended;
      } finally {
        child.kill('SIGKILL');
      }
      expect(child.signalCode).to.equal(null);
    });

  for (const file of ['server/main.ts', 'workers/main.ts'])
    it(`say that nobody handled an error, and end as failed: ${file}`, async () => {
      const fault = "process.on('SIGUSR2', () => { Promise.reject(new Error('dropped')); });";
      const options = `--import=data:text/javascript,${encodeURIComponent(fault)}`;
      const child = start(file, { change: { NODE_OPTIONS: options } });
      const output = textOf(child.stdout);
      const ended = once(child, 'exit');
      try {
        await saysReady(child);
        child.kill('SIGUSR2');
        expect(await ended).to.deep.equal([1, null]);
      } finally {
        child.kill('SIGKILL');
      }
      expect(await output).to.contain('an error was handled by nobody');
    });

  it('make the first administrator of a real installation', async () => {
    const args = ['--administrator', 'First@Example.org', 'First Person', '--organisation', 'Westdale'];
    const { code, lines, err } = await run('server/set-up.ts', { args });
    expect(code, err).to.equal(0);
    const made = z.object({
      administrator: z.strictObject({ email: z.string(), temporaryPassword: z.string() }),
    });
    expect(made.parse(lines[1]).administrator.email).to.equal('first@example.org');
    const again = await run('server/set-up.ts', { args });
    expect(again.code).to.equal(1);
    expect(again.err).not.to.contain('    at ');
  });

  it('say in one sentence what is wrong with how they were called', async () => {
    const misspelt = await run('server/main.ts', { change: { BEDSIDE_RING_SECOND: '20' } });
    expect(misspelt.code).to.equal(1);
    expect(misspelt.err).to.equal(
      'The configuration cannot be used: BEDSIDE_RING_SECOND is not a known key.\n',
    );
    const unknown = await run('server/set-up.ts', { args: ['--demo'] });
    expect(unknown.code).to.equal(1);
    expect(unknown.err).to.contain('--demonstration').and.not.to.contain('    at ');
  });

  it('do not start without their key, and leave nothing running', async () => {
    const { code, lines } = await run('server/main.ts', {
      change: { BEDSIDE_TOKEN_KEY_FILE: '/nowhere/token.pem' },
    });
    expect(code).to.equal(1);
    expect(lines).to.containSubset([{ message: 'the server could not start', error: { code: 'ENOENT' } }]);
  });
});

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
  }
  return text;
}

/** Either of them says so in its log, which is read to the end. */
async function saysReady(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let text = '';
  child.stderr?.resume();
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes(' ready"')) resolve(undefined);
  });
  child.once('exit', () => {
    reject(new Error(`it ended without being ready: ${text}`));
  });
  await promise;
}

/** The port that the server says it is ready on. */
function portOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let text = '';
  // Read to the end: a server whose output nobody takes any more ends.
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const ready =
      /"message":"the server is ready".*"port":(\d+)/.exec(text) ?? /"port":(\d+).*is ready/.exec(text);
    if (ready !== null) {
      resolve(Number(ready[1]));
    }
  });
  child.once('exit', () => {
    reject(new Error(`the server ended without being ready: ${text}`));
  });
  return promise;
}
