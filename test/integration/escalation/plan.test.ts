import { expect } from 'chai';
import pg from 'pg';
import type { StationState } from '../../../domain/states/wire.ts';
import type { PersonId } from '../../../domain/ids.ts';
import {
  defaultQueueSettings,
  type EscalationAction,
  escalationActions,
} from '../../../domain/queues/queue.ts';
import { eventually } from '../../support/eventually.ts';
import { HttpEndpoint } from '../../support/http-endpoint.ts';
import { MailServer } from '../../support/mail-server.ts';
import { PushBrowser, vapidKeyFile } from '../../support/push-browser.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

/** All steps there are, with so much time between them. */
function planEvery(seconds: number) {
  const steps = escalationActions.map((action, n) => ({ action, afterSeconds: n * seconds }));
  return { ladder: { ...defaultQueueSettings.ladder, urgent: steps } };
}

/** Only failing brings a call beyond the second step. */
function pushSoonTheRestLate() {
  const { ladder } = planEvery(3600);
  const urgent = ladder.urgent.map((step) => (step.action === 'push' ? { ...step, afterSeconds: 1 } : step));
  return { ladder: { ...ladder, urgent } };
}

async function stationState(socket: SocketClient): Promise<StationState> {
  const answer = await socket.say('state:read', {});
  if (!answer.ok || answer.value.state.kind !== 'station') {
    throw new Error('this is not the state of a station');
  }
  return answer.value.state;
}

describe('the escalation ladder', function () {
  this.timeout(30_000);
  let owned: AsyncDisposableStack;
  let http: HttpEndpoint;
  let smtp: MailServer;
  let world: World;
  let place: Place;
  let socket: SocketClient;

  beforeEach(async () => {
    owned = new AsyncDisposableStack();
    http = owned.use(await HttpEndpoint.open());
    smtp = owned.use(await MailServer.open());
    const { file } = owned.use(await vapidKeyFile());
    world = owned.use(
      await World.create({
        env: {
          BEDSIDE_VAPID_KEY_FILE: file,
          BEDSIDE_PUSH_SERVICES: http.url,
          BEDSIDE_PUSH_CONTACT: 'mailto:operations@example.org',
          BEDSIDE_SMTP_URL: smtp.url,
          BEDSIDE_MAIL_FROM: 'bedside@example.org',
          BEDSIDE_TWILIO_URL: http.url,
          BEDSIDE_TWILIO_ACCOUNT: 'AC1',
          BEDSIDE_TWILIO_TOKEN: 'the-token',
          BEDSIDE_TWILIO_FROM: '+441632960000',
        },
      }),
    );
    place = await world.addPlace();
    socket = await world.connect(await world.addStation(place));
  });
  afterEach(() => owned.disposeAsync());

  async function stepsOf(): Promise<string[]> {
    const { call } = await stationState(socket);
    return (call?.ladder ?? []).map(({ action, result }) => `${action} ${result}`);
  }

  async function untilSteps(...expected: `${EscalationAction} ${string}`[]): Promise<void> {
    await eventually(async () => {
      const found = await stepsOf();
      return JSON.stringify(found) === JSON.stringify(expected)
        ? undefined
        : `the ladder is ${found.join(', ')}`;
    }, 15_000);
  }

  async function setPhone(personId: PersonId, phone: string): Promise<void> {
    await world.deps.store.transact(({ queues }) => queues.setProfile(personId, { skills: [], phone }));
  }

  /** A clinician on the rota, not on call, whose browser takes web push. */
  async function addPushed() {
    const clinician = await world.addPerson(place);
    await world.addShift(place, clinician.personId);
    const browser = new PushBrowser(`${http.url}/push/${clinician.personId}`);
    const { endpoint, ...keys } = browser.subscription;
    await ask(world.server(0), 'subscribeToPush', { token: clinician.token, body: { endpoint, keys } });
    return { ...clinician, browser };
  }

  /** The e-mails of the ladder that arrived. The watch over the rota sends managers others. */
  function mailsOfCall() {
    return smtp.received.filter(({ content }) => content.includes('Subject: A call is waiting'));
  }

  /** How often each e-mail of the ladder was tried; whom the watch over the rota tells is another matter. */
  async function attemptsByMail(): Promise<number[]> {
    const rows = await query<{ attempts: number }>(
      "select attempts from deliveries where channel = 'email' and step_id is not null",
    );
    return rows.map(({ attempts }) => attempts);
  }

  async function query<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
    const client = new pg.Client({ connectionString: world.config.databaseUrl });
    await client.connect();
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends the waits between attempts, but no claim of fifteen seconds: what is being sent is left alone. */
  async function untilStepsAtOnce(...expected: `${EscalationAction} ${string}`[]): Promise<void> {
    await eventually(async () => {
      await query(`
        update deliveries set due_at = now() - interval '2 seconds'
        where state in ('pending', 'late') and due_at > now() and due_at - updated_at <> interval '15 seconds'
      `);
      const found = (await stepsOf()).join(', ');
      return found === expected.join(', ') ? undefined : `the steps are ${found}`;
    }, 15_000);
  }

  async function press(): Promise<void> {
    const answer = await socket.say('call:start', {});
    expect(answer.ok).to.equal(true);
  }

  it('runs to its last step, reaches everybody on the way, and ends with staff having read the advice', async () => {
    await world.changeQueue(place, planEvery(1));
    const pushed = await addPushed();
    const second = await world.addPerson(place);
    await world.addShift(place, second.personId, { tier: 2 });
    await setPhone(second.personId, '+441632960002');
    const manager = await world.addPerson(place, ['manager']);
    await press();
    await untilSteps(
      'ring-all delivered',
      'push delivered',
      'second-tier delivered',
      'duty-manager delivered',
      'tell-station pending',
    );

    const [push] = http.to('/push/');
    const heard = pushed.browser.read(push?.body ?? Buffer.of()) as Record<string, string>;
    expect(heard['text']).to.match(
      /^A call at Home \d+ has waited less than a minute and nobody has answered\.$/,
    );
    expect(http.to('/2010-04-01/Accounts/AC1/Messages.json')).to.have.length(1);
    expect(http.to('/2010-04-01/Accounts/AC1/Calls.json')).to.have.length(1);
    await eventually(() => (mailsOfCall().length === 2 ? undefined : `${mailsOfCall().length} e-mails`));
    expect(mailsOfCall().flatMap(({ to }) => to)).to.have.members([
      `${second.personId}@example.org`,
      `${manager.personId}@example.org`,
    ]);

    const { call } = await stationState(socket);
    expect(call?.advice?.acknowledgedAt).to.equal(null);
    await socket.say('call:acknowledge-advice', { callId: call?.callId ?? '' });
    expect((await stepsOf()).at(-1)).to.equal('tell-station acknowledged');
    const trail = await world.trail(place);
    expect(trail.filter((action) => action === 'call.escalated')).to.have.length(5);
    expect(trail).to.include('advice.acknowledged');
  });

  it('moves on at once, long before its time, from every step that finds nobody, and shows staff none of those', async () => {
    await world.changeQueue(place, pushSoonTheRestLate());
    await press();
    await untilSteps('ring-all delivered', 'tell-station pending');
    const trail = await world.trail(place);
    expect(trail.filter((action) => action === 'call.escalated')).to.have.length(5);
  });

  it('moves on when what was sent has failed for good, and forgets a browser that has gone', async () => {
    const queueId = await world.changeQueue(place, pushSoonTheRestLate());
    await addPushed();
    await world.addPerson(place, ['manager']);
    const listPushable = () =>
      world.deps.store.transact(({ escalation }) => escalation.listPushable(place.organisationId, queueId));
    expect(await listPushable()).to.have.length(1);
    http.treat(410);
    smtp.treat('refuse');
    await press();
    await untilSteps(
      'ring-all delivered',
      'push failed',
      'second-tier failed',
      'duty-manager failed',
      'tell-station pending',
    );
    expect(http.to('/push/')).to.have.length(1);
    expect(await attemptsByMail()).to.deep.equal([1, 1]);
    expect(await listPushable()).to.deep.equal([]);
  });

  it('tries again what fails in passing', async () => {
    await world.changeQueue(place, planEvery(1));
    await addPushed();
    http.plan(500, 503, 500);
    await press();
    await eventually(async () => {
      const found = await stepsOf();
      return found.includes('push delivered') ? undefined : `the ladder is ${found.join(', ')}`;
    }, 15_000);
    expect(http.to('/push/')).to.have.length(4);
  });

  it('goes on to the next step while a provider is away, and still reaches people when it is back', async () => {
    await world.changeQueue(place, pushSoonTheRestLate());
    await world.addPerson(place, ['manager']);
    smtp.treat('busy');
    await press();
    await untilStepsAtOnce('ring-all delivered', 'duty-manager failed', 'tell-station pending');
    expect(mailsOfCall()).to.deep.equal([]);
    smtp.treat('accept');
    await untilStepsAtOnce('ring-all delivered', 'duty-manager delivered', 'tell-station pending');
    expect(mailsOfCall()).to.have.length(1);
    const dutyManager = escalationActions.indexOf('duty-manager') + 1;
    const settled = await query<{ result: string }>(`
      select detail ->> 'result' as result from audit
      where action = 'escalation.settled' and (detail ->> 'step')::int = ${String(dutyManager)} order by id
    `);
    expect(settled.map(({ result }) => result)).to.deep.equal(['failed', 'delivered']);
  });

  it('shows that somebody has opened what was sent to them, and lets nobody else say so', async () => {
    await world.changeQueue(place, {
      ladder: {
        ...defaultQueueSettings.ladder,
        urgent: [
          { afterSeconds: 0, action: 'push' },
          { afterSeconds: 3600, action: 'tell-station' },
        ],
      },
    });
    const pushed = await addPushed();
    const other = await world.addPerson(place);
    await press();
    await untilSteps('push delivered');
    const [push] = http.to('/push/');
    const { deliveryId = '' } = pushed.browser.read(push?.body ?? Buffer.of()) as Record<string, string>;
    const asking = { params: { deliveryId } };
    const server = world.server(0);
    await askRefused(server, 'acknowledgeDelivery', { ...asking, token: other.token, code: 'not-found' });
    await ask(server, 'acknowledgeDelivery', { ...asking, token: pushed.token });
    await untilSteps('push acknowledged');
    await ask(server, 'acknowledgeDelivery', { ...asking, token: pushed.token });
  });

  it('stops where somebody answers', async () => {
    await world.changeQueue(place, planEvery(1));
    await world.addPerson(place, ['manager']);
    const clinician = await world.onCall(place);
    await press();
    const ringing = await clinician.socket.hear(
      'call:ringing',
      ({ state }) => state.kind === 'clinician' && state.offer !== null,
    );
    const offer = ringing.state.kind === 'clinician' ? ringing.state.offer : null;
    const answer = await clinician.socket.say('offer:accept', { offerId: offer?.offerId ?? '' });
    expect(answer.ok).to.equal(true);
    const stoppedAt = (await stepsOf()).length;
    // Another call, pressed later, climbs past that meanwhile.
    const place2 = await world.addPlace();
    await world.changeQueue(place2, planEvery(1));
    const other = await world.connect(await world.addStation(place2));
    await other.say('call:start', {});
    await other.hear(
      'call:escalated',
      ({ state }) => state.kind === 'station' && state.call?.ladder.at(-1)?.action === 'tell-station',
    );
    expect((await stepsOf()).length).to.equal(stoppedAt);
  });
});
