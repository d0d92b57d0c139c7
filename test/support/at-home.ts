import { randomUUID } from 'node:crypto';
import type { PatientContact } from '../../domain/clinics/link-port.ts';
import type { BookingDetails, BookingView, FreeTimes, ReferralView } from '../../domain/clinics/wire.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { ClinicPost } from './clinic-post.ts';
import { type ClinicStage, details } from './clinic-stage.ts';
import { ask } from './rest-client.ts';

/** A telephone number of Ofcom’s for drama. */
export const patientPhone = '07700 900123';

/** What is written about a booking where there are no officers. */
export const outsideDetails: BookingDetails = { ...details, otherwise: 'telephone', officer: 'not-needed' };

/** A place where nobody is locked up, and its patients, whom the booking clerk of the hospital adds, refers and books. */
export class OpenPlace {
  readonly stage: ClinicStage;
  readonly siteId: SiteId;

  private constructor(stage: ClinicStage, siteId: SiteId) {
    this.stage = stage;
    this.siteId = siteId;
  }

  static async create(stage: ClinicStage, kind: 'care-home' | 'home'): Promise<OpenPlace> {
    const siteId = randomUUID() as SiteId;
    const { organisationId, running } = stage;
    const name = kind === 'home' ? 'At home' : 'Ash House';
    await running.server.deps.store.transact((tx) =>
      tx.accounts.addSite({ siteId, organisationId, name, kind, phone: '01632 960100' }),
    );
    return new OpenPlace(stage, siteId);
  }

  /** Somebody there who waits for dermatology. */
  async refer(contact?: PatientContact): Promise<ReferralView> {
    const { running } = this.stage;
    const patient = await ask(running, 'addPatient', {
      token: this.token(),
      body: {
        siteId: this.siteId,
        name: 'Ann Example',
        dateOfBirth: '1980-02-29',
        nhsNumber: null,
        prisonNumber: null,
        ...(contact && { contact }),
      },
    });
    const { patientId } = patient.value;
    const body = { patientId, service: 'Dermatology', priority: 'routine' as const };
    return (await ask(running, 'addReferral', { token: this.token(), body })).value;
  }

  async times({ referralId }: Pick<ReferralView, 'referralId'>): Promise<FreeTimes> {
    const query = { from: this.stage.date, days: '1' };
    const asking = { token: this.token(), params: { referralId }, query };
    return (await ask(this.stage.running, 'findTimes', asking)).value;
  }

  /** Takes the time that is offered at that clock. */
  async book(clock: string, { referralId }: Pick<ReferralView, 'referralId'>): Promise<BookingView> {
    const { running, sessionId } = this.stage;
    const startsAt = this.stage.at(clock);
    const { times } = await this.times({ referralId });
    const offered = times.find((time) => time.startsAt === startsAt);
    if (offered === undefined) throw new Error(`${clock} is not offered`);
    const { stationId } = offered;
    const body = { referralId, sessionId, stationId, startsAt, requestId: randomUUID() };
    const { value } = await ask(running, 'holdTime', { token: this.token(), body });
    const params = { bookingId: value.bookingId };
    return (await ask(running, 'confirmBooking', { token: this.token(), params, body: outsideDetails }))
      .value;
  }

  /** A new token each time: the clock of the server may have been put on. */
  token(): string {
    return this.stage.booker.newToken();
  }
}

/** The secrets of the links in what was sent to an address, in the order of the messages. */
export function linksIn(post: ClinicPost, address: string): string[] {
  return post.mail.received
    .filter(({ to }) => to.includes(address))
    .flatMap(({ content }) => [...content.replaceAll('=\r\n', '').matchAll(/\/appointment#([\w-]{20,})/g)])
    .map(([, secret = '']) => secret);
}
