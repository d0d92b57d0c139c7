import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import * as id from '../../../domain/ids.ts';
import { TurnRelays } from '../../../server/turn-relays.ts';
import { eventually } from '../../support/eventually.ts';
import { Coturn } from '../../support/relay/coturn.ts';
import { TurnClient, type TurnCredentials } from '../../support/relay/turn-client.ts';

const sfuAddress = '127.0.0.1';

/** Our credentials at a real coturn with the configuration that we tell people to use. */
describe('the TURN relay', function () {
  this.timeout(30_000);
  let coturn: Coturn;
  before(async () => {
    coturn = await Coturn.start({ sfuAddress });
  });
  after(() => coturn[Symbol.asyncDispose]());

  function credentials(given: Partial<{ secret: string; seconds: number; now: Date }> = {}): TurnCredentials {
    const { secret = coturn.secret, seconds = 600, now = new Date() } = given;
    const relay = { urls: [coturn.url('udp')], secret, credentialSeconds: seconds };
    const relays = new TurnRelays({ relay, clock: { now: () => now } });
    const [server] = relays.serversFor(id.participantId.parse(randomUUID()));
    if (server === undefined) throw new Error('no relay');
    return server;
  }

  async function allocate(given: TurnCredentials): Promise<'ok' | number> {
    await using client = await TurnClient.open(coturn.port, given);
    return await client.allocate();
  }

  it('takes our credentials', async () => {
    expect(await allocate(credentials())).to.equal('ok');
  });

  it('refuses those of another secret, a changed one, and one that is another’s', async () => {
    expect(await allocate(credentials({ secret: 'the-secret-of-somebody-else' }))).to.equal(401);
    expect(await allocate({ ...credentials(), credential: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })).to.equal(401);
    const { username } = credentials();
    expect(await allocate({ ...credentials(), username })).to.equal(401);
  });

  it('refuses those that have run out, and those made to last longer by hand', async () => {
    const spent = credentials({ now: new Date(Date.now() - 3_600_000) });
    expect(await allocate(spent)).to.equal(401);
    const [, participant] = spent.username.split(':');
    const later = `${String(Math.floor(Date.now() / 1000) + 600)}:${participant ?? ''}`;
    expect(await allocate({ ...spent, username: later })).to.equal(401);
  });

  it('lets what was begun go on after they have run out', async () => {
    const short = credentials({ seconds: 2 });
    await using client = await TurnClient.open(coturn.port, short);
    expect(await client.allocate()).to.equal('ok');
    await eventually(async () => ((await allocate(short)) === 401 ? undefined : 'still good'), 10_000);
    expect(await client.permit(sfuAddress)).to.equal('ok');
  });

  it('sends to the SFU and nowhere else', async () => {
    await using client = await TurnClient.open(coturn.port, credentials());
    expect(await client.allocate()).to.equal('ok');
    expect(await client.permit(sfuAddress)).to.equal('ok');
    const elsewhere = [
      '127.0.0.2',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '198.51.100.7',
      '224.0.0.1',
    ];
    const answers = await Promise.all(elsewhere.map((address) => client.permit(address)));
    expect(answers).to.deep.equal(elsewhere.map(() => 403));
  });

  it('writes down no password', async () => {
    const given = credentials();
    expect(await allocate(given)).to.equal('ok');
    expect(await allocate({ ...given, credential: 'a-password-that-is-wrong' })).to.equal(401);
    await eventually(async () =>
      (await coturn.log()).includes(given.username) ? undefined : 'the refusal is not in the log yet',
    );
    const log = await coturn.log();
    for (const secret of [given.credential, 'a-password-that-is-wrong', coturn.secret]) {
      expect(log.includes(secret)).to.equal(false);
    }
  });
});
