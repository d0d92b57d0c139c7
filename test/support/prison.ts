import { expect } from 'chai';
import type { Role } from '../../domain/actors.ts';
import type { EventKind } from '../../domain/clinics/person-event.ts';
import type { BookingView, ReferralView } from '../../domain/clinics/wire.ts';
import type { EndpointName } from '../../domain/contract/rest.ts';
import type { PatientId } from '../../domain/ids.ts';
import { clockOf, dayInWords } from '../../domain/rota/wall-clock.ts';
import { ClinicStage } from './clinic-stage.ts';
import type { SignedInPerson } from './population.ts';
import { type Asking, ask, askRefused } from './rest-client.ts';
import type { RunningServer } from './running-server.ts';

/** What the service is asked for one prison, by whoever is named. */
export class Prison {
  readonly stage: ClinicStage;
  readonly running: RunningServer;
  nurse: SignedInPerson;

  constructor(stage: ClinicStage) {
    this.stage = stage;
    this.running = stage.running;
    this.nurse = stage.nurse;
  }

  by(person: SignedInPerson = this.nurse) {
    return { token: person.newToken() };
  }

  /** By then every sign-in is over: a colleague of the nurse goes on. */
  async waitUntil(clock: string, minutesBefore = 0): Promise<void> {
    this.stage.waitUntil(clock, minutesBefore);
    this.nurse = await this.stage.join('prison-healthcare', [this.stage.prisonId]);
  }

  get #site() {
    return { siteId: this.stage.prisonId };
  }

  span(starts: string, ends: string) {
    return { startsAt: this.stage.at(starts), endsAt: this.stage.at(ends) };
  }

  blocking(starts: string, ends: string) {
    const { stationId } = this.stage;
    const body = { stationId, ...this.span(starts, ends), reason: 'The camera is broken' };
    return { ...this.by(), params: this.#site, body };
  }

  async block(starts: string, ends: string) {
    return (await ask(this.running, 'addStationBlock', this.blocking(starts, ends))).value;
  }

  adding(
    patientId: PatientId,
    kind: EventKind,
    times: { starts?: string; ends?: string; onDate?: string } = {},
  ) {
    const { starts = null, ends = null, onDate = this.stage.date } = times;
    const body = { kind, onDate, startsAtClock: starts, endsAtClock: ends, external: kind === 'court' };
    return { ...this.by(), params: { patientId }, body };
  }

  async add(...given: Parameters<Prison['adding']>) {
    return (await ask(this.running, 'addPersonEvent', this.adding(...given))).value;
  }

  stopping(starts: string, ends: string) {
    const body = { ...this.span(starts, ends), reason: 'A search of B wing' };
    return { ...this.by(), params: this.#site, body };
  }

  async stop(starts: string, ends: string) {
    return (await ask(this.running, 'stopMovements', this.stopping(starts, ends))).value;
  }

  async lift(stopId: string, person?: SignedInPerson) {
    return (await ask(this.running, 'liftMovementStop', { ...this.by(person), params: { stopId } })).value;
  }

  holding(referral: Pick<ReferralView, 'referralId'>, clock: string, clashReason?: string) {
    const body = this.stage.place(referral.referralId, clock);
    return { ...this.by(), body: clashReason === undefined ? body : { ...body, clashReason } };
  }

  async read({ bookingId }: Pick<BookingView, 'bookingId'>, person?: SignedInPerson): Promise<BookingView> {
    return (await ask(this.running, 'readBooking', { ...this.by(person), params: { bookingId } })).value;
  }

  async list(person?: SignedInPerson): Promise<BookingView[]> {
    const query = { from: this.stage.date };
    return (await ask(this.running, 'listBookings', { ...this.by(person), query })).value.bookings;
  }

  /** What is offered on the day of the clinic, and why the rest is not. */
  async offered(referral: Pick<ReferralView, 'referralId'>, person: SignedInPerson = this.nurse) {
    const asking = {
      ...this.by(person),
      params: { referralId: referral.referralId },
      query: { from: this.stage.date, days: '1' },
    };
    const { times, notOffered } = (await ask(this.running, 'findTimes', asking)).value;
    return {
      times: times.map(({ startsAt }) => clockOf(new Date(startsAt))),
      clashes: times.map(({ clashes }) => clashes.map(({ kind }) => kind).join(' ')),
      gaps: Object.fromEntries(notOffered.map(({ why, times: count }) => [why, count])),
    };
  }

  /** Books somebody who is not in the prison yet. */
  async bookExpected(prisonNumber: string | null): Promise<BookingView> {
    const body = {
      ...{ siteId: this.stage.prisonId, name: 'Synthetic Arrival', dateOfBirth: '1980-02-29' },
      ...{ nhsNumber: null, prisonNumber, expected: true },
    };
    const patient = (await ask(this.running, 'addPatient', { ...this.by(), body })).value;
    const asked = { patientId: patient.patientId, service: 'Dermatology', priority: 'urgent' as const };
    const referral = (await ask(this.running, 'addReferral', { ...this.by(), body: asked })).value;
    return this.stage.book('09:05', referral.referralId);
  }

  /** `Wed 9 Dec 2026, 09:30 to 10:00`. */
  inWords(starts: string, ends: string): string {
    return `${dayInWords(new Date(this.stage.at(starts)))}, ${starts} to ${ends}`;
  }

  /** What the trail has of one action, oldest first: how it counts and what it says. */
  async entries(action: string) {
    const { reads } = this.running.server.deps.store;
    const { events } = await reads.listAudit(this.stage.organisationId, null);
    return events.filter((event) => event.action === action).toReversed();
  }

  /** What of the clinician is taken on the day of the clinic. */
  taken() {
    const { stage } = this;
    return this.running.server.deps.store.reads.listTaken(
      [
        { kind: 'clinician', resourceId: stage.clinician.personId },
        { kind: 'station', resourceId: stage.stationId },
      ],
      { from: new Date(stage.at('06:00')), to: new Date(stage.at('20:00')) },
    );
  }

  /** Everybody but who works in the prison is refused: `forbidden` by their role, `not-found` in another prison. */
  async isRefused<N extends EndpointName>(
    name: N,
    asking: Asking<N>,
    { allowed = [] }: { allowed?: readonly Role[] } = {},
  ): Promise<void> {
    const { stage, running } = this;
    const roles: Role[] = ['booker', 'clinician', 'manager', 'administrator'];
    for (const role of roles.filter((one) => !allowed.includes(one))) {
      const person = await stage.join(role);
      const { code } = await askRefused(running, name, { ...asking, ...this.by(person), code: 'forbidden' });
      expect(code, role).to.equal('forbidden');
    }
    const elsewhere = await stage.join('prison-healthcare', [await stage.addPrison()]);
    await askRefused(running, name, { ...asking, ...this.by(elsewhere), code: 'not-found' });
    const stranger = await (await ClinicStage.create(running)).join('prison-healthcare', [stage.prisonId]);
    await askRefused(running, name, { ...asking, ...this.by(stranger), code: 'not-found' });
  }
}
