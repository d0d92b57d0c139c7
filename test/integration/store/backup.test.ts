import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { StationActor } from '../../../domain/actors.ts';
import { BackupRefusal, type Manifest } from '../../../store/backup/manifest.ts';
import { restoreBackup } from '../../../store/backup/restore-backup.ts';
import { takeBackup } from '../../../store/backup/take-backup.ts';
import { migrate } from '../../../store/postgres/migrate.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { addDocument, files } from '../../support/documents.ts';
import { RunningServer } from '../../support/running-server.ts';
import { allRows, inDatabase, type Rows, rowsOfSnapshot } from '../../support/database-rows.ts';
import { clinicianHears, pressAt, ringOf, stationHears, valueOf } from '../../support/hearing.ts';
import { refused } from '../../support/refused.ts';
import {
  createDatabase,
  createMigratedDatabase,
  type TestDatabase,
  testServices,
} from '../../support/services.ts';
import { type EnrolledStation, type Place, World } from '../../support/world.ts';

const { signal } = new AbortController();

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bedside-backup-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

function rowsOf({ url }: Pick<TestDatabase, 'url'>): Promise<Rows> {
  return inDatabase(url, allRows);
}

/** Foreign keys and triggers, with when they are checked. */
function guardsOf({ url }: Pick<TestDatabase, 'url'>): Promise<unknown[]> {
  return inDatabase(url, async (client) => {
    const { rows } = await client.query<Record<string, string>>(
      `select conrelid::regclass::text as table, conname as name, condeferrable::text || condeferred as how
      from pg_constraint where connamespace = 'public'::regnamespace
      union all select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger where not tgisinternal
      order by 1, 2, 3`,
    );
    return rows;
  });
}

/** An empty database whose owner is an ordinary role, as a hosted PostgreSQL gives it. */
async function createOwnedDatabase(owned: AsyncDisposableStack): Promise<{ url: string }> {
  const role = `test_${randomUUID().replaceAll('-', '')}`;
  const server = testServices().databaseUrl;
  await inDatabase(server, (client) => client.query(`create role ${role} login password '${role}'`));
  owned.defer(async () => {
    await inDatabase(server, (client) => client.query(`drop role ${role}`));
  });
  const database = owned.use(await createDatabase());
  const url = new URL(database.url);
  await inDatabase(server, (client) =>
    client.query(`alter database ${url.pathname.slice(1)} owner to ${role}`),
  );
  [url.username, url.password] = [role, role];
  return { url: url.href };
}

/** A visit that runs and another one that has ended, with what was said and agreed about a patient. */
async function fillWithVisits(world: World, place: Place): Promise<void> {
  const ended = await world.onCall(place);
  const first = await pressAt(world, place);
  const patient = {
    patientName: 'Testa Person',
    nhsNumber: '9990000018',
    concern: 'Fell\tout of "bed"\n\\. ∑',
  };
  valueOf(await first.socket.say('call:describe', { callId: first.callId, ...patient }));
  const { visitId } = valueOf(
    await ended.socket.say('offer:accept', { offerId: await ringOf(ended.socket, first.callId) }),
  );
  valueOf(await first.socket.say('visit:end', { visitId }));
  const outcome = { disposition: 'gp-today', advice: 'Fluids.', note: 'Likely UTI.' } as const;
  valueOf(await ended.socket.say('outcome:record', { visitId, ...outcome }));
  await clinicianHears(ended.socket, 'outcome:recorded');
  const second = await pressAt(world, place);
  const offerId = await ringOf(ended.socket, second.callId);
  valueOf(await ended.socket.say('offer:accept', { offerId }));
  await stationHears(second.socket, 'call:answered');
}

/** Stations that press one after the other until they are told to stop; answers with how many did. */
function keepPressing(world: World, place: Place) {
  const state = { stopped: false, pressed: 0 };
  const pressing = (async () => {
    while (!state.stopped) {
      await pressAt(world, place);
      state.pressed += 1;
    }
  })();
  return {
    stop: async () => {
      state.stopped = true;
      await pressing;
      return state.pressed;
    },
  };
}

/** Writes the manifest anew, with a digest that fits. */
async function changeManifest(folder: string, change: (manifest: Manifest) => object): Promise<void> {
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const text = JSON.stringify({ ...manifest, ...change(manifest) });
  await writeFile(file, text);
  const digest = createHash('sha256').update(text).digest('hex');
  await writeFile(path.join(folder, 'manifest.sha256'), `${digest}  manifest.json\n`);
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BackupRefusal) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('backup and restore: a rehearsed restore', function () {
  this.timeout(60_000);

  it('of a busy service gives every row of one moment, and a service that rings', async () => {
    await using owned = new AsyncDisposableStack();
    const world = owned.use(await World.create());
    const { folder } = owned.use(await temporaryFolder());
    const source = { url: world.config.databaseUrl };
    const place = await world.addPlace();
    await fillWithVisits(world, place);
    const station = await world.addStation(place);
    const clinician = await world.addPerson(place);
    const busyPlace = await world.addPlace();

    const pressing = keepPressing(world, busyPlace);
    const to = path.join(folder, 'backup');
    let snapshot: Rows = {};
    const onSnapshot = async (name: string) => {
      snapshot = await rowsOfSnapshot(source.url, name);
      await pressAt(world, busyPlace);
    };
    const manifest = await takeBackup({ databaseUrl: source.url, to, signal, onSnapshot });
    expect(await pressing.stop()).to.be.greaterThan(0);
    expect(Object.keys(snapshot)).to.include.members(['audit', 'calls', 'outcomes', 'people', 'visits']);
    expect(snapshot['outcomes']).to.have.length(1);
    expect((await rowsOf(source))['calls']?.length).to.be.greaterThan(snapshot['calls']?.length ?? Infinity);
    expect(manifest.tables.map(({ name, rows }) => [name, rows])).to.deep.equal(
      Object.entries(snapshot).map(([name, rows]) => [name, rows.length]),
    );

    const target = await createOwnedDatabase(owned);
    const { migrated } = await restoreBackup({ databaseUrl: target.url, from: to, signal });
    expect(migrated).to.deep.equal([]);
    expect(await rowsOf(target)).to.deep.equal(snapshot);
    expect(await guardsOf(target)).to.deep.equal(await guardsOf(source));

    await ringsAfterwards(target, { station, clinician, place });
  });

  async function ringsAfterwards(
    target: { url: string },
    {
      station,
      clinician,
      place,
    }: { station: EnrolledStation; clinician: { personId: string }; place: Place },
  ): Promise<void> {
    await using restored = await World.create({ databaseUrl: target.url });
    const families = await inDatabase(target.url, (client) =>
      client.query<{ id: string }>('select id from families where person_id = $1', [clinician.personId]),
    );
    const issue = (actor: object) => restored.deps.accessTokens.issue(actor as StationActor);
    const person = {
      kind: 'person',
      personId: clinician.personId,
      organisationId: place.organisationId,
      roles: ['clinician'],
      familyId: families.rows[0]?.id,
    };
    const clinicianSocket = await restored.connect(issue(person));
    valueOf(await clinicianSocket.say('presence:set', { to: 'available' }));
    const { stationId, siteId, organisationId } = station;
    const stationSocket = await restored.connect(
      issue({ kind: 'station', stationId, siteId, organisationId }),
    );
    const { callId } = valueOf(await stationSocket.say('call:start', {}));
    await ringOf(clinicianSocket, callId);
    // The audit trail goes on after the last line that was restored, and is still guarded.
    expect((await restored.trail(place)).filter((action) => action === 'call.placed')).to.have.length(3);
    const change = inDatabase(target.url, (client) => client.query('delete from audit'));
    expect(String(await change.catch((error: unknown) => error))).to.contain('append-only');
  }

  it('of an earlier release is brought up to date with its rows in it', async () => {
    await using source = await createDatabase();
    await using target = await createDatabase();
    await using temporary = await temporaryFolder();
    await migrate(source.url, { upTo: '0012-write-probe' });
    await inDatabase(source.url, (client) =>
      client.query(`
        insert into organisations values ('00000000-0000-4000-8000-000000000001', 'Dales Care', now());
        insert into queues values (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 'Urgent', '{}', now());
      `),
    );
    const from = path.join(temporary.folder, 'backup');
    await takeBackup({ databaseUrl: source.url, to: from, signal });
    const { migrated } = await restoreBackup({ databaseUrl: target.url, from, signal });
    expect(migrated.slice(0, 2)).to.deep.equal(['0013-lost-clinician', '0014-notes-of-an-episode']);
    const rows = await rowsOf(target);
    expect(rows['organisations']?.[0]).to.contain('Dales Care');
    expect(rows['queues']?.[0]).to.contain('lostClinicianSeconds');
    expect(rows['write_probe']).to.deep.equal((await rowsOf(source))['write_probe']);

    await using current = await createMigratedDatabase();
    expect(await refusalOf(restoreBackup({ databaseUrl: current.url, from, signal }))).to.match(
      /^The database has the schema of \S+, and the backup that of 0012-write-probe, which is earlier[.]/,
    );
  });
});

describe('backup and restore: refusals', () => {
  let source: TestDatabase;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let from: string;

  beforeEach(async () => {
    source = await createMigratedDatabase();
    temporary = await temporaryFolder();
    from = path.join(temporary.folder, 'backup');
    await inDatabase(source.url, (client) =>
      client.query(`insert into organisations values (gen_random_uuid(), 'Dales Care', now())`),
    );
    await takeBackup({ databaseUrl: source.url, to: from, signal });
  });

  afterEach(async () => {
    await source.drop();
    await temporary[Symbol.asyncDispose]();
  });

  it('writes for its owner only, over nothing that is there', async () => {
    const files = [from, ...(await readdir(from)).map((name) => path.join(from, name))];
    const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(new Set(modes.slice(1))).to.deep.equal(new Set([0o600]));
    expect(modes[0]).to.equal(0o700);
    const again = refusalOf(takeBackup({ databaseUrl: source.url, to: from, signal }));
    expect(await again).to.equal(`${from} exists already: name a folder that does not.`);
  });

  it('leaves nothing of a backup that was stopped, and takes none of a database without migrations', async () => {
    const stopping = new AbortController();
    const to = path.join(temporary.folder, 'stopped');
    const onSnapshot = () => {
      stopping.abort();
      return Promise.resolve();
    };
    const stopped = takeBackup({ databaseUrl: source.url, to, signal: stopping.signal, onSnapshot });
    expect(await stopped.catch((error: unknown) => (error as Error).name)).to.equal('AbortError');
    await using empty = await createDatabase();
    expect(await refusalOf(takeBackup({ databaseUrl: empty.url, to, signal }))).to.contain('no migrations');
    expect(await readdir(temporary.folder)).to.deep.equal(['backup']);
  });

  it('leaves nothing of a backup whose connection was lost', async () => {
    const to = path.join(temporary.folder, 'lost');
    const onSnapshot = async () => {
      await inDatabase(source.url, (client) =>
        client.query(
          `select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where application_name = 'bedside backup' and datname = current_database()`,
        ),
      );
    };
    const { code } = await refused(() => takeBackup({ databaseUrl: source.url, to, signal, onSnapshot }));
    expect(code).to.equal('unavailable');
    expect(await readdir(temporary.folder)).to.deep.equal(['backup']);
  });

  it('changes nothing in a database that is not empty', async () => {
    const before = await rowsOf(source);
    const refusal = await refusalOf(restoreBackup({ databaseUrl: source.url, from, signal }));
    expect(refusal).to.contain('not empty. Rows are in organisations (1). Nothing was changed');
    expect(await rowsOf(source)).to.deep.equal(before);

    await using foreign = await createDatabase();
    await inDatabase(foreign.url, (client) => client.query('create table recipes (name text)'));
    const other = await refusalOf(restoreBackup({ databaseUrl: foreign.url, from, signal }));
    expect(other).to.contain("tables that are not Bedside's: recipes");
    expect(await rowsOf(foreign)).to.deep.equal({ recipes: [] });
  });

  it('is refused while a service is connected, also on an empty database', async () => {
    await using database = await createMigratedDatabase();
    const inUse = await inDatabase(`${database.url}?application_name=bedside`, () =>
      refusalOf(restoreBackup({ databaseUrl: database.url, from, signal })),
    );
    expect(inUse).to.contain('Servers or workers are connected to the database: stop them');
  });

  it('writes nothing of a backup with a damaged, cut or missing file', async () => {
    await using target = await createDatabase();
    const restore = () => refusalOf(restoreBackup({ databaseUrl: target.url, from, signal }));
    const file = path.join(from, 'organisations.copy.gz');
    const whole = await readFile(file);
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(20) ^ 1, 20);
    await writeFile(file, flipped);
    expect(await restore()).to.equal(`${file} is damaged: use another backup.`);
    await writeFile(file, whole.subarray(0, -4));
    expect(await restore()).to.equal(`${file} is damaged: use another backup.`);
    await rm(file);
    expect(await restore()).to.equal(`${file} is missing: use another backup.`);
    const manifest = path.join(from, 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"rows": 1', '"rows": 2'));
    expect(await restore()).to.equal(`${manifest} is damaged: use another backup.`);
    await rm(manifest);
    expect(await restore()).to.contain(`${from} is not a whole backup: its manifest.json`);
    expect(await rowsOf(target)).to.deep.equal({});
  });

  it('writes nothing of a backup from a newer release', async () => {
    await using target = await createDatabase();
    await changeManifest(from, ({ migrations }) => ({ migrations: [...migrations, '9999-from-the-future'] }));
    const refusal = await refusalOf(restoreBackup({ databaseUrl: target.url, from, signal }));
    expect(refusal).to.contain('does not know the migration 9999-from-the-future');
    expect(await rowsOf(target)).to.deep.equal({});
  });

  it('leaves an empty, guarded database when loading fails, and the next attempt succeeds', async () => {
    await using target = await createDatabase();
    const { tables } = JSON.parse(await readFile(path.join(from, 'manifest.json'), 'utf8')) as Manifest;
    const wrong = tables.map((table) => ({ ...table, rows: table.name === 'write_probe' ? 7 : table.rows }));
    await changeManifest(from, () => ({ tables: wrong }));
    const refusal = await refusalOf(restoreBackup({ databaseUrl: target.url, from, signal }));
    expect(refusal).to.contain('write_probe has 1 rows, and the manifest says 7');
    expect((await rowsOf(target))['organisations']).to.deep.equal([]);
    expect(await guardsOf(target)).to.deep.equal(await guardsOf(source));
    await changeManifest(from, () => ({ tables }));
    await restoreBackup({ databaseUrl: target.url, from, signal });
    expect(await rowsOf(target)).to.deep.equal(await rowsOf(source));
  });

  it('A50 bears documents byte by byte', async () => {
    await using running = await RunningServer.create();
    const stage = await ClinicStage.create(running);
    const { referralId } = await stage.refer();
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const content = Buffer.concat([files.pdf, every, Buffer.from('\\x5c\\N\n\t\\.\n'), every]);
    await addDocument(running, { token: stage.nurse.token, referralId, content });
    await using made = await temporaryFolder();
    const folder = path.join(made.folder, 'backup');
    await takeBackup({ databaseUrl: running.config.databaseUrl, to: folder, signal });
    await using restored = await createDatabase();
    await restoreBackup({ databaseUrl: restored.url, from: folder, signal });
    const { rows } = await inDatabase(restored.url, (client) =>
      client.query<{ content: Buffer }>('select content from referral_documents'),
    );
    expect(rows.map((row) => row.content.equals(content))).to.deep.equal([true]);
  });
});
