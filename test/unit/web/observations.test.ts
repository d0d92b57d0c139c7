import { expect } from 'chai';
import { noDetails } from '../../../domain/calls/call.ts';
import type { ObservationSetId, PatientId } from '../../../domain/ids.ts';
import { type ObservationSetView, scoreOf } from '../../../domain/record/observation-set.ts';
import type { ResidentView } from '../../../domain/residents/wire.ts';
import {
  agoWords,
  partWords,
  scoreWords,
  shownBeside,
  valueWords,
} from '../../../web/src/observations/observation-words.ts';
import { draftOf, pick, takeIn, toSend, type } from '../../../web/src/station/draft.ts';
import {
  emptyObservations,
  liveScoreWords,
  readObservations,
} from '../../../web/src/station/observations-draft.ts';
import { wanted, withSameName } from '../../../web/src/station/resident-search.ts';
import { illValues, wellValues } from '../../support/residents.ts';

const emptyValues: ObservationSetView['values'] = {
  respiration: null,
  spo2: null,
  oxygen: null,
  systolic: null,
  pulse: null,
  consciousness: null,
  temperature: null,
};

const set = (name: string, values: ObservationSetView['values']): ObservationSetView => ({
  setId: name as ObservationSetId,
  version: 1,
  ofThisCall: true,
  state: 'final',
  takenAt: '2026-11-30T04:00:00.000Z',
  scale: 1,
  values,
});

const typed = {
  respiration: '24',
  spo2: '93',
  oxygen: 'air',
  systolic: '120',
  pulse: '130',
  consciousness: 'A',
  temperature: '35,1',
  minutesAgo: '8',
} as const;

describe('observations as they are typed', () => {
  it('are read with their units, and a comma is a point', () => {
    expect(readObservations(typed)).to.deep.equal({
      values: illValues,
      problems: {},
      missing: [],
    });
  });

  it('that are missing are null and named, and never zero (HAZ-39)', () => {
    const read = readObservations({ ...emptyObservations, pulse: '80' });
    expect(read.values.respiration).to.equal(null);
    expect(read.missing).to.deep.equal([
      'respiration',
      'spo2',
      'oxygen',
      'systolic',
      'consciousness',
      'temperature',
    ]);
  });

  it('that cannot be are said in words, and not scored (HAZ-38)', () => {
    const { problems, values } = readObservations({
      ...typed,
      temperature: '98.6',
      pulse: '80.5',
      spo2: '930',
    });
    expect(values).to.deep.include({ temperature: null, pulse: null, spo2: null });
    expect(problems).to.deep.equal({
      temperature:
        'Temperature must be in °C, between 20 and 45, with one digit after the point, such as 37.2',
      pulse: 'Pulse must be a whole number between 1 and 399',
      spo2: 'Oxygen saturation must be a whole number between 1 and 100',
    });
  });
});

describe('the score of what is typed', () => {
  const of = { scale: 1 as const, today: '2026-11-30' };

  it('is said while it is typed, and not of somebody under 16', () => {
    expect(liveScoreWords(typed, { ...of, dateOfBirth: null })).to.equal('NEWS2 7, high risk');
    expect(liveScoreWords(typed, { ...of, dateOfBirth: '2010-11-30' })).to.equal('NEWS2 7, high risk');
    expect(liveScoreWords(typed, { ...of, dateOfBirth: '2010-12-01' })).to.equal(null);
  });

  it('is none while a value is missing or cannot be, and what scores 3 is said all the same (HAZ-39)', () => {
    expect(liveScoreWords({ ...typed, pulse: '', spo2: '85' }, { ...of, dateOfBirth: null })).to.equal(
      'No NEWS2 score yet: pulse to be typed or corrected. Scores 3: oxygen saturation',
    );
    expect(liveScoreWords(emptyObservations, { ...of, dateOfBirth: null })).to.equal(null);
  });
});

describe('the newest set, where it is incomplete', () => {
  const pulseAlone = { ...emptyValues, pulse: 80 };
  const namesBeside = (...sets: ObservationSetView[]) => shownBeside(sets).map(({ setId }) => setId);

  it('has the last complete one beside it, and what was bad between (HAZ-39)', () => {
    const ill = set('ill', illValues);
    expect(namesBeside(set('newest', pulseAlone), ill, set('older', illValues))).to.deep.equal(['ill']);
    const between = [set('well pulse', pulseAlone), set('low oxygen', { ...emptyValues, spo2: 85 })];
    expect(namesBeside(set('newest', pulseAlone), ...between, ill)).to.deep.equal(['low oxygen', 'ill']);
    expect(namesBeside(set('newest', wellValues), ill)).to.deep.equal([]);
    expect(namesBeside(set('newest', pulseAlone))).to.deep.equal([]);
  });
});

describe('a score in words', () => {
  it('has the total and the risk, and of an incomplete set what is missing in place of a number (HAZ-39)', () => {
    expect(scoreWords(scoreOf({ values: illValues, scale: 1 }))).to.equal('NEWS2 7, high risk');
    const half = { ...wellValues, pulse: null, temperature: null };
    expect(scoreWords(scoreOf({ values: half, scale: 1 }))).to.equal(
      'No NEWS2 score: not taken: pulse and temperature',
    );
    expect(valueWords(half, 'pulse')).to.equal(undefined);
    expect(valueWords(wellValues, 'temperature')).to.equal('37.0 °C');
  });

  it('says of a value what it scores, and by which scale oxygen was scored where that is the second (HAZ-38)', () => {
    const values = { ...wellValues, spo2: 88 };
    const oxygen = (scale: 1 | 2) =>
      partWords({ ...set('a set', values), scale }, scoreOf({ values, scale }), 'spo2');
    expect(oxygen(1)).to.equal('SpO2 88 % (scores 3)');
    expect(oxygen(2)).to.equal('SpO2 88 % (scale 2)');
    const low = { ...values, spo2: 85 };
    expect(
      partWords({ ...set('a set', low), scale: 2 }, scoreOf({ values: low, scale: 2 }), 'spo2'),
    ).to.equal('SpO2 85 % (scale 2, scores 2)');
  });

  it('says how long ago it was taken (HAZ-37)', () => {
    const now = Date.parse('2026-11-30T05:00:00Z');
    expect(agoWords('2026-11-30T04:52:00Z', now)).to.equal('8 minutes ago');
    expect(agoWords('2026-11-30T05:00:10Z', now)).to.equal('less than a minute ago');
    expect(agoWords('2026-11-29T20:00:00Z', now)).to.equal('9 hours ago');
  });
});

const edith: ResidentView = {
  patientId: '11111111-1111-4111-8111-111111111111' as PatientId,
  name: 'Édith Synthetic',
  dateOfBirth: '1938-05-02',
  nhsNumber: '9990000018',
  place: 'Room 4',
  oxygenScale: 1,
};
const namesake = {
  ...edith,
  patientId: '22222222-2222-4222-8222-222222222222' as PatientId,
  place: 'Room 14',
};

describe('a resident who is picked', () => {
  it('is found by name, room and date of birth, and is marked where another has the name (HAZ-36)', () => {
    const other = { ...namesake, name: 'Mabel Example', dateOfBirth: '1931-11-12' };
    expect(wanted([edith, other], 'edith synth')).to.deep.equal([edith]);
    expect(wanted([edith, other], 'room 14')).to.deep.equal([other]);
    expect(wanted([edith, other], '2/5/1938')).to.deep.equal([edith]);
    expect(withSameName([edith, other], edith)).to.equal(false);
    expect(withSameName([edith, namesake], edith)).to.equal(true);
  });

  it('is sent by id alone, whatever had been typed of somebody else before (HAZ-36)', () => {
    const known = { details: noDetails, acuity: 'urgent' as const, wantedSkills: [] };
    const half = type({ draft: draftOf(known), touched: [] }, 'patientName', 'Mabel');
    const picked = pick(half, edith);
    expect(toSend(picked, new Date()).description).to.deep.equal({ patientId: edith.patientId });
    // What the service still has of before does not come back meanwhile.
    expect(takeIn(picked, known, null).draft).to.include({ patientName: 'Édith Synthetic', year: '1938' });
    const none = pick(picked, null);
    expect(none.draft).to.include({ patientId: '', patientName: '', nhsNumber: '', year: '' });
    expect(toSend(type(none, 'patientName', 'Agency'), new Date()).description).to.deep.equal({
      patientId: null,
      patientName: 'Agency',
    });
  });
});
