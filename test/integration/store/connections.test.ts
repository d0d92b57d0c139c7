import { expect } from 'chai';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { acuity, endReason } from '../../../domain/calls/call.ts';
import { visitEndReason } from '../../../domain/visits/visit.ts';
import { dnaCause, followUp } from '../../../domain/clinics/attendance.ts';
import { letterReader } from '../../../domain/clinics/letter.ts';
import { personInRoom, visitPart } from '../../../domain/clinics/visit-part.ts';
import { dispositions, nextStep } from '../../../domain/visits/outcome.ts';
import { guestRole, role } from '../../../domain/actors.ts';
import { pausedFor } from '../../../domain/clinicians/presence.ts';
import { cancelCode } from '../../../domain/clinics/cancel-codes.ts';
import {
  bookingState,
  referralPriority,
  referralState,
  sessionState,
} from '../../../domain/clinics/clinic.ts';
import { messageKind, messageSide, messageState, receiptOutcome } from '../../../domain/clinics/message.ts';
import { callBackCloseReason } from '../../../domain/call-backs/call-back.ts';
import { proposalState } from '../../../domain/proposals/proposal.ts';
import { noticeView } from '../../../domain/oversight/wire.ts';
import { callBackView, escalationStepView, offerView } from '../../../domain/states/wire.ts';
import { escalationActions } from '../../../domain/queues/queue.ts';
import { fileType, takenBackReason } from '../../../domain/clinics/document-wire.ts';
import { documentKind } from '../../../domain/clinics/preflight.ts';
import { prisonList } from '../../../domain/clinics/prison-list.ts';
import { securityMark } from '../../../domain/clinics/whereabouts.ts';
import { eventKind, eventSource } from '../../../domain/clinics/person-event.ts';
import { mergeDecision, moveKind, standingKind } from '../../../domain/clinics/person-move.ts';
import { taskKind } from '../../../domain/clinics/task.ts';
import { siteKind } from '../../../domain/contract/rest.ts';
import { Connections, executeTogether, pipelinedPrefix } from '../../../store/postgres/connections.ts';
import { StatementError } from '../../../store/postgres/errors.ts';
import { migrate } from '../../../store/postgres/migrate.ts';
import { openStore } from '../../../store/open-store.ts';
import type { Database } from '../../../store/schema.ts';
import { createDatabase } from '../../support/services.ts';
import { rejection } from '../../support/store-waiting.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { StillClock } from '../../support/still-clock.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

describe('store: migrations', () => {
  it('applies each once, whoever asks again or at the same moment', async () => {
    await using database = await createDatabase();
    const atOnce = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    expect(atOnce.flat()).to.deep.equal([
      '0001-urgent-calls',
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
    expect(await migrate(database.url)).to.deep.equal([]);
  });

  it('checks the same unions as the domain', async () => {
    await using world = await StoreWorld.create();
    const unions: Record<string, readonly string[]> = {
      calls_acuity: acuity.options,
      calls_end_reason: endReason.options,
      visits_end_reason: visitEndReason.options,
      outcomes_disposition: dispositions,
      people_roles: role.options,
      duties_paused: pausedFor.options,
      escalation_steps_action: escalationActions,
      escalation_steps_result: escalationStepView.shape.result.options,
      notices_kind: noticeView.shape.kind.options,
      proposals_state: proposalState.options,
      call_backs_close_reason: callBackCloseReason.options,
      call_backs_dropped: callBackView.shape.dropped.options,
      // That of a booked visit is accepted from the first moment: it never rings, and no card of an offer shows it.
      offers_kind: [...offerView.shape.kind.options, 'booking'],
      sites_kind: siteKind.options,
      guests_role: guestRole.options,
      person_events_kind: eventKind.options,
      person_events_source: eventSource.options,
      bookings_clash: eventKind.options,
      list_prints_list: prisonList.options,
      referral_documents_kind: documentKind.options,
      referral_documents_type: fileType.options,
      referral_documents_reason: takenBackReason.options,
      patients_security_marks: securityMark.options,
      clinic_tasks_kind: taskKind.options,
      person_moves_kind: ['added', ...moveKind.options],
      person_moves_decision: mergeDecision.options,
      patients_standing: standingKind.options,
      clinic_sessions_state: sessionState.options,
      referrals_state: referralState.options,
      referrals_priority: referralPriority.options,
      bookings_state: bookingState.options,
      bookings_cancel_code: cancelCode.options,
      clinic_messages_kind: messageKind.options,
      clinic_messages_side: messageSide.options,
      clinic_messages_state: messageState.options,
      delivery_receipts_outcome: receiptOutcome.options,
      booking_parts_part: visitPart.exclude(['pre']).options,
      booking_outcomes_next_step: nextStep.options,
      booking_outcomes_cause: dnaCause.options,
      referrals_follow_up: followUp.options,
      room_checks_present: personInRoom.options,
      letters_reader: letterReader.options,
    };
    for (const [constraint, options] of Object.entries(unions)) {
      const [row] = await world.query<{ definition: string }>(
        'select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1',
        [constraint],
      );
      const quoted = [...(row?.definition ?? '').matchAll(/'([^']*)'/g)].map(([, value]) => value);
      expect(quoted, constraint).to.have.members(options);
    }
  });
});

describe('store: a lost database', () => {
  const terminateOthers = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'bedside'`;

  it('survives the end of every connection, idle or in the middle of a transaction', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const cut = await rejection(
      world.store.transact(async ({ calls }) => {
        await calls.placeOrFind(world.newCall(stationId));
        await world.query(terminateOthers);
        await calls.lockOpenOfStation(stationId);
      }),
    );
    expect(cut).to.include({ name: 'DomainError', code: 'unavailable' });
    expect(cut.cause instanceof Error).to.equal(true);
    await world.query(terminateOthers);

    // The pool may learn of an idle connection's end only by using it; every one is new after at most one refusal each.
    let answered = false;
    for (let tries = 0; tries <= 20 && !answered; tries += 1) {
      answered = await world.store.reads.ping().then(
        () => true,
        () => false,
      );
    }
    expect(answered).to.equal(true);
    expect((await world.place(stationId)).life.phase).to.equal('waiting');
    expect(world.logged.errors.length > 0).to.equal(true);
  });

  it('is unavailable where nothing listens', async () => {
    const { log } = collectingLog();
    await using store = openStore({
      databaseUrl: 'postgres://bedside@127.0.0.1:1/none',
      clock: new StillClock(),
      log,
    });
    expect(await rejection(store.reads.ping())).to.have.property('code', 'unavailable');
    expect(await rejection(store.transact(() => Promise.resolve()))).to.have.property('code', 'unavailable');
  });

  it('closes twice, after what was running, and then refuses', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const running = world.store.transact(async ({ calls }) => {
      const closing = world.store.close();
      const { placed } = await calls.placeOrFind(world.newCall(stationId));
      return { placed, closing };
    });
    const { placed, closing } = await running;
    await closing;
    await world.store.close();
    expect(placed).to.equal(true);
    expect(await rejection(world.store.reads.ping())).to.have.property('code', 'unavailable');
    expect(await rejection(world.addStation())).to.have.property('code', 'unavailable');
  });

  it('runs the transaction again that lost a deadlock', async () => {
    await using world = await StoreWorld.create();
    const [a, b] = await Promise.all([
      world.addStation('1').then((id) => world.place(id)),
      world.addStation('2').then((id) => world.place(id)),
    ]);
    let attempts = 0;
    const met = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()] as const;
    const cross = (first: typeof a, second: typeof a, nth: 0 | 1) =>
      world.store.transact(async ({ calls }) => {
        attempts += 1;
        await calls.lock(first.id);
        met[nth].resolve(undefined);
        await met[nth === 0 ? 1 : 0].promise;
        await calls.lock(second.id);
      });

    await Promise.all([cross(a, b, 0), cross(b, a, 1)]);

    // Whoever runs again may meet the other one once more.
    expect(attempts).to.be.at.least(3);
  });
});

describe('store: errors', () => {
  it('name the first statement that failed of those sent together, and not that the others are refused after it', async () => {
    await using database = await createDatabase();
    const { log } = collectingLog();
    const connections = new Connections({ databaseUrl: database.url, poolSize: 1, log });
    const client = await connections.connect();
    try {
      await client.query('begin', []);
      await client.query(`${pipelinedPrefix} select 1 / 0`, []);
      await client.query(`${pipelinedPrefix} select 2`, []);
      const error = await rejection(client.query('select 3', []));
      expect(error).to.be.instanceOf(StatementError);
      expect(error).to.have.property('sqlState', '22012');
    } finally {
      client.release();
      await connections.end();
    }
  });

  it('of statements asked for together are of the first that failed, and the transaction is over', async () => {
    await using database = await createDatabase();
    const connections = new Connections({ databaseUrl: database.url, poolSize: 1, log: collectingLog().log });
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: connections }) });
    const one = (text: string) => ({ compile: () => sql<{ n: number }>`${sql.raw(text)}`.compile(db) });
    const asked = (...texts: string[]) =>
      db.transaction().execute(async (tx) => {
        await sql`${sql.raw(pipelinedPrefix)} create temporary table if not exists kept (n int)`.execute(tx);
        return Promise.all(texts.map((text) => executeTogether(tx, one(text))));
      });
    try {
      const rows = await asked(
        'insert into kept values (1) returning n',
        'select 2 as n',
        'select n + 2 as n from kept',
      );
      expect(rows).to.deep.equal([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
      const failed = asked(
        'insert into kept values (2) returning n',
        'select 1 / 0 as n',
        'select * from nothing',
      );
      expect(await rejection(failed)).to.have.property('sqlState', '22012');
      expect(await asked('select count(*)::int as n from kept')).to.deep.equal([[{ n: 1 }]]);
      const later = db.transaction().execute(async (tx) => {
        const answer = executeTogether(tx, one('select 4 as n'));
        await sql`${sql.raw(pipelinedPrefix)} select 1 / 0`.execute(tx);
        expect(await answer).to.deep.equal([{ n: 4 }]);
      });
      expect(await rejection(later)).to.have.property('sqlState', '22012');
    } finally {
      await db.destroy();
    }
  });

  it('hold nothing of the row that was refused', async () => {
    await using world = await StoreWorld.create();
    const call = world.newCall(await world.addStation());
    const secret = 'Mrs Secret Patient';
    const details = { ...call.details, patientName: secret };
    const life = {
      phase: 'ended' as const,
      at: call.placedAt,
      reason: 'none' as 'cancelled',
      visitId: null,
    };
    const strange = { ...call, id: newId<typeof call.id>(), details, life };
    const refused = await rejection(world.store.transact(({ calls }) => calls.placeOrFind(strange)));
    expect(refused).to.include({ name: 'StatementError', sqlState: '23514', constraint: 'calls_end_reason' });
    const everything = [
      refused.message,
      refused.stack,
      JSON.stringify(refused),
      String(refused.cause),
    ].join();
    expect(everything.includes(secret)).to.equal(false);

    const nul = { ...call, details: { ...details, concern: 'a\u0000b' } };
    const invalid = await rejection(world.store.transact(({ calls }) => calls.placeOrFind(nul)));
    expect(invalid).to.include({ name: 'DomainError', code: 'invalid' });
  });
});
