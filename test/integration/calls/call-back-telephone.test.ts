import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../support/eventually.ts';
import { pressAt, stationReads, trailHas, valueOf } from '../../support/hearing.ts';
import { HttpEndpoint } from '../../support/http-endpoint.ts';
import { type Place, World } from '../../support/world.ts';

const calls = '/2010-04-01/Accounts/AC1/Calls.json';
const texts = '/2010-04-01/Accounts/AC1/Messages.json';

/** A service that can telephone, and a site that may have a telephone. */
async function openWorld(http: HttpEndpoint, phone: string | null) {
  const world = await World.create({
    env: {
      BEDSIDE_TWILIO_URL: http.url,
      BEDSIDE_TWILIO_ACCOUNT: 'AC1',
      BEDSIDE_TWILIO_TOKEN: 'the-token',
      BEDSIDE_TWILIO_FROM: '+441632960000',
    },
    graces: { graceWaitingSeconds: 1 },
  });
  const place = await world.addPlace();
  await query(world, 'update sites set phone = $1 where id = $2', [phone, place.siteId]);
  return { world, place, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function query<R extends pg.QueryResultRow>(world: World, text: string, values: unknown[]) {
  const client = new pg.Client({ connectionString: world.config.databaseUrl });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}

const deliveriesOf = (world: World, { organisationId }: Place) =>
  query<{ channel: string; state: string; person_id: string | null; error: string | null }>(
    world,
    `select channel, state, person_id, error from deliveries
     where organisation_id = $1 and call_back_id is not null order by channel`,
    [organisationId],
  );

/** What the board says of the one call-back that is open, once it says so. */
async function boardSays(world: World, place: Place, telephoned: string | null): Promise<void> {
  const { socket } = await world.onCall(place);
  await eventually(async () => {
    const { callBacks } = valueOf(await socket.say('board:read', {}));
    const [only] = callBacks;
    return only?.telephoned === telephoned ? undefined : `it says ${JSON.stringify(callBacks)}`;
  }, 15_000);
}

describe('the telephone of a site that is called back', function () {
  this.timeout(30_000);
  let http: HttpEndpoint;
  beforeEach(async () => {
    http = await HttpEndpoint.open();
  });
  afterEach(() => http[Symbol.asyncDispose]());

  it('is called and texted once, in words that name the site alone; it is stored and on the board', async () => {
    await using opened = await openWorld(http, '+44 1632 960001');
    const { world, place } = opened;
    const { socket } = await pressAt(world, place);
    socket.close();
    await boardSays(world, place, 'delivered');
    await trailHas(world, place, 'call-back.opened', 'call-back.telephoned', 'call-back.telephoned');
    expect(await deliveriesOf(world, place)).to.deep.equal([
      { channel: 'sms', state: 'delivered', person_id: null, error: null },
      { channel: 'voice', state: 'delivered', person_id: null, error: null },
    ]);
    const [text, ...moreTexts] = http.to(texts).map(({ body }) => new URLSearchParams(body.toString()));
    expect(moreTexts).to.deep.equal([]);
    expect(http.to(calls)).to.have.length(1);
    expect(text?.get('To')).to.equal('+441632960001');
    expect(text?.get('Body')).to.match(/^Your call to Bedside from Home .* was cut off[.].*\/station$/);
  });

  it('that nothing got through to is told as such, with the provider’s code', async () => {
    await using opened = await openWorld(http, '01632 960001');
    const { world, place } = opened;
    http.plan(400, 400);
    const { socket } = await pressAt(world, place);
    socket.close();
    await boardSays(world, place, 'failed');
    const made = await deliveriesOf(world, place);
    expect(made.map(({ state, error }) => [state, error])).to.deep.equal([
      ['failed', 'http-400'],
      ['failed', 'http-400'],
    ]);
  });

  it('is left alone where none is known: their screen rings', async () => {
    await using opened = await openWorld(http, null);
    const { world, place } = opened;
    const { station, socket } = await pressAt(world, place);
    socket.close();
    await boardSays(world, place, null);
    const again = await world.connect(station);
    expect((await stationReads(again)).callBack).to.be.an('object');
    expect(await deliveriesOf(world, place)).to.deep.equal([]);
    expect(http.to(calls)).to.deep.equal([]);
  });
});
