import { expect } from 'chai';
import { readVapidKeys } from '../../../config/delivery.ts';
import { PushBrowser, vapidKeyFile } from '../../support/push-browser.ts';
import { type Place, World } from '../../support/world.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

const service = 'https://push.example';

/** A subscription as a browser of the push service would send it. */
function bodyOf(browser: PushBrowser) {
  const { endpoint, ...keys } = browser.subscription;
  return { endpoint, keys };
}

describe('subscribing to web push', () => {
  let owned: AsyncDisposableStack;
  let world: World;
  let place: Place;
  let keyFile: string;

  before(async () => {
    owned = new AsyncDisposableStack();
    keyFile = owned.use(await vapidKeyFile()).file;
    const env = { BEDSIDE_VAPID_KEY_FILE: keyFile, BEDSIDE_PUSH_SERVICES: service };
    world = owned.use(await World.create({ workers: 0, env }));
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => owned.disposeAsync());

  /** Who of the place would be pushed to, being on the rota. */
  async function pushable() {
    const queueId = await world.changeQueue(place, {});
    const found = await world.deps.store.transact(({ escalation }) =>
      escalation.listPushable(place.organisationId, queueId),
    );
    return found.map(({ personId }) => personId);
  }

  it('begins with the public half of the key', async () => {
    const { token } = await world.addPerson(place);
    const { value } = await ask(world.server(0), 'readPushKey', { token });
    expect(value.key).to.equal((await readVapidKeys(keyFile)).publicKey);
    expect(Buffer.from(value.key ?? '', 'base64url')).to.have.length(65);
  });

  it('has no key where none is configured, and then takes no subscription', async () => {
    await using bare = await World.create({ workers: 0 });
    const { token } = await bare.addPerson(await bare.addPlace());
    const { value } = await ask(bare.server(0), 'readPushKey', { token });
    expect(value.key).to.equal(null);
    const body = bodyOf(new PushBrowser(`${service}/1`));
    await askRefused(bare.server(0), 'subscribeToPush', { token, body, code: 'invalid' });
  });

  it('lasts until it is taken back, by the person themselves', async () => {
    const server = world.server(0);
    const clinician = await world.addPerson(place);
    const other = await world.addPerson(place);
    await world.addShift(place, clinician.personId);
    const body = bodyOf(new PushBrowser(`${service}/2`));
    await ask(server, 'subscribeToPush', { token: clinician.token, body });
    await ask(server, 'subscribeToPush', { token: clinician.token, body });
    expect(await pushable()).to.deep.equal([clinician.personId]);
    const { endpoint } = body;
    await ask(server, 'unsubscribeFromPush', { token: other.token, body: { endpoint } });
    expect(await pushable()).to.deep.equal([clinician.personId]);
    await ask(server, 'unsubscribeFromPush', { token: clinician.token, body: { endpoint } });
    expect(await pushable()).to.deep.equal([]);
  });

  it('belongs to whoever signed in at the browser last', async () => {
    const first = await world.addPerson(place);
    const second = await world.addPerson(place);
    await world.addShift(place, first.personId);
    await world.addShift(place, second.personId);
    const body = bodyOf(new PushBrowser(`${service}/3`));
    await ask(world.server(0), 'subscribeToPush', { token: first.token, body });
    await ask(world.server(0), 'subscribeToPush', { token: second.token, body });
    expect(await pushable()).to.deep.equal([second.personId]);
    const { endpoint } = body;
    const isOwn = async ({ token }: { token: string }) =>
      (await ask(world.server(0), 'findPushSubscription', { token, body: { endpoint } })).value.own;
    expect(await isOwn(first)).to.equal(false);
    expect(await isOwn(second)).to.equal(true);
    await ask(world.server(0), 'unsubscribeFromPush', { token: second.token, body: { endpoint } });
    expect(await isOwn(second)).to.equal(false);
  });

  it('is not for an address that is no push service', async () => {
    const { token } = await world.addPerson(place);
    const at = (endpoint: string) => ({ token, body: bodyOf(new PushBrowser(endpoint)) });
    const server = world.server(0);
    await askRefused(server, 'subscribeToPush', { ...at('http://127.0.0.1:5432/'), code: 'invalid' });
    await askRefused(server, 'subscribeToPush', { ...at('https://push.example.net/1'), code: 'invalid' });
    await askRefused(server, 'subscribeToPush', { ...at('file:///etc/passwd'), code: 'invalid' });
  });

  it('is for clinicians and managers only', async () => {
    const body = bodyOf(new PushBrowser(`${service}/4`));
    const { token } = await world.addPerson(place, ['administrator']);
    await askRefused(world.server(0), 'subscribeToPush', { token, body, code: 'forbidden' });
    const station = await world.addStation(place);
    await askRefused(world.server(0), 'subscribeToPush', { token: station.token, body, code: 'forbidden' });
  });
});
