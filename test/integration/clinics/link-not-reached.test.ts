import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { StationId } from '../../../domain/ids.ts';
import { linksIn, OpenPlace } from '../../support/at-home.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

describe('a patient at home whom no message reaches', () => {
  let post: ClinicPost;
  let stage: ClinicStage;
  let home: OpenPlace;
  let address: string;
  let patients = 0;

  before(async () => {
    post = await ClinicPost.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
    home = await OpenPlace.create(stage, 'home');
    // The clock is put on to the day of the clinic, and everybody is still signed in.
    await post.query(`update families set expires_at = expires_at + interval '60 days'`);
    patients += 1;
    address = `patient-${String(patients)}@example.org`;
    post.mail.treat('refuse');
  });

  after(() => post[Symbol.asyncDispose]());

  /** A booking at 09:05 of somebody at home, and nobody has been told of it. */
  async function booked() {
    const booking = await home.book('09:05', await home.refer({ email: address, phone: null }));
    await post.deliver();
    return { booking };
  }

  const stationOf = async ({ bookingId }: Pick<BookingView, 'bookingId'>): Promise<StationId> => {
    const [row] = await post.query<{ station_id: StationId }>(
      'select station_id from bookings where id = $1',
      [bookingId],
    );
    return row?.station_id ?? ('' as StationId);
  };

  const change = async ({ bookingId, version }: BookingView, clock: string) => {
    const { sessionId } = stage;
    const stationId = await stationOf({ bookingId });
    const body = { version, sessionId, stationId, startsAt: stage.at(clock) };
    return (await ask(post.running, 'moveBooking', { token: home.token(), params: { bookingId }, body }))
      .value;
  };

  it('HAZ-35 is not ready while nothing has reached them, and is sent the link again in one press', async () => {
    const { booking } = await booked();
    const params = { bookingId: booking.bookingId };
    const token = () => home.token();
    const station = async () => {
      const { value } = await ask(post.running, 'readPreflight', { token: token(), params });
      return [value.light, value.marks.find(({ item }) => item === 'station')?.words];
    };
    expect(await post.statesOf(booking.bookingId, stage.booker)).to.include('booked patient failed');
    expect(await station()).to.deep.equal(['amber', 'At home, and the link has not reached the patient']);
    // The clinician's e-mail was refused as well.
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached', 'not-reached']);
    post.mail.treat('accept');
    const { value } = await ask(post.running, 'sendLinkAgain', { token: token(), params });
    expect(value).to.deep.equal({ sent: true });
    await post.deliver();
    expect(linksIn(post, address)).to.have.length(1);
    expect(await station()).to.deep.equal(['green', 'At home, joins by link']);
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached']);
    expect(await stage.trail('booking-link.sent-again')).to.deep.equal(['booking-link.sent-again']);
    await ask(post.running, 'sendLinkAgain', { token: token(), params });
    await post.deliver();
    const [first, second] = linksIn(post, address);
    expect(second).to.equal(first);
  });

  it('HAZ-35 is not ready without an address, and no link can be sent of what is cancelled or not theirs', async () => {
    const booking = await home.book('09:05', await home.refer({ email: null, phone: null }));
    const { bookingId, version } = booking;
    const token = () => home.token();
    const { value } = await ask(post.running, 'readPreflight', { token: token(), params: { bookingId } });
    expect(value.marks.map(({ words }) => words)).to.include(
      'At home, with no e-mail address or mobile number for the link',
    );
    const again = await ask(post.running, 'sendLinkAgain', { token: token(), params: { bookingId } });
    expect(again.value).to.deep.equal({ sent: false });
    const body = { version, code: 'patient-declined' as const, text: null };
    await ask(post.running, 'cancelBooking', { token: token(), params: { bookingId }, body });
    await askRefused(post.running, 'sendLinkAgain', {
      ...{ token: token(), params: { bookingId } },
      code: 'wrong-phase',
    });
    const { bookingId: inPrison } = await stage.book('10:35');
    await askRefused(post.running, 'sendLinkAgain', {
      ...{ token: stage.nurse.newToken(), params: { bookingId: inPrison } },
      code: 'not-found',
    });
  });

  it('makes one task for each who has to be told of a booking, however often it has changed', async () => {
    const { booking } = await booked();
    let latest = booking;
    for (const clock of ['10:05', '11:05']) {
      latest = await change(latest, clock);
      await post.deliver();
    }
    const tasks = async () => {
      const { value } = await ask(post.running, 'listClinicTasks', { token: stage.booker.newToken() });
      return value.tasks.map(({ untold, patient, bookingId, service }) => ({
        untold,
        about: [patient?.name ?? null, bookingId, service],
      }));
    };
    const about = ['Ann Example', booking.bookingId, 'Dermatology'];
    const times = { startsAt: latest.startsAt, endsAt: latest.endsAt };
    expect(await tasks()).to.have.deep.members([
      { untold: { side: 'clinician', kind: 'moved', whom: 'Synthetic clinician', ...times }, about },
      { untold: { side: 'patient', kind: 'moved', whom: null, ...times }, about },
    ]);
    const body = { version: latest.version, code: 'patient-declined' as const, text: null };
    const params = { bookingId: booking.bookingId };
    await ask(post.running, 'cancelBooking', { token: home.token(), params, body });
    await post.deliver();
    expect((await tasks()).map(({ untold }) => [untold?.side, untold?.kind])).to.have.deep.members([
      ['clinician', 'cancelled'],
      ['patient', 'cancelled'],
    ]);
  });

  it('makes a task that says whom to tell of a clinic that was cancelled empty', async () => {
    const sessionId = await stage.addSession({ clinician: await stage.join('clinician') });
    await ask(post.running, 'cancelClinicSession', {
      ...{ token: home.token(), params: { sessionId } },
      body: { code: 'clinician-away', text: null },
    });
    await post.deliver();
    const { value } = await ask(post.running, 'listClinicTasks', { token: stage.booker.newToken() });
    const [session] = await post.query<{ starts_at: Date; ends_at: Date; service: string }>(
      'select starts_at, ends_at, service from clinic_sessions where id = $1',
      [sessionId],
    );
    expect(
      value.tasks.map(({ untold, bookingId, service }) => ({ untold, bookingId, service })),
    ).to.deep.equal([
      {
        untold: {
          ...{ side: 'clinician', kind: 'session-cancelled', whom: 'Synthetic clinician' },
          startsAt: session?.starts_at.toISOString(),
          endsAt: session?.ends_at.toISOString(),
        },
        bookingId: null,
        service: session?.service,
      },
    ]);
  });

  it('has no officers and no movements, so nothing is ended or missed because of them', async () => {
    const { booking } = await booked();
    const { bookingId, version } = booking;
    expect(booking.outside).to.equal('home');
    await askRefused(post.running, 'cancelBooking', {
      ...{ token: home.token(), params: { bookingId } },
      body: { version, code: 'no-officer', text: null },
      code: 'invalid',
    });
    stage.waitUntil('09:05', -20);
    const missed = (cause: 'lockdown' | 'patient-declined') => ({
      ...{ token: stage.clinician.newToken(), params: { bookingId } },
      body: { cause, text: null },
    });
    await askRefused(post.running, 'markNotAttended', { ...missed('lockdown'), code: 'invalid' });
    await askRefused(post.running, 'correctAttendance', {
      ...{ token: stage.clinician.newToken(), params: { bookingId } },
      body: { said: { attendance: 'dna', cause: 'not-brought', text: null }, reason: null },
      code: 'invalid',
    });
    await ask(post.running, 'markNotAttended', missed('patient-declined'));
  });
});
