import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a booking that is to be moved', () => {
  let running: RunningServer;
  let stage: ClinicStage;

  before(async () => {
    running = await RunningServer.create();
    stage = await ClinicStage.create(running);
  });

  after(() => running[Symbol.asyncDispose]());

  const by = () => ({ token: stage.nurse.token });
  const params = ({ bookingId }: Pick<BookingView, 'bookingId'>) => ({ bookingId });
  const clocks = (times: readonly { startsAt: string }[]) =>
    times.map(({ startsAt }) => clockOf(new Date(startsAt)));
  const read = async (booking: Pick<BookingView, 'bookingId'>) =>
    (await ask(running, 'readBooking', { ...by(), params: params(booking) })).value;

  it('A06 is neither offered nor given the time that it has, and nobody is told that it was moved', async () => {
    const booked = await stage.book('09:35');
    const { version, sessionId, stationId } = booked;
    expect(clocks((await stage.times(booked)).times)).to.deep.equal(['09:05', '10:05', '10:35']);
    const body = { version, sessionId, stationId, startsAt: stage.at('09:35') };
    const asking = { ...by(), params: params(booked), body, code: 'invalid' } as const;
    const { detail } = await askRefused(running, 'moveBooking', asking);
    expect(detail).to.equal('startsAt: the booking has that time already');
    expect((await read(booked)).version).to.equal(version);
    expect(await stage.trail('booking.moved')).to.deep.equal([]);
    const second = await stage.addStation(stage.prisonId);
    await stage.setPrison({ stationIds: [stationId, second] });
    const there = { ...body, stationId: second };
    const { value } = await ask(running, 'moveBooking', { ...by(), params: params(booked), body: there });
    expect([value.stationId, value.startsAt]).to.deep.equal([second, stage.at('09:35')]);
  });
});
