import { expect } from 'chai';
import { notifySubscriptions } from '../../../domain/record/subscriptions/notify.ts';
import { forgetEvents } from '../../../domain/record/subscriptions/forget-events.ts';
import { openWorkerService } from '../../../workers/main.ts';
import { PartnerEndpoints } from '../../../workers/delivery/subscription-endpoints.ts';
import {
  type FhirSystem,
  FhirWorld,
  type Heard,
  numbered,
  patient,
  pulseOf,
} from '../../support/fhir-world.ts';
import { eventually } from '../../support/eventually.ts';
import { HttpEndpoint } from '../../support/http-endpoint.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { allowNotifying, subscriptionTo } from '../../support/subscriptions.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import type { MovableClock } from '../../support/running-server.ts';

type Parameter = {
  name: string;
  part?: Parameter[];
  valueString?: string;
  valueCode?: string;
  valueReference?: { reference: string };
};
type Notified = {
  kind: string;
  status: string;
  count: string;
  events: [string, string | undefined][];
  entries: number;
};

/** What a notification says. */
function notified(bundle: Record<string, unknown>): Notified {
  const entries = bundle['entry'] as { resource?: { parameter: Parameter[] } }[];
  const all = entries[0]?.resource?.parameter ?? [];
  const of = (name: string, among = all) => among.find((one) => one.name === name);
  return {
    kind: of('type')?.valueCode ?? '',
    status: of('status')?.valueCode ?? '',
    count: of('events-since-subscription-start')?.valueString ?? '',
    events: all.flatMap(({ name, part = [] }): [string, string | undefined][] =>
      name === 'notification-event'
        ? [
            [
              of('event-number', part)?.valueString ?? '',
              of('focus', part)?.valueReference?.reference.split('/fhir/')[1],
            ],
          ]
        : [],
    ),
    entries: entries.length,
  };
}

describe('subscriptions to changes of the record', () => {
  let world: FhirWorld;
  let endpoint: HttpEndpoint;
  let system: FhirSystem;
  let clock: MovableClock;
  let patientId: string;
  before(async () => {
    endpoint = await HttpEndpoint.open();
    world = await FhirWorld.create({ env: { BEDSIDE_PARTNER_LOCAL_ORIGINS: endpoint.url } });
    clock = world.server.clock;
  });
  beforeEach(async () => {
    system = await world.addSystem();
    await allowNotifying(world, system, [endpoint.url]);
    patientId = await system.make(numbered('9990000018'));
  });
  afterEach(async () => {
    endpoint.received.length = 0;
    endpoint.treat(201);
    endpoint.answerWith({});
    await inDatabase(world.server.config.databaseUrl, (client) =>
      client.query(`update record_subscriptions set state = 'off'`),
    );
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    await endpoint[Symbol.asyncDispose]();
  });

  const { log } = collectingLog();
  const round = () =>
    notifySubscriptions({
      ...{
        store: world.server.server.deps.store,
        clock,
        newId: () => crypto.randomUUID(),
        log,
        baseUrl: world.url,
      },
      endpoints: new PartnerEndpoints({ localOrigins: [endpoint.url], answerWithinMs: 500 }),
    });
  const subscribe = (over: Parameters<typeof subscriptionTo>[1] = {}, by = system): Promise<Heard> =>
    by.post('Subscription', subscriptionTo(`${endpoint.url}/told`, over));
  const subscribed = async (over: Parameters<typeof subscriptionTo>[1] = {}): Promise<string> => {
    const { status, text, json } = await subscribe(over);
    expect(status, text).to.equal(201);
    await round();
    return json['id'] as string;
  };
  const heard = (): Notified[] =>
    endpoint.received.map(({ body }) => notified(JSON.parse(body.toString()) as Record<string, unknown>));
  const numbers = () => heard().flatMap(({ events }) => events.map(([number]) => number));
  const fault = ({ status, json }: Heard) => [
    status,
    (json['issue'] as { details?: { text: string }; diagnostics?: string }[] | undefined)?.map(
      (issue) => issue.details?.text ?? issue.diagnostics,
    )[0],
  ];

  it('shakes hands, and then tells by number and id alone what has changed', async () => {
    const made = await subscribe();
    expect([made.status, made.json['status']]).to.deep.equal([201, 'requested']);
    const id = made.json['id'] as string;
    expect(made.headers.get('location')).to.equal(`${system.url}/Subscription/${id}`);
    await round();
    expect(heard()).to.deep.equal([
      { kind: 'handshake', status: 'requested', count: '0', events: [], entries: 1 },
    ]);
    expect((await system.get(`Subscription/${id}`)).json['status']).to.equal('active');

    const pulse = await system.make(pulseOf(`Patient/${patientId}`));
    await system.put(`Observation/${pulse}`, {
      ...pulseOf(`Patient/${patientId}`),
      id: pulse,
      status: 'amended',
    });
    await system.ask('DELETE', `Observation/${pulse}`);
    await round();
    expect(heard().slice(1)).to.deep.equal([
      {
        ...{ kind: 'event-notification', status: 'active', count: '3', entries: 2 },
        events: [
          ['1', `Observation/${pulse}`],
          ['2', `Observation/${pulse}`],
          ['3', `Observation/${pulse}`],
        ],
      },
    ]);
    const sent = endpoint.received[1];
    expect(sent?.headers['content-type']).to.equal('application/fhir+json');
    expect(sent?.body.toString()).not.to.contain('8867-4').and.not.to.contain('9990000018');
    await round();
    expect(endpoint.received.length, 'nothing is told twice').to.equal(2);
  });

  it('tells of those that its filters name, and counts no others', async () => {
    const other = await system.make(patient());
    const group = await system.make({
      ...{ resourceType: 'Group', type: 'person', actual: true },
      member: [{ entity: { reference: `Patient/${other}` } }],
    });
    await subscribed({
      filters: [`Observation?patient=Patient/${patientId}`, `Flag?group=Group/${group}`],
    });
    const mine = await system.make(pulseOf(`Patient/${patientId}`));
    await system.make(pulseOf(`Patient/${other}`));
    const flagOf = (id: string) => ({
      ...{ resourceType: 'Flag', status: 'active', code: { text: 'Synthetic' } },
      subject: { reference: `Patient/${id}` },
    });
    await system.make(flagOf(patientId));
    const flag = await system.make(flagOf(other));
    await round();
    expect(heard().at(-1)?.events).to.deep.equal([
      ['1', `Observation/${mine}`],
      ['2', `Flag/${flag}`],
    ]);
  });

  it('goes on by number after an outage, with nothing left out', async () => {
    const id = await subscribed({ mostEvents: 2 });
    endpoint.treat(503);
    for (let made = 0; made < 5; made += 1) await system.make(pulseOf(`Patient/${patientId}`));
    for (let failed = 0; failed < 10; failed += 1) {
      await round();
      clock.forward(60 * 60_000);
    }
    expect((await system.get(`Subscription/${id}`)).json).to.include({ status: 'error', error: 'http-503' });
    expect(await notifyFailingSince(id)).to.equal(true);
    const again = notified((await system.get(`Subscription/${id}/$events?eventsSinceNumber=2`)).json);
    expect([again.kind, again.events.map(([number]) => number)]).to.deep.equal([
      'query-event',
      ['2', '3', '4', '5'],
    ]);

    endpoint.received.length = 0;
    endpoint.treat(200);
    await system.make(pulseOf(`Patient/${patientId}`));
    for (let sent = 0; sent < 5; sent += 1) await round();
    expect(heard().map(({ kind }) => kind)).to.deep.equal([
      ...['handshake', 'event-notification', 'event-notification', 'event-notification'],
    ]);
    expect(numbers()).to.deep.equal(['1', '2', '3', '4', '5', '6']);
    expect((await system.get(`Subscription/${id}`)).json['status']).to.equal('active');
    expect(await notifyFailingSince(id)).to.equal(false);
  });
  const notifyFailingSince = async (id: string): Promise<boolean> => {
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    const clients = await world.server.server.deps.store.reads.listRecordClients(
      system.client.organisationId,
    );
    return clients[0]?.notifyFailingSince !== null;
  };

  it('waits for as long as the endpoint asks, and tries no redirection', async () => {
    const id = await subscribed();
    await system.make(pulseOf(`Patient/${patientId}`));
    endpoint.received.length = 0;
    endpoint.answerWith({ 'retry-after': '600' });
    endpoint.plan(429);
    await round();
    clock.forward(599_000);
    await round();
    expect(endpoint.received.length).to.equal(1);
    endpoint.answerWith({ location: `${endpoint.url}/elsewhere` });
    endpoint.plan(307);
    clock.forward(2000);
    await round();
    expect(endpoint.to('/elsewhere')).to.deep.equal([]);
    expect((await system.get(`Subscription/${id}`)).json['error']).to.equal('http-307');
    clock.forward(10_000);
    await round();
    expect(numbers()).to.deep.equal(['1', '1', '1']);
  });

  it('has told nothing of what a process that died between commit and sending was to tell, and another one does', async () => {
    const id = await subscribed();
    await system.make(pulseOf(`Patient/${patientId}`));
    endpoint.received.length = 0;
    // Claimed by a process that was killed before it could send or settle.
    await world.server.server.deps.store.transact((tx) =>
      tx.record.claimSubscriptions({ limit: 16, until: new Date(clock.now().getTime() + 30_000) }),
    );
    await round();
    clock.forward(31_000);
    await round();
    expect(numbers()).to.deep.equal(['1']);
    expect(notified(JSON.parse((await system.get(`Subscription/${id}/$status`)).text) as never)).to.include({
      ...{ kind: 'query-status', status: 'active', count: '1' },
    });
  });

  it('writes the event in the transaction of the change', async () => {
    await subscribed();
    await system.post('', {
      ...{ resourceType: 'Bundle', type: 'transaction' },
      entry: [
        { resource: pulseOf(`Patient/${patientId}`), request: { method: 'POST', url: 'Observation' } },
        { resource: pulseOf('Patient/nobody'), request: { method: 'POST', url: 'Observation' } },
      ],
    });
    await round();
    expect(numbers(), 'of what was rolled back').to.deep.equal([]);
    await Promise.all(
      Array.from({ length: 12 }, () => system.make(pulseOf(`Patient/${patientId}`)).then(() => round())),
    );
    clock.forward(31_000);
    await round();
    expect(new Set(numbers())).to.deep.equal(
      new Set(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']),
    );
  });

  it('tells nothing of other organisations, and of no type that may not be read', async () => {
    const stranger = await world.addSystem();
    await subscribed();
    await stranger.make(patient());
    await round();
    expect(numbers()).to.deep.equal([]);
    await inDatabase(world.server.config.databaseUrl, (client) =>
      client.query('update record_clients set scopes = $2 where id = $1', [
        system.client.clientId,
        ['system/Flag.rs'],
      ]),
    );
    await system.make(pulseOf(`Patient/${patientId}`));
    await round();
    expect(numbers(), 'whoever may not read it is not told that it is there').to.deep.equal([]);
  });

  it('belongs to the system that made it', async () => {
    const id = await subscribed();
    const other = await world.addSystem({ organisationId: system.client.organisationId });
    for (const path of [`Subscription/${id}`, `Subscription/${id}/$status`, `Subscription/${id}/$events`]) {
      expect((await other.get(path)).status, path).to.equal(404);
    }
    expect((await other.ask('DELETE', `Subscription/${id}`)).status).to.equal(404);
    expect((await other.get('Subscription')).json['total']).to.equal(0);
    expect((await system.get('Subscription?status=active')).json['total']).to.equal(1);
    expect((await system.get('Subscription?status=error')).json['total']).to.equal(0);
    expect((await system.ask('DELETE', `Subscription/${id}`)).status).to.equal(204);
    expect((await system.get(`Subscription/${id}`)).status).to.equal(404);
    await system.make(pulseOf(`Patient/${patientId}`));
    await round();
    expect(numbers()).to.deep.equal([]);
  });

  it('is refused in words', async () => {
    const at = (url: string) => system.post('Subscription', subscriptionTo(url));
    const place = 'Subscription.channel.endpoint';
    expect(fault(await at('https://elsewhere.example/told'))).to.deep.equal([
      422,
      `${place} is at no origin at which this system may be notified: an administrator of the organisation can allow it`,
    ]);
    await allowNotifying(world, system, ['http://partner.example']);
    expect(fault(await at('http://partner.example/told'))).to.deep.equal([
      422,
      `${place} must begin with https://`,
    ]);
    const reader = await world.addSystem({
      scopes: [{ type: 'Observation', allows: ['c', 'r', 'u', 'd', 's'] }],
    });
    expect((await subscribe({}, reader)).status).to.equal(403);
    for (const [over, words] of [
      [
        { topic: 'https://bedside.example/nothing' },
        'Subscription.criteria must be a topic that is served here',
      ],
      [
        { payload: 'full-resource' },
        'Subscription.channel.payload must have the extension backport-payload-content with id-only',
      ],
      [
        { filters: ['Encounter?patient=Patient/1'] },
        'Subscription.criteria.extension must be of a type of the record, or Resource for all',
      ],
      [
        { filters: ['Observation?code=1'] },
        'Subscription.criteria.extension takes patient and group alone, each once',
      ],
    ] as const) {
      expect(fault(await subscribe(over)), words).to.deep.equal([422, words]);
    }
    await allowNotifying(world, system, [endpoint.url]);
    const id = await subscribed();
    expect((await system.put(`Subscription/${id}`, subscriptionTo(`${endpoint.url}/told`))).status).to.equal(
      405,
    );
  });

  it('tells nobody at an address that was taken from the list, and nothing to who is disabled', async () => {
    const id = await subscribed();
    await system.make(pulseOf(`Patient/${patientId}`));
    await allowNotifying(world, system, []);
    endpoint.received.length = 0;
    await round();
    expect(endpoint.received).to.deep.equal([]);
    expect((await system.get(`Subscription/${id}`)).json['error']).to.equal('not-allowed');
  });

  it('ends what has not been taken for a week, and says so', async () => {
    const id = await subscribed();
    endpoint.treat(503);
    await system.make(pulseOf(`Patient/${patientId}`));
    await round();
    const later = new Date(clock.now().getTime() + 7.1 * 86_400_000);
    await forgetEvents({ store: world.server.server.deps.store, clock: { now: () => later } });
    expect((await system.get(`Subscription/${id}`)).json).to.include({
      ...{ status: 'off', error: 'events-too-old' },
    });
    const rows = await inDatabase(world.server.config.databaseUrl, (client) =>
      client.query('select 1 from record_subscription_events where subscription_id = $1', [id]),
    );
    expect(rows.rowCount).to.equal(0);
  });

  it('is what workers see to, also of what changed while none of them ran', async () => {
    const openWorkers = () => openWorkerService({ config: world.server.config, log, clock });
    const id = await subscribed();
    endpoint.received.length = 0;
    const pulse = await system.make(pulseOf(`Patient/${patientId}`));
    const first = await openWorkers();
    await eventually(() => (numbers().length === 1 ? undefined : 'not notified yet'), 15_000);
    await first.close();
    await system.make(pulseOf(`Patient/${patientId}`));
    expect(numbers()).to.deep.equal(['1']);
    const second = await openWorkers();
    await eventually(() => (numbers().length === 2 ? undefined : 'not notified yet'), 15_000);
    await second.close();
    expect(numbers()).to.deep.equal(['1', '2']);
    expect(heard()[0]?.events).to.deep.equal([['1', `Observation/${pulse}`]]);
    expect((await system.get(`Subscription/${id}`)).json['status']).to.equal('active');
  });

  it('is what the capability statement says', async () => {
    const { json } = await system.get('metadata');
    const [{ resource }] = json['rest'] as [
      { resource: { type: string; interaction: { code: string }[] }[] },
    ];
    const found = resource.find(({ type }) => type === 'Subscription');
    expect(found?.interaction.map(({ code }) => code)).to.deep.equal([
      'create',
      'read',
      'delete',
      'search-type',
    ]);
  });
});
