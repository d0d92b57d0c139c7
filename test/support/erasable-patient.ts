import type { NewPatient } from '../../domain/clinics/clinic-port.ts';
import type { Booking, ClinicSession, Referral } from '../../domain/clinics/clinic.ts';
import type { ClinicMessageId, PatientId } from '../../domain/ids.ts';
import type { AuditEntry } from '../../domain/ports.ts';
import { sessionOn, type StoreClinic } from './store-clinic.ts';
import { newId } from './world-store.ts';

const seenOn = '2012-05-01';
const ended = `${seenOn}T09:30:00Z`;

/** What was left of a patient who was seen once. */
export type SeenOnce = { patientId: PatientId; referral: Referral; booking: Booking };

/** Patients of a clinic of the 1st of May 2012, straight in the tables, because nobody can be seen in the past. */
export class SeenLongAgo {
  readonly #clinic: StoreClinic;
  readonly #session: ClinicSession;
  #slots = 0;

  private constructor(clinic: StoreClinic, session: ClinicSession) {
    this.#clinic = clinic;
    this.#session = session;
  }

  static async create(clinic: StoreClinic): Promise<SeenLongAgo> {
    const { world, clinicianId } = clinic;
    world.clock.pass(Date.parse(`${seenOn}T08:00:00Z`) - world.clock.now().getTime());
    const session = sessionOn(seenOn, { organisationId: world.organisationId, clinicianId });
    await world.store.transact(({ clinics }) => clinics.addSessions([session]));
    return new SeenLongAgo(clinic, session);
  }

  /** A patient whose only referral is closed and whose only booking is done. */
  async seen(over: Partial<NewPatient> = {}): Promise<SeenOnce> {
    const { world } = this.#clinic;
    const patient = this.#clinic.newPatient({ dateOfBirth: '1940-02-01', ...over });
    const referral = this.#clinic.newReferral(patient.id, { clockStart: seenOn });
    await world.store.transact(async ({ clinics }) => {
      await clinics.addPatient(patient);
      await clinics.addReferral(referral);
    });
    const stationId = patient.byLink === undefined ? {} : { stationId: patient.id as string as never };
    const from = new Date(Date.parse(`${seenOn}T09:00:00Z`) + this.#slots * 600_000).toISOString();
    this.#slots += 1;
    const booking = await this.#clinic.book({
      ...{ from, minutes: 10, referral, session: this.#session, state: 'booked' },
      ...stationId,
    });
    await world.query(`update bookings set state = 'done', done_at = ends_at where id = $1`, [booking.id]);
    await world.query(`update reservations set active = false where booking_id = $1`, [booking.id]);
    await world.query(`update referrals set state = 'closed' where id = $1`, [referral.id]);
    return { patientId: patient.id, referral, booking };
  }

  /** A visit that came of the booking, and that has ended unless it is said. */
  async visit(
    { booking }: SeenOnce,
    { isOver = true } = {},
  ): Promise<{ visit: string; offer: string; room: string }> {
    const ids = { visit: newId(), offer: newId(), room: newId() };
    const over = isOver ? ended : null;
    await this.#clinic.world.query(
      `insert into offers (id, kind, booking_id, clinician_id, state, rang_at, deadline, settled_at, released_at)
       values ($1, 'booking', $2, $3, 'accepted', $4, $4, $4, $5)`,
      [ids.offer, booking.id, booking.clinicianId, ended, over],
    );
    await this.#clinic.world.query(
      `insert into visits (id, offer_id, booking_id, clinician_id, started_at, ended_at, end_reason, origin,
         station_seen_at, organisation_id, site_id, station_id, room_id)
       values ($1, $2, $3, $4, $5, $6, $7, 'booking', $5, $8, $9, $10, $11)`,
      [
        ...[ids.visit, ids.offer, booking.id, booking.clinicianId, ended, over],
        ...[isOver ? 'clinician-hung-up' : null, booking.organisationId, booking.siteId, booking.stationId],
        ids.room,
      ],
    );
    return ids;
  }

  /** A task of this kind, done unless it is said. */
  async task(columns: Record<string, unknown>, { isDone = true } = {}): Promise<string> {
    const id = newId();
    const row: Record<string, unknown> = {
      ...{ id, organisation_id: this.#clinic.world.organisationId, kind: 'hand-over', key: `a task ${id}` },
      ...{ due_on: seenOn, made_at: ended, done_at: isDone ? ended : null, ...columns },
    };
    await this.#insert('clinic_tasks', row);
    return id;
  }

  /** One message to a clerk about these bookings, with what its provider said. */
  async message(bookings: readonly Booking[], patientId: PatientId | null = null) {
    const { world, clinicianId } = this.#clinic;
    const [message, delivery] = [newId<ClinicMessageId>(), newId()];
    const to =
      patientId === null
        ? { person_id: clinicianId, side: 'hospital' }
        : { patient_id: patientId, side: 'patient' };
    await this.#insert('clinic_messages', {
      ...{
        id: message,
        organisation_id: world.organisationId,
        kind: 'booked',
        key: `booked:${message}`,
        ...to,
      },
      ...{ bookings: bookings.length, others: 0, state: 'received', made_at: ended, changed_at: ended },
    });
    for (const { id } of bookings) {
      await this.#insert('clinic_message_bookings', { message_id: message, booking_id: id });
    }
    await this.#insert('deliveries', {
      ...{
        id: delivery,
        organisation_id: world.organisationId,
        clinic_message_id: message,
        channel: 'email',
      },
      ...{ state: 'delivered', created_at: ended, updated_at: ended, due_at: ended },
    });
    await this.#insert('delivery_receipts', {
      delivery_id: delivery,
      attempt: 1,
      outcome: 'received',
      came_at: ended,
    });
    return { message, delivery };
  }

  /** Somebody has opened the record without a relationship. */
  async grant({ patientId }: SeenOnce, { isReviewed }: { isReviewed: boolean }): Promise<string> {
    const { world, clinicianId } = this.#clinic;
    const id = newId();
    const by = await world.addPerson({ name: 'Rita Reid' });
    await this.#insert('record_grants', {
      ...{ id, organisation_id: world.organisationId, patient_id: patientId, person_id: clinicianId },
      ...{ reason: 'other', words: 'Secret words', opened_at: ended, ends_at: ended },
      ...(isReviewed && { verdict: 'justified', review_words: 'Secret finding' }),
      ...(isReviewed && { reviewed_by: by, reviewed_at: ended }),
    });
    return id;
  }

  /** Something in every other table that can have something of a patient; answers the ids of all of it. */
  async everything(seen: SeenOnce): Promise<string[]> {
    const { patientId, referral, booking } = seen;
    const { world, clinicianId } = this.#clinic;
    const organisation_id = world.organisationId;
    const { visit, offer, room } = await this.visit(seen);
    const task = await this.task({ patient_id: patientId, referral_id: referral.id, booking_id: booking.id });
    const ofBooking = await this.task({ kind: 'not-reached', booking_id: booking.id });
    const notice = await this.message([booking]);
    const [guest, link, event, ring, letter, document] = [
      newId(),
      newId(),
      newId(),
      newId(),
      newId(),
      newId(),
    ];
    const rows: [string, Record<string, unknown>][] = [
      ['booking_links', { id: link, booking_id: booking.id, digest: `digest ${link}`, made_at: ended }],
      [
        'booking_parts',
        { booking_id: booking.id, part: 'main', visit_id: visit, began_at: ended, begun_by: clinicianId },
      ],
      [
        'booking_outcomes',
        {
          ...{ booking_id: booking.id, number: 1, attendance: 'attended', next_step: 'discharge' },
          ...{ reason: 'Secret reason', recorded_by: clinicianId, recorded_at: ended },
        },
      ],
      [
        'letters',
        {
          ...{ id: letter, booking_id: booking.id, number: 1, reader: 'gp', revision: 1, made_at: ended },
          ...{ sections: JSON.stringify({ summary: 'Secret letter' }), saved_at: ended },
          ...{ head: JSON.stringify({ to: 'The patient’s GP' }), signed_at: ended, signed_by: clinicianId },
        },
      ],
      [
        'room_checks',
        {
          ...{ visit_id: visit, identity: 'confirmed', present: ['patient'], checked_at: ended },
          ...{ checked_by_kind: 'person', checked_by: clinicianId },
        },
      ],
      [
        'room_presences',
        { visit_id: visit, kind: 'clinician', participant_id: clinicianId, from_at: ended, until_at: ended },
      ],
      [
        'guests',
        {
          ...{
            id: guest,
            visit_id: visit,
            role: 'interpreter',
            channel: 'shown',
            state: 'left',
            link_digest: guest,
          },
          ...{ code_digest: guest, session_digest: guest, name: 'Ana the interpreter', here: false },
          ...{ invited_by: clinicianId, invited_at: ended, expires_at: ended, since: ended },
        },
      ],
      ['audiences', { kind: 'guest', id: guest, seq: 3 }],
      [
        'outcomes',
        {
          ...{
            visit_id: visit,
            disposition: 'clinic-discharge',
            note: 'Secret note',
            recorded_by: clinicianId,
          },
          ...{ recorded_at: ended },
        },
      ],
      [
        'source_choices',
        { room_id: room, participant: 'station:x', source: 'microphone', chosen: 'off', chosen_at: ended },
      ],
      [
        'room_placements',
        { room_id: room, node_id: newId(), node_url: 'ws://x', region: 'home', placed_at: ended },
      ],
      [
        'visit_quality',
        {
          ...{ visit_id: visit, participant: 'guest:x', slot: 1, at: ended, grade: 'good', seconds: 5 },
          ...{ freezes: 0, frozen_ms: 0 },
        },
      ],
      [
        'deliveries',
        {
          ...{ id: ring, organisation_id, visit_id: visit, channel: 'voice', state: 'delivered' },
          ...{ created_at: ended, updated_at: ended, due_at: ended },
        },
      ],
      [
        'person_events',
        {
          ...{
            id: event,
            organisation_id,
            patient_id: patientId,
            kind: 'court',
            on_date: seenOn,
            source: 'staff',
          },
          ...{ external: false, made_by: clinicianId, made_at: ended },
        },
      ],
    ];
    const content = Buffer.from('%PDF-1.4 secret');
    rows.push([
      'referral_documents',
      {
        ...{ id: document, request_id: newId(), organisation_id, referral_id: referral.id, kind: 'other' },
        ...{ text: 'Secret text', name: 'Secret name.pdf', type: 'application/pdf', size: content.length },
        ...{ content, checked: false, added_at: ended, added_by: clinicianId },
      },
    ]);
    const grant = await this.grant(seen, { isReviewed: true });
    for (const [table, row] of rows) await this.#insert(table, row);
    const inRecord = await this.record(patientId);
    const ofMessage = { kind: 'clinic-message', id: notice.message };
    await this.write([
      { kind: 'patient', id: patientId },
      { kind: 'referral', id: referral.id },
      { kind: 'booking', id: booking.id },
      { kind: 'visit', id: visit },
      ofMessage,
      { kind: 'delivery', id: notice.delivery },
      { kind: 'delivery', id: ring },
      { kind: 'Patient', id: patientId },
      { kind: 'Observation', id: inRecord },
    ]);
    await this.write([{ kind: 'clinic-task', id: task }], { patientId, referralId: null, bookingId: null });
    // A task that was raised again has another id than its first entry.
    await this.write([{ kind: 'clinic-task', id: newId() }], { bookingId: booking.id });
    await this.write([{ kind: 'person', id: clinicianId }], { offerId: offer });
    return [
      ...[
        patientId,
        referral.id,
        booking.id,
        visit,
        offer,
        room,
        task,
        ofBooking,
        notice.message,
        notice.delivery,
      ],
      ...[guest, link, event, ring, letter, document, inRecord, grant],
    ];
  }

  /** An observation in their record, in two versions, that is found by values of every kind. */
  async record(patientId: PatientId): Promise<string> {
    const { store, organisationId } = this.#clinic.world;
    const id = newId();
    for (const basis of [0, 1]) {
      await store.transact(({ record }) =>
        record.writeResource({
          ...{ organisationId, type: 'Observation', id, basis, patientId, at: new Date(ended), by: null },
          ...{
            body: JSON.stringify({ resourceType: 'Observation', id }),
            method: basis === 0 ? 'POST' : 'PUT',
          },
          index: [
            { parameter: 20, kind: 'token', system: null, code: `code ${id}` },
            { parameter: 24, kind: 'reference', targetType: 'Encounter', targetId: `encounter ${id}` },
            { parameter: 23, kind: 'date', from: new Date(ended), until: null },
            { parameter: 28, kind: 'quantity', value: '80', system: null, code: `unit ${id}` },
            { parameter: 2, kind: 'string', text: `text ${id}`, folded: `text ${id}` },
          ],
        }),
      );
    }
    return id;
  }

  /** A list of the day as it was printed, with these bookings. */
  async print(bookings: readonly Booking[]): Promise<string> {
    const id = newId();
    const { world, prisonId, clinicianId } = this.#clinic;
    const rows = bookings.map((one) => ({
      bookingId: one.id,
      place: 'Healthcare room 1',
      wing: 'B',
      cell: '12',
    }));
    await this.#insert('list_prints', {
      ...{ id, organisation_id: world.organisationId, site_id: prisonId, list: 'movement', on_date: seenOn },
      ...{ printed_at: ended, printed_by: clinicianId, rows: JSON.stringify(rows) },
    });
    return id;
  }

  /** Entries of the trail about these. */
  write(subjects: readonly AuditEntry['subject'][], detail: AuditEntry['detail'] = {}): Promise<void> {
    const { store, organisationId } = this.#clinic.world;
    return store.transact((tx) =>
      tx.audit(
        subjects.map((subject) => ({
          ...{ actor: { kind: 'system' } as const, organisationId, action: 'booking.read' as const },
          ...{ subject, detail },
        })),
      ),
    );
  }

  /** The tables that refer to patients, through however many others. */
  async tablesOfPatients(): Promise<string[]> {
    const found = await this.#clinic.world.query<{ name: string }>(
      `with recursive referring (id) as (
         select 'patients'::regclass::oid
         union
         select k.conrelid from pg_constraint k join referring on k.confrelid = referring.id where k.contype = 'f'
       )
       select id::regclass::text as name from referring order by 1`,
    );
    return found.map(({ name }) => name);
  }

  async #insert(table: string, row: Record<string, unknown>): Promise<void> {
    const names = Object.keys(row);
    const places = names.map((_, n) => `$${String(n + 1)}`);
    await this.#clinic.world.query(
      `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`,
      Object.values(row),
    );
  }
}
