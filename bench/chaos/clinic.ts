// A lockdown of a prison with 60 bookings, told and reminded of while workers and a server are killed and the mail server
// is away for what the service takes for an hour: npm run chaos -- clinic [--keep]. The last line is one JSON object; the
// exit code is 1 when an aim was missed.

import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { isWorkingDay } from '../../domain/clinics/working-days.ts';
import { addDays, daysBetween, instantOf, wallDateOf } from '../../domain/rota/wall-clock.ts';
import { createLog } from '../../process/log.ts';
import { DataFolder } from '../../scripts/data-folder.ts';
import { runScript, type ScriptTools } from '../../scripts/run-script.ts';
import { SignedAccessTokens } from '../../server/auth/access-tokens.ts';
import { openStore } from '../../store/open-store.ts';
import { details } from '../../test/support/clinic-stage.ts';
import { MailServer } from '../../test/support/mail-server.ts';
import { ask } from '../../test/support/rest-client.ts';
import { type ClinicDay, layClinicDay } from './clinic/clinic-day.ts';
import { whoWasReached } from './clinic/who-was-reached.ts';
import { Service } from './service.ts';

/** How long messages may take, by a clock on the wall, once their provider is back. */
const reachedWithinMs = 180_000;

const { values: options } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
await runScript({ notesTo: process.stderr }, runClinic);

async function runClinic({ say, signal, owned }: ScriptTools): Promise<number> {
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const logs = path.resolve('tmp', 'chaos', 'clinic');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  const mail = owned.use(await MailServer.open());
  const delivery = { BEDSIDE_SMTP_URL: mail.url, BEDSIDE_MAIL_FROM: 'bedside@example.org' };
  const service = owned.use(await Service.create({ data, logs, say, signal }, delivery));
  const { databaseUrl, urls } = service;
  const clock = { now: () => new Date() };
  const accessTokens = await SignedAccessTokens.create({ keyFile: await data.tokenKeyFile(), clock });
  const store = owned.use(openStore({ databaseUrl, clock, log: createLog({ level: 'error' }) }));
  const day = await layClinicDay(store, accessTokens);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  owned.defer(() => client.end());

  say.line(`clinic: booking ${day.wanted.length} patients for ${day.date}`);
  await bookAll(urls[1], day);
  await isQuiet(client, signal);
  mail.treat('busy');
  const stopped = await lockDown(service, day);
  say.line(`clinic: movements stopped in ${stopped.ms} ms; the mail server is away`);
  for (const name of ['worker-0', 'worker-1'] as const) await service.part(name).kill('SIGKILL');
  // The clock of the service is that of the database (ADR 9): instead of moving it, what was written is made older.
  await client.query(
    `update deliveries set created_at = created_at - interval '1 hour', due_at = due_at - interval '1 hour'`,
  );
  mail.treat('accept');
  const backAt = performance.now();
  for (const name of ['worker-1', 'worker-0'] as const) await service.part(name).kill('SIGKILL');
  await isQuiet(client, signal);
  const reachedMs = Math.round(performance.now() - backAt);
  say.line(`clinic: everybody told ${reachedMs} ms after the mail server was back`);

  await remind(service, { day, client, signal });

  const found = await whoWasReached(client, {
    mails: mail.received,
    nurses: day.nurses.map(({ personId }) => personId),
    others: day.clerks.map(({ personId }) => personId),
  });
  const { cancelled, booked, ...faults } = found;
  const passed = cancelled + booked === day.wanted.length && Object.values(faults).every((n) => n === 0);
  const result = { bookings: day.wanted.length, ...found, lockdownMs: stopped.ms, reachedMs };
  process.stdout.write(
    `${JSON.stringify({ chaos: 'clinic', kills: 9, mails: mail.received.length, ...result })}\n`,
  );
  if (passed && !options.keep) await rm(logs, { recursive: true });
  return passed ? 0 : 1;
}

/** The day of the clinic comes nearer, so that its reminders are due, and the workers are killed in turn while they are made. */
async function remind(
  service: Service,
  { day, client, signal }: { day: ClinicDay; client: pg.Client; signal: AbortSignal },
): Promise<void> {
  const now = new Date();
  const today = wallDateOf(now);
  const isLater = !isWorkingDay(today) || now >= instantOf(`${today}T10:00`);
  const days = daysBetween(isLater ? addDays(today, 1) : today, day.date);
  await client.query(
    `update bookings set begins_at = begins_at - $1 * interval '1 day', starts_at = starts_at - $1 * interval '1 day',
       ends_at = ends_at - $1 * interval '1 day', timed_at = timed_at - interval '14 days'`,
    [days],
  );
  for (const name of ['worker-0', 'worker-1', 'worker-0', 'worker-1'] as const) {
    await pause(1500, undefined, { signal });
    await service.part(name).kill('SIGKILL');
  }
  await remindersAreMade(client, signal);
  await isQuiet(client, signal);
}

async function bookAll(url: string, { wanted, nurses }: ClinicDay): Promise<void> {
  const [nurse] = nurses;
  for (const { referralId, sessionId, stationId, startsAt } of wanted) {
    const body = {
      referralId,
      sessionId,
      stationId,
      startsAt: startsAt.toISOString(),
      requestId: randomUUID(),
    };
    const asking = { token: nurse?.token ?? '' };
    const { bookingId } = (await ask({ url }, 'holdTime', { ...asking, body })).value;
    await ask({ url }, 'confirmBooking', { ...asking, params: { bookingId }, body: details });
  }
}

/** One server is killed while it is asked; what it has not answered is asked of the other, which may find it done. */
async function lockDown(service: Service, { date, siteId, nurses }: ClinicDay): Promise<{ ms: number }> {
  const asking = {
    token: nurses[0]?.token ?? '',
    params: { siteId },
    body: {
      startsAt: instantOf(`${date}T08:30`).toISOString(),
      endsAt: instantOf(`${date}T12:00`).toISOString(),
      reason: 'An incident on the wing',
    },
  };
  const startedAt = performance.now();
  const first = ask({ url: service.urls[0] }, 'stopMovements', asking).then(
    () => true,
    () => false,
  );
  const killed = pause(10).then(() => service.part('server-0').kill('SIGKILL'));
  if (!(await first)) {
    const found = await ask({ url: service.urls[1] }, 'listMovementStops', { token: asking.token });
    const stands = found.value.prisons.some(({ stops }) => stops.length > 0);
    if (!stands) await ask({ url: service.urls[1] }, 'stopMovements', asking);
  }
  const ms = Math.round(performance.now() - startedAt);
  await killed;
  return { ms };
}

/** Until no message is on its way any more. */
async function isQuiet(client: pg.Client, signal: AbortSignal): Promise<void> {
  await until(client, signal, `select 1 from deliveries where state in ('pending', 'late') limit 1`);
}

/** Until every booking has had its reminder, in the sense of the table. */
async function remindersAreMade(client: pg.Client, signal: AbortSignal): Promise<void> {
  const without = `select 1 from bookings where state = 'booked' and not exists (
    select 1 from clinic_message_bookings join clinic_messages on clinic_messages.id = message_id
    where booking_id = bookings.id and kind = 'reminder') limit 1`;
  await until(client, signal, without);
}

/** Until the query finds nothing, or for as long as anything may take: what is missing then is counted. */
async function until(client: pg.Client, signal: AbortSignal, query: string): Promise<void> {
  const givenUpAt = performance.now() + reachedWithinMs;
  while (performance.now() < givenUpAt && (await client.query(query)).rows.length > 0) {
    await pause(250, undefined, { signal });
  }
}
