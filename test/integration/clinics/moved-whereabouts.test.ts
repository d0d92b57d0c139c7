import { expect } from 'chai';
import type { Whereabouts } from '../../../domain/clinics/whereabouts.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { mergeEvent, moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('where a patient was, and what officers have to know, when they move', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let feed: PrisonFeed;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    feed = await PrisonFeed.create(stage);
  });

  after(() => running[Symbol.asyncDispose]());

  function place({ patient: { patientId } }: BookingView, body: Whereabouts) {
    return ask(running, 'setWhereabouts', { ...prison.by(), params: { patientId }, body });
  }

  async function placesSeenBy(person: SignedInPerson): Promise<Whereabouts[]> {
    const { patients } = (await ask(running, 'listPatients', prison.by(person))).value;
    return patients.map(({ wing, cell, marks }) => ({ wing, cell, marks }));
  }

  const numberOf = ({ patient }: BookingView) => patient.prisonNumber ?? '';

  it('A30 leaves wing and cell behind, and takes along what officers have to know', async () => {
    const siteId = await stage.addPrison();
    feed = await PrisonFeed.create(stage);
    const elsewhere = await stage.join('prison-healthcare', [siteId]);
    const booking = await stage.book('09:05');
    await place(booking, { wing: 'B', cell: '2-14', marks: ['acct'] });
    await feed.send(moveEvent(feed, 'received', { prisonNumber: numberOf(booking), siteId, minutes: 1 }));
    expect(await placesSeenBy(elsewhere)).to.deep.equal([{ wing: null, cell: null, marks: ['acct'] }]);
    const confirmed = async () => {
      const { patients } = (await ask(running, 'listPatients', prison.by(elsewhere))).value;
      return patients.map(({ marksConfirmed }) => marksConfirmed);
    };
    expect(await confirmed()).to.deep.equal([false]);
    await ask(running, 'setWhereabouts', {
      ...prison.by(elsewhere),
      params: { patientId: booking.patient.patientId },
      body: { wing: 'A', cell: '1-01', marks: ['acct'] },
    });
    expect(await confirmed()).to.deep.equal([true]);
  });

  it('A30 tells the old prison nothing of where somebody is now, in what was booked there', async () => {
    const siteId = await stage.addPrison();
    feed = await PrisonFeed.create(stage);
    const booking = await stage.book('09:05');
    await feed.send(moveEvent(feed, 'received', { prisonNumber: numberOf(booking), siteId, minutes: 1 }));
    expect((await prison.read(booking)).patient.siteId).to.equal(stage.prisonId);
    expect((await prison.read(booking, stage.booker)).patient.siteId).to.equal(siteId);
  });

  it('A33 keeps what officers have to know of either number', async () => {
    const [old, kept] = [await stage.book('09:05'), await stage.book('10:35')];
    await place(old, { wing: 'B', cell: '2-14', marks: ['acct', 'peep'] });
    await place(kept, { wing: null, cell: null, marks: ['peep'] });
    await feed.send(mergeEvent(feed, [numberOf(old), numberOf(kept)], 1));
    expect(await placesSeenBy(stage.nurse)).to.deep.equal([
      { wing: 'B', cell: '2-14', marks: ['acct', 'peep'] },
    ]);
  });

  it('A33 gives up a time that is only held under one number, and keeps the booking under the other', async () => {
    const station = await stage.addStation(stage.prisonId);
    await stage.setPrison({ stationIds: [stage.stationId, station] });
    const booked = await stage.book('09:05');
    const held = await stage.hold('09:35');
    await feed.send(mergeEvent(feed, [numberOf(booked), numberOf(held)], 1));
    expect((await prison.read(booked)).state).to.equal('booked');
    expect((await prison.read(held)).state).to.equal('lapsed');
  });
});
