import { expect } from 'chai';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import type { CallId, OrganisationId, PatientId, StationId, VisitId } from '../../../domain/ids.ts';
import { orderAt } from '../../../domain/dispatching/routing.ts';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import { migrate } from '../../../store/postgres/migrate.ts';
import { urgentCalls } from '../../../store/migrations/0001-urgent-calls.ts';
import { openStore } from '../../../store/open-store.ts';
import { createDatabase, type TestDatabase } from '../../support/services.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { StillClock } from '../../support/still-clock.ts';
import { newId } from '../../support/world-store.ts';

const placedAt = new Date('2026-11-22T02:00:00.123Z');
const deadline = new Date('2026-11-22T02:00:30.456Z');

/** A database as the release before has left it, with what `fill` says in it. */
async function before(database: TestDatabase, fill: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const provider = { getMigrations: () => Promise.resolve({ '0001-urgent-calls': urgentCalls }) };
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined) throw new Error('the first migration failed', { cause: error });
    await pool.query(fill);
  } finally {
    await db.destroy();
  }
}

describe('store: migrating what is there', () => {
  it('keeps waiting, ringing, active and ended calls, each in its phase', async () => {
    await using database = await createDatabase();
    const id = {
      organisation: newId<OrganisationId>(),
      site: newId(),
      person: newId(),
      other: newId(),
      stations: Array.from({ length: 4 }, () => newId<StationId>()),
      calls: Array.from({ length: 4 }, () => newId<CallId>()),
      offers: [newId(), newId()],
      visit: newId<VisitId>(),
    };
    const [waiting, ringing, active, ended] = id.calls;
    if (!waiting || !ringing || !active || !ended) throw new Error('four ids were made');
    const call = (
      n: number,
      acuity: string,
      life: string,
    ) => `insert into calls (id, organisation_id, site_id,
        station_id, room_id, acuity, placed_at, since, phase, offer_id, clinician_id, deadline, visit_id, end_reason)
      values ('${id.calls[n] ?? ''}', '${id.organisation}', '${id.site}', '${id.stations[n] ?? ''}', gen_random_uuid(),
        '${acuity}', '${placedAt.toISOString()}', '${placedAt.toISOString()}', ${life});`;
    const offer = (n: number, callId: string, person: string, state: string) => `insert into offers
        (id, call_id, clinician_id, state, rang_at, deadline, settled_at)
      values ('${id.offers[n] ?? ''}', '${callId}', '${person}', '${state}', '${placedAt.toISOString()}',
        '${deadline.toISOString()}', ${state === 'ringing' ? 'null' : 'now()'});`;
    await before(
      database,
      `begin;
      insert into organisations values ('${id.organisation}', 'Dales Care', now());
      insert into sites values ('${id.site}', '${id.organisation}', 'Ash House', 'care-home', null);
      ${[id.person, id.other].map((person) => `insert into people values ('${person}', '${id.organisation}', 'Asha Rao', '${person}', '{clinician}', 'hash', false, null);`).join('\n')}
      ${id.stations.map((station) => `insert into stations (id, site_id, organisation_id, name) values ('${station}', '${id.site}', '${id.organisation}', 'Tablet');`).join('\n')}
      ${call(0, 'soon', `'waiting', null, null, null, null, null`)}
      ${call(1, 'urgent', `'ringing', '${id.offers[0] ?? ''}', '${id.person}', '${deadline.toISOString()}', null, null`)}
      ${offer(0, ringing, id.person, 'ringing')}
      ${call(2, 'immediate', `'active', null, '${id.other}', null, '${id.visit}', null`)}
      ${offer(1, active, id.other, 'accepted')}
      insert into visits (id, offer_id, call_id, clinician_id, started_at)
        values ('${id.visit}', '${id.offers[1] ?? ''}', '${active}', '${id.other}', '${placedAt.toISOString()}');
      ${call(3, 'urgent', `'ended', null, null, null, null, 'cancelled'`)}
      commit;`,
    );

    expect(await migrate(database.url)).to.deep.equal([
      '0002-routing',
      '0003-told-rings',
      '0004-source-choices',
      '0005-media-nodes',
      '0006-networks',
      '0007-guests',
      '0008-telephoned-call-backs',
      '0009-station-checks',
      '0010-visit-quality',
      '0011-lost-sound',
      '0012-write-probe',
      '0013-lost-clinician',
      '0014-notes-of-an-episode',
      '0015-late-deliveries',
      '0016-write-needs-room',
      '0017-retention',
      '0018-proposals-and-refusals',
      '0019-visits-of-their-own',
      '0020-clinics',
      '0021-prison-mode',
      '0022-booked-visits',
      '0023-clinic-tasks',
      '0024-person-moves',
      '0025-clinic-messages',
      '0026-preflight',
      '0027-clinic-running',
      '0028-kept-places',
      '0029-by-link',
      '0031-clerks-work',
      '0032-moves-confirmed',
      '0034-record',
      '0035-digest-times',
      '0037-record-served',
      '0038-record-clients',
      '0039-residents',
      '0040-erasure-of-patients',
      '0042-known-persons',
      '0043-moved-clinics',
      '0044-referral-documents',
      '0045-letters',
      '0046-changed-clinics',
      '0047-patients-of-record',
      '0048-notices-end',
      '0049-record-grants',
      '0050-sbard',
      '0051-record-exports',
      '0052-gp-letters',
      '0055-record-subscriptions',
    ]);

    const clock = new StillClock();
    await using store = openStore({ databaseUrl: database.url, clock, log: collectingLog().log });
    const read = await store.transact(({ calls }) =>
      Promise.all(id.calls.map((callId) => calls.lock(callId))),
    );
    expect(read.map((one) => one?.life)).to.deep.equal([
      { phase: 'waiting', since: placedAt },
      {
        phase: 'ringing',
        since: placedAt,
        offers: [{ offerId: id.offers[0], clinicianId: id.person, deadline, place: 1 }],
      },
      { phase: 'active', since: placedAt, visitId: id.visit, clinicianId: id.other },
      { phase: 'ended', at: placedAt, reason: 'cancelled', visitId: null },
    ]);
    const visit = await store.transact(({ visits }) => visits.find(id.visit));
    expect(visit).to.deep.include({
      origin: { kind: 'call', callId: active },
      organisationId: id.organisation,
      siteId: id.site,
      stationId: id.stations[2],
      roomId: read[2]?.roomId,
    });
    const [queue] = await store.reads.listQueues(id.organisation);
    expect(queue).to.deep.include({ name: 'Urgent calls', settings: defaultQueueSettings });
    for (const one of read) {
      expect(one).to.deep.include({
        queueId: queue?.id,
        queuedAt: placedAt,
        escalation: { round: 1, step: 0 },
      });
    }
    const routable = await store.transact(({ calls }) =>
      calls.listRoutable(id.organisation, { limit: 1000 }),
    );
    expect(routable.map(({ callId }) => callId)).to.deep.equal([ringing, waiting]);
    expect(routable.map((one) => one.orderAt)).to.deep.equal(
      routable.map(({ acuity }) => orderAt({ acuity, placedAt })),
    );
  });

  it('lets a feed that there was speak for the prisons that its organisation has by then', async () => {
    await using database = await createDatabase();
    await migrate(database.url, { upTo: '0028-kept-places' });
    const [own, strange, prison, home, otherPrison, feed] = Array.from({ length: 6 }, () => newId());
    const site = (id: string | undefined, organisation: string | undefined, kind: string) =>
      `insert into sites (id, organisation_id, queue_id, name, kind)
      values ('${id ?? ''}', '${organisation ?? ''}', gen_random_uuid(), 'Synthetic', '${kind}');`;
    const rows = await inDatabase(database.url, async (client) => {
      // Without the rows that these refer to.
      await client.query(`set session_replication_role = replica;
        ${site(prison, own, 'prison')} ${site(home, own, 'care-home')} ${site(otherPrison, strange, 'prison')}
        insert into prison_feeds (id, organisation_id, name, secret, made_by, made_at)
        values ('${feed ?? ''}', '${own ?? ''}', 'Synthetic', 'x', gen_random_uuid(), now());`);
      await migrate(database.url);
      return (await client.query<Record<string, string>>('select feed_id, site_id from prison_feed_sites'))
        .rows;
    });
    expect(rows).to.deep.equal([{ feed_id: feed, site_id: prison }]);
  });

  it('makes Patients of everybody on a list, as the service would, and leaves a number that another Patient has', async () => {
    await using database = await createDatabase();
    await migrate(database.url, { upTo: '0046-changed-clinics' });
    const [organisation, site, ann, old, ben, partner] = Array.from({ length: 6 }, () => newId<PatientId>());
    if (!organisation || !ann || !old || !ben || !partner) throw new Error('six ids were made');
    const patient = (id: string, name: string, nhs: string | null, into: string | null = null) =>
      `('${id}', '${organisation}', '${site ?? ''}', '${name}', '1938-05-02', ${nhs === null ? 'null' : `'${nhs}'`},
        ${into === null ? 'null' : `'${into}'`}, '2026-11-30T10:00Z')`;
    const { resources, index } = await inDatabase(database.url, async (client) => {
      // Without the rows that these refer to.
      await client.query(`set session_replication_role = replica;
        insert into organisations (id, name, created_at) values ('${organisation}', 'Synthetic', now());
        insert into patients (id, organisation_id, site_id, name, date_of_birth, nhs_number, merged_into, created_at)
        values ${patient(ann, 'Édith  Marlowe', '9990000018')}, ${patient(old, 'Edith Marlowe', null, ann)},
          ${patient(ben, 'Ben Sample', '9990000026')};
        insert into record_resources (organisation_id, type, id, version, updated_at, patient_id, body, nhs_number)
        values ('${organisation}', 'Patient', '${partner}', 1, now(), '${partner}', '{"resourceType":"Patient"}', '9990000026')`);
      await migrate(database.url);
      const read = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;
      const ofAnn = `pk = (select pk from record_resources where id = '${ann}') order by parameter`;
      return {
        resources: await read(
          `select r.id, r.version, r.patient_id, r.nhs_number, v.method, v.body = r.body as same
           from record_resources r join record_versions v using (pk) order by v.body::json ->> 'birthDate', r.nhs_number,
             r.id = '${old}'`,
        ),
        index: [
          ...(await read(`select parameter, system, code from record_tokens where ${ofAnn}`)),
          ...(await read(`select parameter, folded, exact from record_strings where ${ofAnn}`)),
          ...(await read(`select parameter, low, high from record_dates where ${ofAnn}`)),
        ],
      };
    });
    expect(resources).to.deep.equal([
      { id: ann, version: 1, patient_id: ann, nhs_number: '9990000018', method: 'POST', same: true },
      { id: ben, version: 1, patient_id: ben, nhs_number: null, method: 'POST', same: true },
      { id: old, version: 1, patient_id: ann, nhs_number: null, method: 'POST', same: true },
    ]);
    expect(index).to.deep.equal([
      { parameter: 1, system: 'https://fhir.nhs.uk/Id/nhs-number', code: '9990000018' },
      { parameter: 7, system: null, code: 'true' },
      { parameter: 2, folded: 'edith marlowe', exact: 'Édith  Marlowe' },
      // A day in London, where it was summer.
      { parameter: 5, low: new Date('1938-05-01T23:00Z'), high: new Date('1938-05-02T23:00Z') },
    ]);
    await using store = openStore({
      databaseUrl: database.url,
      clock: new StillClock(),
      log: collectingLog().log,
    });
    const of = { name: 'Ben Sample', dateOfBirth: '1938-05-02', nhsNumber: '9990000026', room: 'Room 1' };
    await store.transact(({ residents }) => residents.amendResident(ben, of));
    await store.transact(({ personMoves }) => personMoves.moveEverything(old, ann));
    const scope = { organisationIds: [organisation as string as OrganisationId] };
    for (const id of [ann, old, ben]) {
      const versions = await store.reads.listVersions(scope, { type: 'Patient', id });
      expect(versions, 'it says already what the service would write').to.have.length(1);
    }
  });
});
