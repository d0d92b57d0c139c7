import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { deliver } from '../../../domain/escalation/deliver.ts';
import type { Message, Messengers, Recipient, Sent } from '../../../domain/escalation/escalation-port.ts';
import { acknowledgeNotice, raiseNotice } from '../../../domain/escalation/notices.ts';
import type { DeliveryId, NoticeId, PersonId } from '../../../domain/ids.ts';
import { refused } from '../../support/refused.ts';
import { type Place, World } from '../../support/world.ts';
import type { PersonActor } from '../../../domain/actors.ts';

/** Answers as planned, and delivers what nothing is planned for. */
class PlannedMessengers implements Messengers {
  readonly sent: { to: Recipient; message: Message }[] = [];
  readonly #answers: Sent[];

  constructor(...answers: Sent[]) {
    this.#answers = answers;
  }

  send(to: Recipient, message: Message): Promise<Sent> {
    this.sent.push({ to, message });
    return Promise.resolve(this.#answers.shift() ?? { result: 'delivered' });
  }
}

const busy: Sent = { result: 'failed', permanent: false, code: 'http-503' };

describe('delivering a message', () => {
  let world: World;
  let place: Place;
  let manager: { personId: PersonId };

  before(async () => {
    // No workers: the tests themselves do what jobs would.
    world = await World.create({
      workers: 0,
      env: { BEDSIDE_SMTP_URL: 'smtp://127.0.0.1:1', BEDSIDE_MAIL_FROM: 'bedside@example.org' },
    });
  });
  beforeEach(async () => {
    place = await world.addPlace();
    manager = await world.addPerson(place, ['manager']);
  });
  after(() => world[Symbol.asyncDispose]());

  async function query<R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<R[]> {
    const client = new pg.Client({ connectionString: world.config.databaseUrl });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  const notice = () => ({
    organisationId: place.organisationId,
    kind: 'missed-twice' as const,
    key: 'missed-twice:somebody',
    detail: { clinicianId: manager.personId },
  });

  /** A warning to the manager, and its one e-mail. */
  async function newDelivery(): Promise<DeliveryId> {
    await raiseNotice(world.deps, notice());
    const [row] = await query<{ id: DeliveryId }>('select id from deliveries where organisation_id = $1', [
      place.organisationId,
    ]);
    if (row === undefined) throw new Error('no delivery was made');
    return row.id;
  }

  async function stateOf(id: DeliveryId) {
    const [row] = await query<{ state: string; attempts: number; error: string | null }>(
      'select state, attempts, error from deliveries where id = $1',
      [id],
    );
    return row;
  }

  const makeDue = (id: DeliveryId) =>
    query("update deliveries set due_at = now() - interval '1 minute' where id = $1", [id]);

  const run = (messengers: Messengers, deliveryId: DeliveryId) =>
    deliver({ ...world.deps, messengers, publicUrl: 'https://bedside.example' }, { deliveryId });

  it('sends once when many processes want it at the same moment', async () => {
    const deliveryId = await newDelivery();
    const messengers = new PlannedMessengers();
    await Promise.all(Array.from({ length: 8 }, () => run(messengers, deliveryId)));
    expect(messengers.sent).to.have.length(1);
    expect(await stateOf(deliveryId)).to.deep.equal({ state: 'delivered', attempts: 1, error: null });
    expect(await run(messengers, deliveryId)).to.deep.equal({ remainingMs: 0 });
    expect(messengers.sent).to.have.length(1);
  });

  it('goes to the manager’s address and says what has happened, without a name', async () => {
    const messengers = new PlannedMessengers();
    await run(messengers, await newDelivery());
    const [sent] = messengers.sent;
    expect(sent?.to).to.deep.equal({ channel: 'email', address: `${manager.personId}@example.org` });
    expect(sent?.message.text).to.equal('A clinician has missed two calls in this shift.');
  });

  /** Its provider has refused it in passing, attempt for attempt. Answers how long each of them waited for the next. */
  async function attempts(deliveryId: DeliveryId, count: number): Promise<number[]> {
    const messengers = new PlannedMessengers(...Array.from({ length: count }, () => busy));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= count; attempt += 1) {
      waits.push((await run(messengers, deliveryId)).remainingMs);
      await makeDue(deliveryId);
    }
    return waits;
  }

  it('waits longer each time, is late after the fourth attempt, and is sent when its provider is back', async () => {
    const deliveryId = await newDelivery();
    expect(await attempts(deliveryId, 6)).to.deep.equal([1000, 3000, 9000, 30_000, 30_000, 30_000]);
    expect(await stateOf(deliveryId)).to.deep.equal({ state: 'late', attempts: 6, error: 'http-503' });
    const messengers = new PlannedMessengers();
    expect((await run(messengers, deliveryId)).remainingMs).to.equal(0);
    expect(messengers.sent).to.have.length(1);
    expect(await stateOf(deliveryId)).to.deep.equal({ state: 'delivered', attempts: 7, error: null });
  });

  it('sends nothing late that nobody needs to know any more', async () => {
    const deliveryId = await newDelivery();
    await attempts(deliveryId, 4);
    await query(
      'update notices set acknowledged_at = now(), acknowledged_by = $2 where organisation_id = $1',
      [place.organisationId, manager.personId],
    );
    const messengers = new PlannedMessengers();
    await run(messengers, deliveryId);
    expect(messengers.sent).to.deep.equal([]);
    expect(await stateOf(deliveryId)).to.include({ state: 'failed', error: 'not-needed' });
  });

  it('gives up a late message after a day', async () => {
    const deliveryId = await newDelivery();
    await attempts(deliveryId, 4);
    await query("update deliveries set created_at = now() - interval '25 hours' where id = $1", [deliveryId]);
    const messengers = new PlannedMessengers();
    expect((await run(messengers, deliveryId)).remainingMs).to.equal(0);
    expect(messengers.sent).to.deep.equal([]);
    expect(await stateOf(deliveryId)).to.include({ state: 'failed', error: 'gave-up' });
  });

  it('answers early how long there is to wait', async () => {
    const deliveryId = await newDelivery();
    const messengers = new PlannedMessengers(busy);
    await run(messengers, deliveryId);
    const { remainingMs } = await run(messengers, deliveryId);
    expect(remainingMs).to.be.within(1, 1000);
    expect(messengers.sent).to.have.length(1);
  });

  it('fails at once where trying again cannot help', async () => {
    const deliveryId = await newDelivery();
    await run(new PlannedMessengers({ result: 'failed', permanent: true, code: 'smtp-550' }), deliveryId);
    expect(await stateOf(deliveryId)).to.deep.equal({ state: 'failed', attempts: 1, error: 'smtp-550' });
  });

  it('takes over from a process that died while sending', async () => {
    const deliveryId = await newDelivery();
    await world.deps.store.transact(({ escalation, now }) =>
      escalation.claimDelivery(deliveryId, new Date(now.getTime() + 60_000)),
    );
    const messengers = new PlannedMessengers();
    expect((await run(messengers, deliveryId)).remainingMs).to.be.within(50_000, 60_000);
    await makeDue(deliveryId);
    await run(messengers, deliveryId);
    expect(await stateOf(deliveryId)).to.include({ state: 'delivered', attempts: 2 });
  });

  it('does not send what nobody needs to know any more', async () => {
    const deliveryId = await newDelivery();
    await query(
      'update notices set acknowledged_at = now(), acknowledged_by = $2 where organisation_id = $1',
      [place.organisationId, manager.personId],
    );
    const messengers = new PlannedMessengers();
    await run(messengers, deliveryId);
    expect(messengers.sent).to.deep.equal([]);
    expect(await stateOf(deliveryId)).to.include({ state: 'failed', error: 'not-needed' });
  });

  it('knows nothing of a delivery that there is not', async () => {
    const done = await run(new PlannedMessengers(), randomUUID() as DeliveryId);
    expect(done).to.deep.equal({ remainingMs: 0 });
  });

  describe('a notice', () => {
    const actor = (personId: PersonId, roles: PersonActor['roles'], of = place): PersonActor => ({
      kind: 'person',
      personId,
      organisationId: of.organisationId,
      roles,
      familyId: randomUUID() as PersonActor['familyId'],
    });

    const open = () => world.deps.store.reads.listOpenNotices(place.organisationId);

    it('is raised once for its key, however often it comes up', async () => {
      await Promise.all([1, 2, 3].map(() => raiseNotice(world.deps, notice())));
      const found = await open();
      expect(found).to.have.length(1);
      expect(found[0]).to.include({ kind: 'missed-twice', queueName: null, from: null, until: null });
      expect(found[0]?.personName).to.match(/^Clinician \d+$/);
      expect(await world.trail(place)).to.deep.equal(['notice.raised']);
    });

    it('leaves the board when a manager of the organisation acknowledges it', async () => {
      await raiseNotice(world.deps, notice());
      const noticeId = (await open())[0]?.noticeId ?? ('' as NoticeId);
      const elsewhere = await world.addPlace();
      const acknowledge = (who: PersonActor) => acknowledgeNotice(world.deps, who, { noticeId });
      const stranger = await refused(() => acknowledge(actor(manager.personId, ['manager'], elsewhere)));
      expect(stranger.code).to.equal('not-found');
      const clinician = await refused(() => acknowledge(actor(manager.personId, ['clinician'])));
      expect(clinician.code).to.equal('forbidden');
      await acknowledge(actor(manager.personId, ['manager']));
      await acknowledge(actor(manager.personId, ['manager']));
      expect(await open()).to.deep.equal([]);
      expect(await world.trail(place)).to.deep.equal(['notice.raised', 'notice.acknowledged']);
    });
  });
});
