import { expect } from 'chai';
import type { Taken } from '../../../domain/clinics/clinic-port.ts';
import type { PrisonDay, ResourceKind, Weekday } from '../../../domain/clinics/clinic.ts';
import {
  type ClinicWorld,
  freeTimes,
  isTooSoon,
  type OfferedTimes,
} from '../../../domain/clinics/free-times.ts';
import { type Hindrances, noHindrances } from '../../../domain/clinics/hindrances.ts';
import { eventTimeOf } from '../../../domain/clinics/person-event.ts';
import type { BookingId, ClinicSessionId, InterpreterId } from '../../../domain/ids.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import {
  at,
  clinicSession,
  fellside,
  office,
  patient,
  prisonDay,
  reid,
  wing,
} from '../../support/a-clinic.ts';

const early = at('07:00');
const morning = at('08:00').getTime();

function world(over: Partial<ClinicWorld> = {}): ClinicWorld {
  const sessions = [clinicSession('10:00', '12:00')];
  return {
    now: early,
    sessions,
    prison: prisonDay(),
    patientId: patient,
    taken: [],
    hindrances: noHindrances,
    ofPrison: true,
    ...over,
  };
}

function taken(kind: ResourceKind, starts: string, ends: string, resourceId = resourceOf[kind]): Taken {
  return { kind, resourceId, startsAt: at(starts), endsAt: at(ends), bookingId: 'another' as BookingId };
}

const anna = '00000000-0000-4000-8000-0000000000a1' as InterpreterId;
const jan = '00000000-0000-4000-8000-0000000000a2' as InterpreterId;

const resourceOf: Record<ResourceKind, string> = {
  clinician: reid,
  patient,
  station: wing,
  escort: fellside,
  interpreter: anna,
};

const starts = ({ times }: OfferedTimes) => times.map(({ appointment }) => clockOf(appointment.startsAt));
const gaps = ({ notOffered }: OfferedTimes) => Object.fromEntries(notOffered);

describe('times that all can keep', () => {
  it('are all of a session where nothing is in the way', () => {
    const found = freeTimes(world());
    expect(starts(found)).to.deep.equal(['10:00', '10:30', '11:00', '11:30']);
    expect(found.times[0]).to.deep.include({ sessionId: 'session 10:00', stationId: wing });
    expect(gaps(found)).to.deep.equal({});
  });

  it('are earliest first, of whichever session', () => {
    const sessions = [
      clinicSession('11:00', '12:00'),
      clinicSession('10:45', '11:45'),
      clinicSession('09:00', '09:30'),
    ];
    expect(starts(freeTimes(world({ sessions })))).to.deep.equal([
      '09:00',
      '10:45',
      '11:00',
      '11:15',
      '11:30',
    ]);
  });

  it('A18 begin a quarter of an hour ahead at least: at 10:07 the next on the grid is 10:30', () => {
    const found = freeTimes(world({ now: at('10:07'), sessions: [clinicSession('09:00', '12:00')] }));
    expect(starts(found)).to.deep.equal(['10:30', '11:00', '11:30']);
    expect(gaps(found)).to.deep.equal({ 'too-soon': 3 });
  });

  it('A18 may begin in exactly a quarter of an hour, and not a minute earlier', () => {
    expect(starts(freeTimes(world({ now: at('10:15') })))[0]).to.equal('10:30');
    expect(starts(freeTimes(world({ now: at('10:16') })))[0]).to.equal('11:00');
    expect(isTooSoon({ beginsAt: at('10:30') }, at('10:15'))).to.equal(false);
    expect(isTooSoon({ beginsAt: at('10:30') }, at('10:16'))).to.equal(true);
  });

  it('A18 leave the quarter before the patient is fetched, and before the staff meet', () => {
    const now = at('10:07');
    const prison = prisonDay({ leadMinutes: 30 });
    expect(starts(freeTimes(world({ now, prison })))).to.deep.equal(['11:00', '11:30']);
    const sessions = [clinicSession('10:00', '12:00', { preMinutes: 10, mainMinutes: 20 })];
    expect(starts(freeTimes(world({ now, sessions })))).to.deep.equal(['10:40', '11:10', '11:40']);
  });

  it('A18 are none late in the evening, and that is no error', () => {
    const found = freeTimes(world({ now: at('23:50') }));
    expect(found.times).to.deep.equal([]);
    expect(gaps(found)).to.deep.equal({ 'too-soon': 4 });
    expect(freeTimes(world({ now: at('23:50'), sessions: [] })).times).to.deep.equal([]);
  });

  it('A13 keep to the regime of Frankland, with half an hour there and ten minutes back', () => {
    const weekdays: Weekday[] = [1, 2, 3, 4, 5];
    const regime: PrisonDay['regime'] = weekdays.flatMap((weekday) => [
      { weekday, from: '08:30', to: '11:35' },
      { weekday, from: '14:00', to: '16:30' },
      { weekday, from: '18:00', to: '19:00' },
    ]);
    const prison = prisonDay({ regime, leadMinutes: 30, moveBackMinutes: 10 });
    const found = freeTimes(world({ prison, sessions: [clinicSession('08:00', '12:00')] }));
    expect(starts(found)).to.deep.equal(['09:00', '09:30', '10:00', '10:30']);
    expect(gaps(found)).to.deep.equal({ 'over-lock-up': 4 });
  });

  it('A13 are none on a day without regime', () => {
    const prison = prisonDay({ regime: [{ weekday: 2, from: '08:30', to: '11:35' }] });
    expect(gaps(freeTimes(world({ prison })))).to.deep.equal({ 'no-regime': 4 });
  });

  it('A02 are free right before and right after what is taken', () => {
    for (const kind of ['clinician', 'patient', 'station'] as const) {
      const found = freeTimes(world({ taken: [taken(kind, '10:30', '11:00')] }));
      expect(starts(found), kind).to.deep.equal(['10:00', '11:00', '11:30']);
      expect(gaps(found), kind).to.deep.equal({ [`${kind}-taken`]: 1 });
    }
  });

  it('are not free for a minute that something longer or shorter reaches in', () => {
    const longer = [taken('clinician', '09:00', '10:01'), taken('clinician', '11:29', '15:00')];
    expect(starts(freeTimes(world({ taken: longer })))).to.deep.equal(['10:30']);
    const shorter = [taken('clinician', '10:40', '10:41')];
    expect(starts(freeTimes(world({ taken: shorter })))).to.deep.equal(['10:00', '11:00', '11:30']);
  });

  it('see what began long before, behind shorter ones that are over', () => {
    const all = [
      taken('clinician', '08:00', '11:30'),
      taken('clinician', '08:30', '08:40'),
      taken('clinician', '09:00', '09:10'),
    ];
    expect(starts(freeTimes(world({ taken: all })))).to.deep.equal(['11:30']);
  });

  it('are those of another clinician, patient, station or prison whatever these have', () => {
    const kinds = ['clinician', 'patient', 'station', 'escort'] as const;
    const others = kinds.map((kind) => taken(kind, '08:00', '13:00', 'another'));
    const prison = prisonDay({ leadMinutes: 10, escortPlaces: 1 });
    expect(starts(freeTimes(world({ prison, taken: others })))).to.have.length(4);
  });

  it('A09 have as many places as the session, counted at one moment', () => {
    const sessions = [clinicSession('10:00', '10:30', { capacity: 2 })];
    const offered = (...all: Taken[]) => starts(freeTimes(world({ sessions, taken: all }))).length;
    expect(offered(taken('clinician', '10:00', '10:30'))).to.equal(1);
    expect(offered(taken('clinician', '10:00', '10:15'), taken('clinician', '10:15', '10:30'))).to.equal(1);
    expect(offered(taken('clinician', '10:00', '10:16'), taken('clinician', '10:15', '10:30'))).to.equal(0);
    expect(offered(taken('clinician', '10:00', '10:30'), taken('clinician', '10:00', '10:30'))).to.equal(0);
  });

  it('A14 are none when all escorts are on their feet, on the movement there or on the one back', () => {
    const prison = prisonDay({ leadMinutes: 30, moveBackMinutes: 15, escortPlaces: 4 });
    const sessions = [clinicSession('10:00', '10:30')];
    const movements = (count: number, from: string, to: string) =>
      Array.from({ length: count }, () => taken('escort', from, to));
    const found = (all: Taken[]) => freeTimes(world({ prison, sessions, taken: all }));
    expect(starts(found(movements(3, '09:00', '10:00')))).to.deep.equal(['10:00']);
    expect(gaps(found(movements(4, '09:00', '10:00')))).to.deep.equal({ 'escort-taken': 1 });
    expect(gaps(found(movements(4, '10:40', '11:00')))).to.deep.equal({ 'escort-taken': 1 });
    // While the patient is in front of the camera nobody escorts.
    expect(starts(found(movements(4, '10:00', '10:30')))).to.deep.equal(['10:00']);
    expect(gaps(freeTimes(world({ prison: { ...prison, escortPlaces: 0 }, sessions })))).to.deep.equal({
      'escort-taken': 1,
    });
    const uncounted = { ...prison, escortPlaces: null };
    const all = movements(9, '09:00', '12:00');
    expect(starts(freeTimes(world({ prison: uncounted, sessions, taken: all })))).to.deep.equal(['10:00']);
  });

  it('A16 are at the first described station that is free, and nowhere else', () => {
    const prison = prisonDay({ stationIds: [wing, office] });
    const found = freeTimes(world({ prison, taken: [taken('station', '10:00', '10:30')] }));
    expect(found.times.map(({ stationId }) => stationId)).to.deep.equal([office, wing, wing, wing]);
    const both = [taken('station', '10:00', '10:30'), taken('station', '10:10', '10:20', office)];
    expect(gaps(freeTimes(world({ prison, taken: both })))).to.deep.equal({ 'station-taken': 1 });
    expect(gaps(freeTimes(world({ prison: prisonDay({ stationIds: [] }) })))).to.deep.equal({
      'no-station': 4,
    });
  });

  it('name the first of several reasons against a time', () => {
    const sessions = [clinicSession('10:00', '10:30')];
    const closed: PrisonDay['regime'] = [{ weekday: 1, from: '14:00', to: '15:00' }];
    const all = (['clinician', 'patient', 'escort', 'station'] as const).map((kind) =>
      taken(kind, '09:00', '11:00'),
    );
    const base = { leadMinutes: 10, escortPlaces: 1 };
    const reasons = [
      world({ now: at('10:00'), sessions, prison: prisonDay({ ...base, regime: [] }), taken: all }),
      world({ sessions, prison: prisonDay({ ...base, regime: [] }), taken: all }),
      world({ sessions, prison: prisonDay({ ...base, regime: closed }), taken: all }),
      world({ sessions, prison: prisonDay({ ...base, stationIds: [] }), taken: all }),
      world({ sessions, prison: prisonDay({ ...base, stationIds: [] }), taken: all.slice(1) }),
      world({ sessions, prison: prisonDay({ ...base, stationIds: [] }), taken: all.slice(2) }),
      world({ sessions, prison: prisonDay({ ...base, stationIds: [] }), taken: all.slice(3) }),
      world({ sessions, prison: prisonDay(base), taken: all.slice(3) }),
      world({ sessions, prison: prisonDay(base), taken: all.slice(4) }),
    ].map((one) => Object.keys(gaps(freeTimes(one))));
    expect(reasons).to.deep.equal([
      ['too-soon'],
      ['no-regime'],
      ['over-lock-up'],
      ['clinician-taken'],
      ['patient-taken'],
      ['escort-taken'],
      ['no-station'],
      ['station-taken'],
      [],
    ]);
  });

  it('are the same as those found by going through everything, minute by minute', () => {
    const random = randomNumbers(7);
    const prison = prisonDay({
      leadMinutes: 10,
      moveBackMinutes: 5,
      escortPlaces: 2,
      stationIds: [wing, office],
    });
    for (let round = 0; round < 40; round += 1) {
      const all = Array.from({ length: 24 }, () => randomTaken(random));
      const sessions = [
        clinicSession('09:00', '13:00', { mainMinutes: 20, preMinutes: 5, debriefMinutes: 5, capacity: 2 }),
        clinicSession('14:00', '16:00', { id: 'afternoon' as ClinicSessionId, mainMinutes: 15 }),
      ];
      const asked = world({ prison, sessions, taken: all });
      const found = freeTimes(asked).times.map(({ appointment }) => appointment.startsAt.toISOString());
      expect(found, `round ${round}`).to.deep.equal(freeMinuteByMinute(asked));
    }
  });
});

describe('times at which an interpreter is free', () => {
  it('are those at which one of the language is, while the patient is there; none is needed where none is kept', () => {
    const interpreterIds = [anna, jan];
    const both = [taken('interpreter', '10:20', '10:40'), taken('interpreter', '10:00', '10:30', jan)];
    const all = starts(freeTimes(world({})));
    expect(all).to.deep.equal(['10:00', '10:30', '11:00', '11:30']);
    expect(starts(freeTimes(world({ taken: both })))).to.deep.equal(all);
    expect(starts(freeTimes(world({ taken: both, interpreterIds: [] })))).to.deep.equal(all);
    const found = freeTimes(world({ taken: both, interpreterIds }));
    expect(starts(found)).to.deep.equal(['10:30', '11:00', '11:30']);
    expect(gaps(found)).to.deep.equal({ 'interpreter-taken': 1 });
    expect(starts(freeTimes(world({ taken: both, interpreterIds: [anna] })))).to.deep.equal([
      '11:00',
      '11:30',
    ]);
  });
});

describe('times that a prison keeps from being offered', () => {
  const hindered = (over: Partial<Hindrances>) => ({ hindrances: { ...noHindrances, ...over } });
  const from = (starts: string, ends: string) => ({ startsAt: at(starts), endsAt: at(ends) });

  it('A11 are those at a blocked station, from its first minute until just before its last', () => {
    const found = freeTimes(world(hindered({ blocks: [{ ...from('10:29', '11:00'), stationId: wing }] })));
    expect(starts(found)).to.deep.equal(['11:00', '11:30']);
    expect(gaps(found)).to.deep.equal({ 'station-blocked': 2 });
  });

  it('A11 are not those that another station can have', () => {
    const prison = prisonDay({ stationIds: [wing, office] });
    const blocked = { prison, ...hindered({ blocks: [{ ...from('10:00', '11:00'), stationId: wing }] }) };
    const found = freeTimes(world(blocked));
    expect(found.times.map(({ stationId }) => stationId)).to.deep.equal([office, office, wing, wing]);
    const officeTaken = taken('station', '10:00', '10:30', office);
    expect(gaps(freeTimes(world({ ...blocked, taken: [officeTaken] })))).to.deep.equal({
      'station-blocked': 1,
    });
    const bothTaken = [officeTaken, taken('station', '10:00', '10:30')];
    expect(gaps(freeTimes(world({ ...blocked, taken: bothTaken })))).to.deep.equal({ 'station-taken': 1 });
  });

  it('A24 are those of which any part, also the escort, lies in a stop of movements', () => {
    const prison = prisonDay({ leadMinutes: 30, moveBackMinutes: 15 });
    const found = freeTimes(world({ prison, ...hindered({ stops: [from('10:45', '11:00')] }) }));
    // The first is back in the cell at 10:45, and the last is fetched at 11:00.
    expect(starts(found)).to.deep.equal(['10:00', '11:30']);
    expect(gaps(found)).to.deep.equal({ 'movements-stopped': 2 });
  });

  it('A07 are for a hospital those at which the patient has something else on; the prison is told of it', () => {
    const visit = { kind: 'visit' as const, onDate: '2027-01-11', ...from('10:30', '11:00') };
    const over = hindered({ events: [eventTimeOf(visit)] });
    const ofHospital = freeTimes(world({ ...over, ofPrison: false }));
    expect(starts(ofHospital)).to.deep.equal(['10:00', '11:00', '11:30']);
    expect(gaps(ofHospital)).to.deep.equal({ 'patient-taken': 1 });
    const ofPrison = freeTimes(world(over));
    expect(ofPrison.times.map(({ clashes }) => clashes)).to.deep.equal([
      [],
      [{ kind: 'visit', timeKnown: true }],
      [],
      [],
    ]);
  });

  it('A07 are those at which the patient is moved to another prison, for everybody', () => {
    const transfer = { kind: 'transfer' as const, onDate: '2027-01-11', startsAt: at('11:00'), endsAt: null };
    const found = freeTimes(world(hindered({ events: [eventTimeOf(transfer)] })));
    expect(starts(found)).to.deep.equal(['10:00', '10:30']);
    expect(gaps(found)).to.deep.equal({ 'patient-taken': 2 });
  });
});

/** The same numbers each time: those of a linear congruential generator, from 0 up to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function randomTaken(random: () => number): Taken {
  const kinds = ['clinician', 'patient', 'station', 'escort'] as const;
  const kind = kinds[Math.floor(random() * kinds.length)] ?? 'clinician';
  const from = morning + Math.floor(random() * 540) * 60_000;
  const resourceId = kind === 'station' && random() < 0.5 ? office : resourceOf[kind];
  const endsAt = new Date(from + (1 + Math.floor(random() * 40)) * 60_000);
  return { kind, resourceId, startsAt: new Date(from), endsAt, bookingId: 'another' as BookingId };
}

/** What is free, by the plain meaning of it: at each minute of the parts, somebody counts who is there. */
function freeMinuteByMinute({ sessions, prison, taken: all }: ClinicWorld): string[] {
  const free: string[] = [];
  for (const { startsAt, endsAt, preMinutes, mainMinutes, debriefMinutes, capacity } of sessions) {
    const place = preMinutes + mainMinutes + debriefMinutes;
    const minutes = (endsAt.getTime() - startsAt.getTime()) / 60_000;
    for (let from = 0; from + place <= minutes; from += place) {
      const main = startsAt.getTime() / 60_000 + from + preMinutes;
      const [staffFrom, staffTo] = [main - preMinutes, main + mainMinutes + debriefMinutes];
      const [patientFrom, patientTo] = [
        main - prison.leadMinutes,
        main + mainMinutes + prison.moveBackMinutes,
      ];
      const room = (resourceId: string, places: number, [begin, end]: readonly [number, number]) =>
        minutesFrom(begin, end).every((minute) => countAt(all, resourceId, minute) < places);
      const escorted =
        room(fellside, 2, [patientFrom, main]) && room(fellside, 2, [main + mainMinutes, patientTo]);
      const stations = [wing, office].some((one) => room(one, 1, [staffFrom, staffTo]));
      const people = room(reid, capacity, [staffFrom, staffTo]) && room(patient, 1, [patientFrom, patientTo]);
      if (people && escorted && stations) free.push(new Date(main * 60_000).toISOString());
    }
  }
  return free;
}

function minutesFrom(begin: number, end: number): number[] {
  return Array.from({ length: end - begin }, (_, n) => begin + n);
}

function countAt(all: readonly Taken[], resourceId: string, minute: number): number {
  const instant = minute * 60_000;
  return all.filter(
    (one) =>
      one.resourceId === resourceId && one.startsAt.getTime() <= instant && instant < one.endsAt.getTime(),
  ).length;
}
