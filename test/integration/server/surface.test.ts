import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { ask, enrolStation, readProblem, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const html = { accept: 'text/html,application/xhtml+xml' };

describe('what the server shows around its REST interface', () => {
  let running: RunningServer;

  before(async () => {
    running = await RunningServer.create({ env: { BEDSIDE_METRICS_TOKEN: 'a-token-for-metrics' } });
  });

  after(() => running[Symbol.asyncDispose]());

  it('a strict content security policy and the headers that go with it', async () => {
    const { headers } = await fetch(`${running.url}/health/live`);
    const policy = headers.get('content-security-policy')?.split(';') ?? [];
    expect(policy).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "media-src 'self' blob: mediastream:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
    const own = running.url.replace('http:', 'ws:');
    expect(policy.find((directive) => directive.startsWith('connect-src'))).to.contain(own);
    expect(headers.get('permissions-policy')).to.contain('camera=(self), microphone=(self)');
    expect(headers.get('referrer-policy')).to.equal('no-referrer');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('strict-transport-security')).to.equal(null);
    expect(headers.get('x-powered-by')).to.equal(null);
  });

  it('that it lives and is ready', async () => {
    const live = await fetch(`${running.url}/health/live`);
    expect(await live.json()).to.deep.equal({ status: 'live' });
    const ready = await fetch(`${running.url}/health/ready`);
    expect(ready.status).to.equal(200);
    expect(await ready.json()).to.deep.equal({
      status: 'ready',
      checks: { postgres: 'up', redis: 'up', mediaWorkers: 'up', mediaClocks: 'up', disk: 'up' },
    });
  });

  it('metrics for this machine and for the holder of the token, not through a proxy', async () => {
    await fetch(`${running.url}/api/calls/secret-in-a-path`);
    const answer = await fetch(`${running.url}/metrics`);
    const text = await answer.text();
    expect(answer.status, text).to.equal(200);
    expect(text).to.match(
      /^bedside_http_request_duration_seconds_count\{.*route="\/api\/calls\/:callId".*\} 1$/m,
    );
    expect(text).to.match(/^bedside_sockets 0$/m);
    expect(text).to.match(/^bedside_calls\{phase="waiting"\} 0$/m);
    expect(text).to.match(/^bedside_messages_late 0$/m);
    expect(text).to.match(/^bedside_media\{kind="workers"\} 1$/m);
    expect(text).to.match(/^bedside_jobs\{queue="urgent-calls",state="\w+"\} \d+$/m);
    expect(text).to.contain('process_cpu_seconds_total').and.not.to.contain('secret-in-a-path');
    const from = { 'x-forwarded-for': '203.0.113.1' };
    await readProblem(await fetch(`${running.url}/metrics`, { headers: from }), 'forbidden');
    const wrong = { ...from, authorization: 'Bearer another-token-for-metrics' };
    await readProblem(await fetch(`${running.url}/metrics`, { headers: wrong }), 'forbidden');
    const right = { ...from, authorization: 'Bearer a-token-for-metrics' };
    expect((await fetch(`${running.url}/metrics`, { headers: right })).status).to.equal(200);
  });

  it('a clear page while the web app is not built, and the app for each of its addresses once it is', async () => {
    const missing = await fetch(`${running.url}/clinician`, { headers: html });
    expect(missing.status).to.equal(503);
    expect(await missing.text()).to.contain('has not been built');

    const assets = path.join(running.config.http.webFolder, 'assets');
    await mkdir(assets, { recursive: true });
    await writeFile(path.join(assets, 'index-abc123.js'), 'export {};');
    await writeFile(
      path.join(running.config.http.webFolder, 'index.html'),
      '<!doctype html><title>App</title>',
    );
    const page = await fetch(`${running.url}/clinician/calls`, { headers: html });
    expect(page.status).to.equal(200);
    expect(page.headers.get('cache-control')).to.equal('no-cache');
    expect(await page.text()).to.contain('<title>App</title>');
    for (const [method, accept] of [
      ['GET', '*/*'],
      ['HEAD', '*/*'],
      ['HEAD', html.accept],
    ] as const) {
      const asked = await fetch(`${running.url}/join`, { method, headers: { accept } });
      expect(asked.status, `${method} ${accept}`).to.equal(200);
      expect(asked.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    }
    const json = await fetch(`${running.url}/join`, { headers: { accept: 'application/json' } });
    expect(json.status).to.equal(404);
    const script = await fetch(`${running.url}/assets/index-abc123.js`);
    expect(script.headers.get('cache-control')).to.contain('immutable');
    for (const missed of ['assets/index-old.js', 'assets/nothing', 'push-worker.js', 'api/nothing']) {
      expect((await fetch(`${running.url}/${missed}`)).status, missed).to.equal(404);
    }
    expect((await fetch(`${running.url}/..%2f..%2fetc%2fpasswd`, { headers: html })).status).not.to.equal(
      500,
    );
  });

  it('its own failures with a reference and nothing else, which the log explains', async () => {
    const written = new PassThrough();
    const lines: string[] = [];
    written.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    await using own = await RunningServer.create({ log: written });
    const { organisationId } = await own.addOrganisation('Northdale');
    const { token } = await signInAs(own, await own.addPerson(organisationId, ['clinician']));
    own.server.deps.store.reads.getMe = () => Promise.reject(new TypeError('a bug about "Ada Lovelace"'));
    const answer = await fetch(`${own.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    const { reference, detail } = await readProblem(answer, 'internal');
    expect(detail).to.equal('something went wrong on our side');
    const log = lines.join('');
    expect(log).to.contain(String(reference)).and.to.contain('surface.test.ts');
    expect(log).to.contain('"route":"/api/me"');
    expect(log).not.to.contain(token).and.not.to.contain('Lovelace').and.not.to.contain('@example.org');
  });

  it('one id for a request: the trace that was sent, in its line, in what its use case logs and as reference', async () => {
    const written = new PassThrough();
    const lines: { message: string; requestId?: string }[] = [];
    written.on('data', (chunk: Buffer) => {
      lines.push(JSON.parse(chunk.toString()) as (typeof lines)[number]);
    });
    await using own = await RunningServer.create({ log: written });
    const { organisationId } = await own.addOrganisation('Northdale');
    const { token } = await signInAs(own, await own.addPerson(organisationId, ['clinician']));
    const { log, store } = own.server.deps;
    store.reads.getMe = () => {
      log.info('the use case');
      return Promise.reject(new TypeError('a bug'));
    };
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const ask = async (traceparent: string) => {
      lines.length = 0;
      const headers = { authorization: `Bearer ${token}`, traceparent };
      const { reference } = await readProblem(await fetch(`${own.url}/api/me`, { headers }), 'internal');
      const ids = ['the use case', 'a request failed', 'request'].map(
        (message) => lines.find((line) => line.message === message)?.requestId,
      );
      expect(ids).to.deep.equal([reference, reference, reference]);
      return reference;
    };
    expect(await ask(`00-${traceId}-00f067aa0ba902b7-01`)).to.equal(traceId);
    expect(await ask(`00-${traceId}-nonsense`)).to.match(/^[\da-f-]{36}$/);
  });

  it('the same service on two servers in one process, and closes twice without harm', async () => {
    const one = await RunningServer.create();
    const two = await RunningServer.create({
      env: { BEDSIDE_REDIS_PREFIX: one.config.redisPrefix, DATABASE_URL: one.config.databaseUrl },
    });
    try {
      const { organisationId, stationId } = await one.addOrganisation('Northdale');
      const person = await one.addPerson(organisationId, ['administrator']);
      const { token } = await signInAs(one, person);
      const station = await enrolStation(one, { token, stationId });
      const { token: there } = await signInAs(two, person);
      await ask(two, 'me', { token: there });
      expect(station.token).to.be.a('string');
    } finally {
      await two[Symbol.asyncDispose]();
      await Promise.all([one.server.close(), one.server.close()]);
      await one[Symbol.asyncDispose]();
    }
    const refused = await fetch(`${one.url}/health/live`).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(TypeError);
  });
});
