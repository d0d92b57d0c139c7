import { PassThrough, Writable } from 'node:stream';
import { expect } from 'chai';
import { z } from 'zod';
import { createLog, type Log } from '../../../process/log.ts';

const line = z.looseObject({ level: z.string(), message: z.string(), timestamp: z.iso.datetime() });
type Line = z.infer<typeof line>;

const identifying = {
  name: 'Ada Lovelace',
  password: 'correct-horse-battery-1',
  jwt: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg',
  refresh: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy123',
  sdp: 'v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\na=fingerprint:sha-256 AB:CD',
  nhsNumber: '943 476 5919',
  nhsDigits: '9434765919',
  email: 'ada@example.org',
};
const secrets = { ...identifying, concern: 'short of breath since the morning' };

describe('the log', () => {
  let lines: Line[];
  let log: Log;

  beforeEach(() => {
    lines = [];
    const written = new PassThrough();
    written.on('data', (chunk: Buffer) => {
      lines.push(line.parse(JSON.parse(chunk.toString())));
    });
    log = createLog({ level: 'info', write: written });
  });

  function expectNoSecrets(): void {
    const all = JSON.stringify(lines);
    for (const secret of Object.values(secrets)) {
      for (const part of [secret, ...secret.split(/[\r\n]+/)]) {
        expect(all, part).not.to.contain(part);
      }
    }
    expect(all).not.to.match(/fingerprint|IN IP4|Lovelace|breath/);
  }

  it('writes one line of JSON with the constant message and the fields that are allowed', () => {
    log
      .child({ requestId: 'r-1' })
      .info('request', { route: '/api/calls/:callId', status: 201, durationMs: 12 });
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.include({
      level: 'info',
      message: 'request',
      requestId: 'r-1',
      route: '/api/calls/:callId',
      status: 201,
      durationMs: 12,
    });
  });

  it('loses a line that cannot be written, and ends nobody', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('no space left on device'));
      },
    });
    const closed = new Promise((resolve) => full.once('close', resolve));
    createLog({ level: 'info', write: full }).info('request');
    // The error comes before it; mocha fails for one that nobody listens to.
    await closed;
    expect(full.errored).to.be.an('error');
  });

  it('keeps ids of any digits', () => {
    const callId = '12345678-1234-4123-8123-123456789012';
    log.info('call placed', { callId });
    expect(lines[0]).to.include({ callId });
  });

  it('drops every key that is not allowed, also from a child', () => {
    log.child(secrets).info('first', secrets);
    log.warn('second', { token: secrets.jwt, dateOfBirth: '1943-02-01', ...secrets });
    expect(lines.map(({ message }) => message)).to.deep.equal(['first', 'second']);
    expectNoSecrets();
  });

  it('drops free text and numbers of people under keys that are allowed', () => {
    log.info('command', {
      reason: secrets.concern,
      code: secrets.nhsDigits,
      state: secrets.sdp,
      kind: secrets.name,
      reference: secrets.jwt.repeat(2),
      outcome: secrets.email.replace('@', ' at '),
    });
    expectNoSecrets();
    expect(Object.keys(lines[0] ?? {})).to.have.members(['level', 'message', 'timestamp']);
  });

  it('keeps the stacks and causes of errors, without what their messages quote', () => {
    const heard = Object.values(identifying).map(
      (secret) =>
        new Error(`refused: token=${secret}`, {
          cause: new Error(`"${secret}"`, { cause: new Error(secret) }),
        }),
    );
    const others = [
      new Error(`no password: ${secrets.password}`),
      new Error(`bad value ${secrets.refresh} for ${secrets.name}, born 1943`),
      new TypeError(`Failed to set description:\n${secrets.sdp}`),
      new AggregateError(
        [new Error(`mail to ${secrets.email} failed`)],
        `patient ${secrets.nhsNumber} unknown`,
      ),
      new Error(`postgres://bedside:${secrets.password}@127.0.0.1/bedside refused`),
    ];
    // A made-up frame in a message must not pass for a frame.
    others.push(new Error(`first line\n    at ${secrets.name} (${secrets.password})`));
    for (const error of [...heard, ...others]) {
      log.error('a request failed', error, { code: 'internal' });
    }
    expect(JSON.stringify(lines))
      .to.contain('log.test.ts')
      .and.to.contain('TypeError')
      .and.to.contain('cause');
    expectNoSecrets();
  });

  it('says that something was thrown that is no error, and not what', () => {
    log.error('a request failed', secrets.password);
    log.error('a request failed', { ...secrets });
    expectNoSecrets();
  });

  it('is silent below its level', () => {
    const quiet = createLog({ level: 'error', write: new PassThrough() });
    quiet.info('nothing');
    expect(lines).to.deep.equal([]);
  });
});
