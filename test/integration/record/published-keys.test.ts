import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import type { GivenKeys } from '../../../domain/record/record-client-wire.ts';
import { type KeyPair, makeKeyPair, type Partner, PartnerStage, refusalIn } from '../../support/partner.ts';
import { RunningServer } from '../../support/running-server.ts';

/** Where a partner publishes its keys: what it answers can be changed, and how often it was asked is counted. */
class KeyPage implements AsyncDisposable {
  asked = 0;
  status = 200;
  body = '';
  location: string | undefined;
  hangs = false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((_request, response) => {
      this.asked += 1;
      if (this.hangs) return;
      const headers = this.location === undefined ? {} : { location: this.location };
      response.writeHead(this.status, { 'content-type': 'application/json', ...headers }).end(this.body);
    });
  }

  static async open(...pairs: KeyPair[]): Promise<KeyPage> {
    const page = new KeyPage();
    await new Promise<void>((resolve) => {
      page.#server.listen(0, '127.0.0.1', resolve);
    });
    page.publish(...pairs);
    return page;
  }

  publish(...pairs: KeyPair[]): void {
    this.body = JSON.stringify({ keys: pairs.map(({ jwk }) => jwk) });
  }

  get origin(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const first = makeKeyPair();
const second = makeKeyPair('RSA');
const unavailable = '503 temporarily_unavailable: this cannot be checked now; try again';

describe('keys that a partner publishes', () => {
  let page: KeyPage;
  let running: RunningServer;
  let partner: Partner;

  beforeEach(async () => {
    page = await KeyPage.open(first);
    running = await RunningServer.create({
      env: { BEDSIDE_PARTNER_KEY_ORIGINS: page.origin },
      log: new PassThrough().resume(),
    });
    const keys: GivenKeys = { kind: 'address', address: `${page.origin}/jwks.json` };
    partner = await (await PartnerStage.create(running)).let(first, { keys });
  });

  afterEach(async () => {
    await running[Symbol.asyncDispose]();
    await page[Symbol.asyncDispose]();
  });

  const ofSecond = () => partner.post({ client_assertion: partner.assertion({ pair: second }) });

  it('are read once for all who ask at the same moment, and again after five minutes', async () => {
    await Promise.all(Array.from({ length: 6 }, () => partner.token()));
    await partner.token();
    expect(page.asked).to.equal(1);
    running.clock.forward(4 * 60_000);
    await partner.token();
    expect(page.asked).to.equal(1);
    running.clock.forward(61_000);
    await partner.token();
    expect(page.asked).to.equal(2);
  });

  it('are read again for a new one, but not more than once a minute', async () => {
    await partner.token();
    expect((await ofSecond()).status).to.equal(401);
    expect((await ofSecond()).status).to.equal(401);
    expect(page.asked).to.equal(1);
    page.publish(first, second);
    running.clock.forward(61_000);
    expect((await ofSecond()).status).to.equal(200);
    expect(page.asked).to.equal(2);
    await partner.token();
    expect(page.asked).to.equal(2);
  });

  it('are gone five minutes after the partner has taken them away', async () => {
    await partner.token();
    page.publish(second);
    await partner.token();
    running.clock.forward(5 * 60_000 + 1000);
    expect((await partner.post()).status).to.equal(401);
    expect((await ofSecond()).status).to.equal(200);
  });

  it('leave the system neither let in nor refused while they cannot be read', async () => {
    const faults: ((fault: KeyPage) => void)[] = [
      (fault) => (fault.status = 500),
      (fault) => (fault.body = 'not JSON'),
      (fault) => (fault.body = '{"keys":"x"}'),
      (fault) => (fault.body = JSON.stringify({ keys: [], more: 'x'.repeat(70_000) })),
    ];
    for (const spoil of faults) {
      spoil(page);
      expect(await refusalIn(await partner.post())).to.equal(unavailable);
      page.status = 200;
      page.publish(first);
      running.clock.forward(6000);
    }
    await partner.token();
  });

  it('are not asked for by everybody while the partner does not answer in time', async () => {
    page.hangs = true;
    const answers = await Promise.all(Array.from({ length: 4 }, () => partner.post()));
    for (const answer of answers) expect(await refusalIn(answer)).to.equal(unavailable);
    expect(page.asked).to.equal(1);
  });

  it('are not read where the partner’s page leads elsewhere', async () => {
    await using elsewhere = await KeyPage.open(first);
    page.status = 302;
    page.location = `${elsewhere.origin}/jwks.json`;
    expect(await refusalIn(await partner.post())).to.equal(unavailable);
    expect(elsewhere.asked).to.equal(0);
  });

  it('may be named by jku, if it is the address that is registered', async () => {
    const at = (jku: string) => partner.post({ client_assertion: partner.assertion({ header: { jku } }) });
    expect((await at(`${page.origin}/jwks.json`)).status).to.equal(200);
    expect((await at(`${page.origin}/other.json`)).status).to.equal(401);
    expect(page.asked).to.equal(1);
  });

  it('are not read any more where the operator has shortened the list', async () => {
    await using shortened = await RunningServer.create({
      env: { DATABASE_URL: running.config.databaseUrl },
      log: new PassThrough().resume(),
    });
    const claims = { aud: `${shortened.url.replace('127.0.0.1', 'localhost')}/fhir-auth/token` };
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: partner.assertion({ claims }),
      scope: 'system/*.rs',
    });
    const answer = await fetch(`${shortened.url}/fhir-auth/token`, { method: 'POST', body });
    expect(await refusalIn(answer)).to.equal(unavailable);
    expect(page.asked).to.equal(0);
  });
});
