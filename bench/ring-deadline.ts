// Rings that nobody answers must end at 20 s and at 21 s at the latest, also when the worker that would have ended them is
// killed: npm run bench -- ring-deadline [--offers 200]. Two workers run, each started again by a supervisor. In every
// second wave of rings one of them is killed with -9 at a moment between half a second before the first deadline of
// the wave and a twentieth of a second after it; which of the two would have decided is known only once it has. The last
// line is one JSON object; the exit code is 1 when a ring ended outside its second.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { environment } from '../config/environment.ts';
import { DataFolder } from '../scripts/data-folder.ts';
import { runScript } from '../scripts/run-script.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { healthAt, saysInLog, ServicePart } from './chaos/parts.ts';
import { SeededRandom } from './chaos/seeded-random.ts';
import { percentiles } from './percentiles.ts';
import { SilentCrowd } from './ring-deadline/silent-crowd.ts';

const { values } = parseArgs({ options: { offers: { type: 'string', default: '200' } } });
const offers = Number(values.offers);
const waves = 4;
const ringMs = 20_000;
const lateAtMostMs = 1000;

type Ended = { rang_at: Date; deadline: Date; settled_at: Date | null; state: string; reason: string | null };

await runScript({ notesTo: process.stderr }, async ({ say, signal, owned }) => {
  const config = readConfig();
  await migrate(config.databaseUrl);
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const logs = await mkdtemp(path.join(tmpdir(), 'bedside-ring-deadline-'));
  const ground = { data, logs, say, signal };
  const env = { ...environment(), BEDSIDE_LOG_LEVEL: 'info' };
  const url = `http://127.0.0.1:${config.http.port}`;
  const start = async (name: string, main: string, ready: ReturnType<typeof healthAt>) => {
    const part = await ServicePart.start(ground, { name, main, env, ready });
    owned.defer(() => part.part.close());
    return part.part;
  };
  const workers = await Promise.all([
    start('worker-0', 'workers/main.ts', saysInLog('workers ready')),
    start('worker-1', 'workers/main.ts', saysInLog('workers ready')),
    start('server', 'server/main.ts', healthAt(url)),
  ]);
  const client = new pg.Client({ connectionString: config.databaseUrl });
  await client.connect();
  owned.defer(() => client.end());
  const crowd = await SilentCrowd.create({ url, config, client, size: Math.ceil(offers / waves) + 1 });
  owned.defer(() => {
    crowd.leave();
  });

  const kills = await ringInWaves({ crowd, client, workers, say, signal });
  crowd.leave();
  const { good, result } = await report(client, kills);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return good ? 0 : 1;
});

type Stage = {
  crowd: SilentCrowd;
  client: pg.Client;
  workers: readonly { kill(signal: 'SIGKILL'): Promise<void> }[];
  say: { line(text: string): void };
  signal: AbortSignal;
};

/** Lets everybody ring out, wave after wave; in every second one a worker is killed just before the deadlines. */
async function ringInWaves({ crowd, client, workers, say, signal }: Stage): Promise<Date[]> {
  const random = new SeededRandom(1);
  const kills: Date[] = [];
  await crowd.press();
  for (let wave = 0; wave < waves; wave += 1) {
    const first = await firstDeadline(client, signal);
    const until = () => first.getTime() - Date.now();
    if (wave % 2 === 1) {
      await pause(Math.max(0, until() - random.between(-50, 500)), undefined, { signal });
      kills.push(new Date());
      say.line(`wave ${wave + 1}: killing a worker, ${until()} ms before the first deadline`);
      await workers[(wave >> 1) % 2]?.kill('SIGKILL');
    }
    await pause(Math.max(0, until()) + 3000, undefined, { signal });
  }
  return kills;
}

async function report(client: pg.Client, kills: readonly Date[]) {
  const { rows } = await client.query<Ended>(
    `select rang_at, deadline, settled_at, state, reason from offers
     where state = 'missed' or (state = 'ringing' and deadline < now() - interval '2 seconds')
     order by rang_at`,
  );
  const { rows: unheard } = await client.query(`select 1 from offers where reason = 'not-reached'`);
  const late = rows.map(({ deadline, settled_at }) =>
    settled_at === null ? Infinity : settled_at.getTime() - deadline.getTime(),
  );
  const wrong = rows.filter(({ rang_at, settled_at }) => {
    const rang = (settled_at?.getTime() ?? Infinity) - rang_at.getTime();
    return rang < ringMs || rang > ringMs + lateAtMostMs;
  });
  const killed = rows.filter(({ deadline }) =>
    kills.some((at) => deadline.getTime() > at.getTime() - 100 && deadline.getTime() < at.getTime() + 2000),
  );
  const result = {
    bench: 'ring-deadline',
    offers: rows.length,
    killed: killed.length,
    lateMs: { ...percentiles(late, [50, 99]), max: Math.max(...late) },
    violations: wrong.length,
    notReached: unheard.length,
  };
  return { good: wrong.length === 0 && rows.length >= offers, result };
}

/** The first of the deadlines to come, once something rings. */
async function firstDeadline(client: pg.Client, signal: AbortSignal): Promise<Date> {
  for (;;) {
    const { rows } = await client.query<{ deadline: Date | null }>(
      `select min(deadline) as deadline from offers where state = 'ringing' and deadline > now() + interval '5 seconds'`,
    );
    const deadline = rows[0]?.deadline;
    if (deadline) return deadline;
    await pause(50, undefined, { signal });
  }
}
