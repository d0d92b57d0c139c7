import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { readControlTls, whyUnsafe } from '../../config/control.ts';
import { ConfigError, configKeys, readConfig, readMediaNodeConfig } from '../../config/config.ts';
import { rejection } from '../support/store-waiting.ts';

const required = {
  DATABASE_URL: 'postgres://bedside:secret-of-the-database@127.0.0.1:5432/bedside',
  REDIS_URL: 'redis://127.0.0.1:6379',
  BEDSIDE_TOKEN_KEY_FILE: '/keys/token.pem',
  MEDIASOUP_WORKER_BIN: '/opt/mediasoup-worker',
};

function refusal(change: Record<string, string | undefined>): ConfigError {
  try {
    readConfig({ ...required, ...change });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  it('has a safe default for all that need not be said', () => {
    const config = readConfig({ ...required, PATH: '/bin', BEDSIDE_SFU_WORKERS: '2' });
    expect(config).to.deep.equal({
      databaseUrl: required.DATABASE_URL,
      redisUrl: required.REDIS_URL,
      redisPrefix: 'bedside',
      http: {
        port: 3000,
        host: '127.0.0.1',
        publicUrl: 'http://localhost:3000',
        allowedOrigins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
        trustProxy: 0,
        webFolder: 'web/dist',
      },
      tokens: { keyFile: '/keys/token.pem' },
      log: { level: 'info' },
      sfu: {
        listenAddress: '127.0.0.1',
        furtherAddresses: [],
        firstPort: 44_400,
        workers: 2,
        workerBin: '/opt/mediasoup-worker',
        limits: {
          incomingBps: { station: 4_000_000, clinician: 4_000_000, guest: 3_000_000 },
          transportsPerWorker: 1200,
        },
      },
      mediaNodes: { where: 'inside' },
      calls: { wrapUpSeconds: 180, graceWaitingSeconds: 120, graceVisitSeconds: 300 },
      checkEverySeconds: 21_600,
      delivery: { channels: [] },
      quality: { keepDays: 90 },
      retention: { years: 8 },
      partners: { keyOrigins: [], localOrigins: [] },
    });
  });

  it('runs one media worker a core unless told otherwise', () => {
    expect(readConfig(required).sfu.workers).to.be.at.least(1);
  });

  it('lets the public address decide which origins may come', () => {
    const { http } = readConfig({
      ...required,
      BEDSIDE_PUBLIC_URL: 'https://bedside.example/',
      BEDSIDE_ALLOWED_ORIGINS: 'https://partner.example, https://other.example:8443',
    });
    expect(http.publicUrl).to.equal('https://bedside.example');
    expect(http.allowedOrigins).to.deep.equal([
      'https://bedside.example',
      'https://partner.example',
      'https://other.example:8443',
    ]);
  });

  it('has the ways of reaching people that it was given, whole', () => {
    const { delivery } = readConfig({
      ...required,
      BEDSIDE_SMTP_URL: 'smtp://127.0.0.1:25',
      BEDSIDE_MAIL_FROM: 'bedside@bedside.example',
    });
    expect(delivery).to.deep.equal({
      channels: ['email'],
      mail: { smtpUrl: 'smtp://127.0.0.1:25', from: 'bedside@bedside.example' },
    });
    expect(refusal({ BEDSIDE_SMTP_URL: 'smtp://127.0.0.1:25' }).keys).to.deep.equal(['BEDSIDE_MAIL_FROM']);
  });

  it('takes relays whole or not at all', () => {
    const urls = 'turn:turn.example.org:3478?transport=udp, turns:[2001:db8::7]:443?transport=tcp';
    const secret = 'shared-with-the-relay';
    expect(
      readConfig({ ...required, BEDSIDE_TURN_URLS: urls, BEDSIDE_TURN_SECRET: secret }).relay,
    ).to.deep.equal({
      urls: ['turn:turn.example.org:3478?transport=udp', 'turns:[2001:db8::7]:443?transport=tcp'],
      secret,
      credentialSeconds: 14_400,
    });
    expect(refusal({ BEDSIDE_TURN_URLS: urls }).keys).to.deep.equal(['BEDSIDE_TURN_SECRET']);
    expect(refusal({ BEDSIDE_TURN_SECRET: secret }).keys).to.deep.equal(['BEDSIDE_TURN_URLS']);
  });

  it('listens for media on several addresses, each with its own announced one', () => {
    const listen = { BEDSIDE_SFU_LISTEN_ADDRESS: '0.0.0.0, ::' };
    const { sfu } = readConfig({
      ...required,
      ...listen,
      BEDSIDE_SFU_ANNOUNCED_ADDRESS: '203.0.113.10,2001:db8::10',
    });
    expect(sfu).to.include({ listenAddress: '0.0.0.0', announcedAddress: '203.0.113.10' });
    expect(sfu.furtherAddresses).to.deep.equal([{ address: '::', announcedAddress: '2001:db8::10' }]);
    expect(refusal({ ...listen, BEDSIDE_SFU_ANNOUNCED_ADDRESS: '203.0.113.10' }).keys).to.deep.equal([
      'BEDSIDE_SFU_ANNOUNCED_ADDRESS',
    ]);
  });

  it('is frozen all the way down', () => {
    const config = readConfig(required);
    expect(Object.isFrozen(config)).to.equal(true);
    expect(Object.isFrozen(config.http)).to.equal(true);
    expect(Object.isFrozen(config.http.allowedOrigins)).to.equal(true);
  });

  it('passes over the keys of scripts and of other programs', () => {
    expect(() => readConfig({ ...required, BEDSIDE_DATA: '/data', EDITOR: 'ed' })).not.to.throw();
  });

  it('names a key that it does not know', () => {
    expect(refusal({ BEDSIDE_RING_SECOND: '20' }).message).to.include(
      'BEDSIDE_RING_SECOND is not a known key',
    );
  });

  it('names every key that is missing or bad, all at once', () => {
    const error = refusal({ DATABASE_URL: undefined, PORT: '70000', BEDSIDE_LOG_LEVEL: 'loud' });
    expect(error.keys).to.have.members(['DATABASE_URL', 'PORT', 'BEDSIDE_LOG_LEVEL']);
    expect(error.message).to.include('DATABASE_URL is missing');
  });

  const bad: [key: string, value: string][] = [
    ['DATABASE_URL', 'mysql://127.0.0.1/bedside'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['BEDSIDE_REDIS_PREFIX', 'Bedside:'],
    ['PORT', '3000.5'],
    ['PORT', ''],
    ['HOST', ' '],
    ['BEDSIDE_PUBLIC_URL', 'https://bedside.example/app'],
    ['BEDSIDE_PUBLIC_URL', 'bedside.example'],
    ['BEDSIDE_ALLOWED_ORIGINS', 'https://partner.example,*'],
    ['BEDSIDE_TRUST_PROXY', 'true'],
    ['BEDSIDE_SFU_LISTEN_ADDRESS', 'localhost'],
    ['BEDSIDE_SFU_LISTEN_ADDRESS', '0.0.0.0,'],
    ['BEDSIDE_SFU_FIRST_PORT', '65535'],
    ['BEDSIDE_TURN_URLS', 'https://turn.example.org'],
    ['BEDSIDE_TURN_URLS', 'turns:turn.example.org:443?transport=udp'],
    ['BEDSIDE_TURN_SECONDS', '30'],
    ['BEDSIDE_SFU_WORKERS', '0'],
    ['BEDSIDE_SFU_NODES', 'outside'],
    ['BEDSIDE_SFU_REGION', 'United Kingdom'],
    ['BEDSIDE_SFU_SECRET', 'sixteen-characters'],
    ['BEDSIDE_SFU_CONTROL_URL', 'https://sfu-1.bedside.example'],
    ['BEDSIDE_SFU_CONTROL_NETWORK', 'local'],
    ['BEDSIDE_SFU_KBPS_FROM_GUEST', '1600'],
    ['BEDSIDE_SFU_TRANSPORTS_PER_WORKER', '0'],
    ['BEDSIDE_GRACE_VISIT_SECONDS', '-1'],
    ['BEDSIDE_GRACE_VISIT_SECONDS', '11'],
    ['BEDSIDE_GRACE_WAITING_SECONDS', '11'],
    ['BEDSIDE_RETENTION_YEARS', '7'],
    ['BEDSIDE_RETENTION_YEARS', '7'],
    ['BEDSIDE_WRAP_UP_SECONDS', '1e3'],
    ['BEDSIDE_WEB_FOLDER', ''],
    ['BEDSIDE_METRICS_TOKEN', 'short'],
    ['MEDIASOUP_WORKER_BIN', ''],
    ['BEDSIDE_PUSH_SERVICES', 'https://*'],
    ['BEDSIDE_PUSH_CONTACT', 'operations'],
    ['BEDSIDE_CLAMD_URL', 'clamd.bedside.example:3310'],
    ['BEDSIDE_CLAMD_URL', 'tcp://clamd.bedside.example'],
    ['BEDSIDE_CLAMD_URL', 'tcp://clamd.bedside.example:65536'],
    ['BEDSIDE_CLAMD_URL', 'unix:clamd.ctl'],
    ['BEDSIDE_SMTP_URL', 'mail.bedside.example'],
    ['BEDSIDE_TWILIO_FROM', '01632 960000'],
    ['BEDSIDE_WEBHOOK_SECRET', 'short'],
  ];
  for (const [key, value] of bad) {
    it(`refuses ${key}=${value}`, () => {
      expect(refusal({ BEDSIDE_SFU_WORKERS: '2', [key]: value }).keys).to.deep.equal([key]);
    });
  }

  it('A50 finds clamd on a machine or by its socket', () => {
    const at = (text: string) => readConfig({ ...required, BEDSIDE_CLAMD_URL: text }).scanner;
    expect(readConfig(required).scanner).to.equal(undefined);
    expect(at('tcp://clamd.example:3310')).to.deep.equal({ host: 'clamd.example', port: 3310 });
    expect(at('tcp://[::1]:3310')).to.deep.equal({ host: '::1', port: 3310 });
    expect(at('unix:/run/clamav/clamd.ctl')).to.deep.equal({ path: '/run/clamav/clamd.ctl' });
  });

  it('says how long a grace must be at least, and takes that', () => {
    const { message } = refusal({ BEDSIDE_GRACE_WAITING_SECONDS: '5' });
    expect(message).to.include('BEDSIDE_GRACE_WAITING_SECONDS must be at least 12');
    const least = { BEDSIDE_GRACE_WAITING_SECONDS: '12', BEDSIDE_GRACE_VISIT_SECONDS: '12' };
    expect(readConfig({ ...required, ...least }).calls).to.include({
      graceWaitingSeconds: 12,
      graceVisitSeconds: 12,
    });
  });

  it('tells a media node what it needs, and lets the rest of the service’s file stand beside it', () => {
    const secret = 'a-secret-of-thirty-two-characters';
    const given = { ...required, PORT: '3000', BEDSIDE_SFU_SECRET: secret, BEDSIDE_SFU_WORKERS: '2' };
    const { node, sfu } = readMediaNodeConfig(given);
    expect(node).to.deep.equal({
      region: 'home',
      secret,
      control: { network: 'open' },
      host: '127.0.0.1',
      port: 44_300,
      consumersPerWorker: 400,
      drainSeconds: 600,
    });
    expect(sfu.workers).to.equal(2);
    expect(sfu.limits).to.deep.equal({
      incomingBps: { station: 4_000_000, clinician: 4_000_000, guest: 3_000_000 },
      transportsPerWorker: 1200,
    });
    expect(() => readMediaNodeConfig({ ...given, BEDSIDE_SFU_SECRETS: 'x' })).to.throw('BEDSIDE_SFU_SECRETS');
    expect(() => readMediaNodeConfig({ ...given, BEDSIDE_SFU_SECRET: undefined })).to.throw('is missing');
    const everywhere = { ...given, BEDSIDE_SFU_CONTROL_HOST: '0.0.0.0' };
    expect(() => readMediaNodeConfig(everywhere)).to.throw('BEDSIDE_SFU_CONTROL_URL');
    const inTheClear = { ...everywhere, BEDSIDE_SFU_CONTROL_URL: 'ws://10.0.0.7:44300' };
    expect(() => readMediaNodeConfig(inTheClear)).to.throw('must be wss:// where it leaves this machine');
    const host = { ...given, BEDSIDE_SFU_CONTROL_HOST: '10.0.0.7' };
    expect(() => readMediaNodeConfig(host)).to.throw('must be wss:// where it leaves this machine');
    const named = { ...everywhere, BEDSIDE_SFU_CONTROL_URL: 'ws://127.bedside.example' };
    expect(() => readMediaNodeConfig(named)).to.throw('must be wss:// where it leaves this machine');
    const secure = { ...everywhere, BEDSIDE_SFU_CONTROL_URL: 'wss://sfu-1.bedside.example' };
    expect(() => readMediaNodeConfig(secure)).to.throw('BEDSIDE_SFU_TLS_CERT_FILE is missing');
    const proxied = { ...given, BEDSIDE_SFU_CONTROL_URL: 'wss://sfu-1.bedside.example' };
    expect(readMediaNodeConfig(proxied).node.url).to.equal('wss://sfu-1.bedside.example');
    const among = { ...host, BEDSIDE_SFU_CONTROL_NETWORK: 'private' };
    expect(readMediaNodeConfig(among).node.control).to.deep.equal({ network: 'private' });
  });

  it('lets servers and media nodes meet beyond one machine with certificates, all three files of them', () => {
    const files = {
      BEDSIDE_SFU_TLS_CA_FILE: '/etc/bedside/ca.pem',
      BEDSIDE_SFU_TLS_CERT_FILE: '/etc/bedside/sfu-1.pem',
      BEDSIDE_SFU_TLS_KEY_FILE: '/etc/bedside/sfu-1.key',
    };
    const secret = { BEDSIDE_SFU_SECRET: 'a-secret-of-thirty-two-characters', BEDSIDE_SFU_WORKERS: '2' };
    const node = { ...required, ...secret, BEDSIDE_SFU_CONTROL_HOST: '10.0.0.7' };
    const tls = {
      caFile: '/etc/bedside/ca.pem',
      certFile: '/etc/bedside/sfu-1.pem',
      keyFile: '/etc/bedside/sfu-1.key',
    };
    const control = { network: 'open', tls } as const;
    expect(readMediaNodeConfig({ ...node, ...files }).node.control).to.deep.equal(control);
    const clear = { ...node, ...files, BEDSIDE_SFU_CONTROL_URL: 'ws://10.0.0.7:44300' };
    expect(() => readMediaNodeConfig(clear)).to.throw('BEDSIDE_SFU_CONTROL_URL must be wss://');
    const half = { ...files, BEDSIDE_SFU_TLS_KEY_FILE: undefined };
    expect(() => readMediaNodeConfig({ ...node, ...half })).to.throw('BEDSIDE_SFU_TLS_KEY_FILE is missing');
    const server = { ...required, ...secret, ...files, BEDSIDE_SFU_NODES: 'separate' };
    expect(readConfig(server).mediaNodes).to.deep.include({ control });
  });

  it('has a server use no node that others could listen in on, unless the network is said to be private', () => {
    const tls = { caFile: 'ca.pem', certFile: 'server.pem', keyFile: 'server.key' };
    const open = { network: 'open' } as const;
    expect(whyUnsafe('ws://127.0.0.1:44300', open)).to.equal(undefined);
    expect(whyUnsafe('ws://[::1]:44300', open)).to.equal(undefined);
    expect(whyUnsafe('ws://10.0.0.7:44300', { ...open, tls })).to.include('not wss://');
    expect(whyUnsafe('wss://sfu-1.bedside.example', open)).to.include('no BEDSIDE_SFU_TLS_ files');
    expect(whyUnsafe('wss://sfu-1.bedside.example', { ...open, tls })).to.equal(undefined);
    expect(whyUnsafe('ws://10.0.0.7:44300', { network: 'private' })).to.equal(undefined);
  });

  it('names the file of a certificate that cannot be read', async () => {
    const tls = { caFile: '/nowhere/ca.pem', certFile: 'package.json', keyFile: 'package.json' };
    const error = await rejection(readControlTls({ network: 'open', tls }));
    expect(error).to.be.instanceOf(ConfigError);
    expect(error.message).to.include('BEDSIDE_SFU_TLS_CA_FILE cannot be read');
    const text = { caFile: 'package.json', certFile: 'package.json', keyFile: 'package.json' };
    const broken = await rejection(readControlTls({ network: 'open', tls: text }));
    expect(broken.message).to.include('BEDSIDE_SFU_TLS_CERT_FILE holds no PEM certificate');
  });

  it('does without a secret only while the server carries media itself', () => {
    expect(refusal({ BEDSIDE_SFU_NODES: 'separate' }).keys).to.deep.equal(['BEDSIDE_SFU_SECRET']);
  });

  it('never repeats a value, which may be a secret', () => {
    const message = refusal({ DATABASE_URL: 'https://user:secret-of-the-database@host/', PORT: 'x' }).message;
    expect(message).not.to.include('secret-of-the-database');
  });

  it('is documented key by key in a sample that can be used', async () => {
    const sample = await readFile(new URL('../../config/sample.env', import.meta.url), 'utf8');
    const values = parseEnv(sample.replaceAll(/^# ([A-Z_]+=)/gm, '$1'));
    expect(Object.keys(values)).to.have.members(configKeys);
    expect(readConfig(values).http.port).to.equal(3000);
  });
});
