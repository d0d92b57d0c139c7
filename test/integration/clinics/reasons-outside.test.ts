import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { BookingDetails, BookingView } from '../../../domain/clinics/wire.ts';
import { OpenPlace, outsideDetails, patientPhone } from '../../support/at-home.ts';
import { addBooking } from '../../support/booked-visit.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

describe('what only a prison has, of a patient who is in none', () => {
  let post: ClinicPost;
  let stage: ClinicStage;

  before(async () => {
    post = await ClinicPost.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
    await post.query(`update families set expires_at = expires_at + interval '60 days'`);
  });

  after(() => post[Symbol.asyncDispose]());

  const by = () => ({ token: stage.booker.newToken() });

  const words = { 'care-home': 'in a care home', home: 'at home' } as const;

  /** Somebody there who waits, and a time that is held for them. */
  async function held(kind: 'care-home' | 'home'): Promise<BookingView> {
    const place = await OpenPlace.create(stage, kind);
    if (kind === 'care-home') {
      const stationId = await stage.addStation(place.siteId);
      await post.query(`update stations set device_digest = id::text, enrolled_at = now() where id = $1`, [
        stationId,
      ]);
    }
    const { referralId } = await place.refer(
      kind === 'home' ? { phone: patientPhone, email: null } : undefined,
    );
    const [time] = (await place.times({ referralId })).times;
    if (time === undefined) throw new Error('no time is free');
    const { sessionId, stationId, startsAt } = time;
    const body = { referralId, sessionId, stationId, startsAt, requestId: randomUUID() };
    return (await ask(post.running, 'holdTime', { ...by(), body })).value;
  }

  for (const kind of ['care-home', 'home'] as const) {
    it(`is refused ${words[kind]}, naming the field, and changes nothing`, async () => {
      const { bookingId } = await held(kind);
      const params = { bookingId };
      const no = `there is no such reason for a patient ${words[kind]}`;
      const wrong: [string, Partial<BookingDetails>][] = [
        ['otherwise', { otherwise: 'hospital-escort' }],
        ['otherwise', { otherwise: 'in-prison-clinic' }],
        ['officer', { officer: 'outside' }],
        ['officer', { officer: 'in-the-room' }],
      ];
      for (const [field, over] of wrong) {
        const asking = { ...by(), params, body: { ...outsideDetails, ...over }, code: 'invalid' } as const;
        const { detail } = await askRefused(post.running, 'confirmBooking', asking);
        expect(detail).to.equal(`${field}: ${no}`);
      }
      const confirming = { ...by(), params, body: outsideDetails };
      const { version } = (await ask(post.running, 'confirmBooking', confirming)).value;
      for (const [field, over] of wrong) {
        const body = { ...outsideDetails, ...over, version };
        const asking = { ...by(), params, body, code: 'invalid' } as const;
        const { detail } = await askRefused(post.running, 'changeBookingDetails', asking);
        expect(detail).to.equal(`${field}: ${no}`);
      }
      for (const code of ['lockdown', 'no-officer', 'released', 'patient-at-court'] as const) {
        const asking = { ...by(), params, body: { version, code, text: null }, code: 'invalid' } as const;
        const { detail } = await askRefused(post.running, 'cancelBooking', asking);
        expect(detail).to.equal(`code: ${no}`);
      }
      // Nor with a whole clinic that it is booked in.
      const { sessionId } = stage;
      const body = { code: 'lockdown', text: null } as const;
      const whole = { ...by(), params: { sessionId }, body, code: 'invalid' } as const;
      expect((await askRefused(post.running, 'cancelClinicSession', whole)).detail).to.equal(`code: ${no}`);
      const read = (await ask(post.running, 'readBooking', { ...by(), params })).value;
      expect([read.state, read.version]).to.deep.equal(['booked', version]);
    });
  }

  it('is refused of a resident who was not seen', async () => {
    const { deps } = post.running.server;
    const place = await OpenPlace.create(stage, 'care-home');
    const stationId = await stage.addStation(place.siteId);
    const { organisationId, clinician } = stage;
    const where = { organisationId, siteId: place.siteId, clinicianId: clinician.personId, stationId };
    const booking = await addBooking(deps.store, where, { beginsInMinutes: -20 });
    const asking = (cause: 'no-officer' | 'lockdown' | 'not-brought') => ({
      token: clinician.newToken(),
      params: { bookingId: booking.id },
      body: { cause, text: null },
    });
    for (const cause of ['no-officer', 'lockdown'] as const) {
      const refused = await askRefused(post.running, 'markNotAttended', {
        ...asking(cause),
        code: 'invalid',
      });
      expect(refused.detail).to.equal('cause: there is no such reason for a patient in a care home');
    }
    await ask(post.running, 'markNotAttended', asking('not-brought'));
  });
});
