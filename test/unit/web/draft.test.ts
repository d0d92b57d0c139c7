import { expect } from 'chai';
import { noDetails } from '../../../domain/calls/call.ts';
import { skills } from '../../../domain/clinicians/skill.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import { draftOf, type DraftState, saved, takeIn, toSend, type } from '../../../web/src/station/draft.ts';

const now = new Date('2026-11-22T10:00:00Z');
const valid = '999 000 0018';

function known(details: Partial<StationCall['details']> = {}, acuity: StationCall['acuity'] = 'urgent') {
  return { details: { ...noDetails, ...details }, acuity, wantedSkills: [] };
}

function untouched(details: Partial<StationCall['details']> = {}): DraftState {
  return { draft: draftOf(known(details)), touched: [] };
}

describe('the details as they are typed', () => {
  it('start from what the service knows', () => {
    const { draft } = untouched({ dateOfBirth: '1941-03-07', nhsNumber: '9990000018', patientName: 'Edith' });
    expect(draft).to.include({ day: '7', month: '3', year: '1941', nhsNumber: valid, patientName: 'Edith' });
  });

  it('are sent part by part, and only what was touched', () => {
    const typed = type(
      type(untouched({ staffName: 'Joan' }), 'concern', ' Short of breath '),
      'acuity',
      'immediate',
    );
    const { description, sent } = toSend(typed, now);
    expect(description).to.deep.equal({ concern: 'Short of breath', acuity: 'immediate' });
    expect(sent).to.have.members(['concern', 'acuity']);
  });

  it('clear what was emptied', () => {
    expect(toSend(type(untouched({ concern: 'Pain' }), 'concern', '  '), now).description).to.deep.equal({
      concern: null,
    });
  });

  it('name the problem of an invalid NHS number and send the rest', () => {
    const typed = type(type(untouched(), 'nhsNumber', '999 000 0019'), 'patientName', 'Edith');
    const { description, problems } = toSend(typed, now);
    expect(description).to.deep.equal({ patientName: 'Edith' });
    expect(problems.nhsNumber).to.match(/NHS number/);
  });

  it('accept an NHS number with spaces', () => {
    expect(toSend(type(untouched(), 'nhsNumber', valid), now).description).to.deep.equal({
      nhsNumber: '9990000018',
    });
  });

  for (const [name, day, month, year] of [
    ['half a date', '27', '', ''],
    ['a day that does not exist', '31', '2', '1941'],
    ['a day in the future', '1', '1', '2030'],
    ['a year of two digits', '1', '1', '41'],
  ] as const) {
    it(`keep back ${name}`, () => {
      const typed = type(type(type(untouched(), 'day', day), 'month', month), 'year', year);
      const { sent, problems } = toSend(typed, now);
      expect(sent).to.deep.equal([]);
      expect(problems.dateOfBirth).to.be.a('string');
    });
  }

  it('send the skills that are wanted, and none when they are taken back', () => {
    const wanted = type(untouched(), 'wantedSkills', 'language:cy palliative');
    expect(toSend(wanted, now).description).to.deep.equal({ wantedSkills: ['language:cy', 'palliative'] });
    const none = type(wanted, 'wantedSkills', '');
    expect(toSend(none, now).description).to.deep.equal({ wantedSkills: [] });
  });

  it('keep back more skills than one call may want', () => {
    const typed = type(untouched(), 'wantedSkills', skills.slice(0, 9).join(' '));
    expect(toSend(typed, now).problems.wantedSkills).to.be.a('string');
  });

  it('send a date of birth once it is whole', () => {
    const typed = type(type(type(untouched(), 'day', '7'), 'month', '3'), 'year', '1941');
    expect(toSend(typed, now).description).to.deep.equal({ dateOfBirth: '1941-03-07' });
  });
});

describe('a state that comes in while somebody types', () => {
  it('fills what nobody touches', () => {
    expect(takeIn(untouched(), known({ patientName: 'Edith' }), null).draft.patientName).to.equal('Edith');
  });

  it('does not overwrite what is not saved yet', () => {
    const typed = type(untouched(), 'concern', 'Worse');
    const after = takeIn(typed, known({ concern: 'From another tab', staffName: 'Joan' }), null);
    expect(after.draft).to.include({ concern: 'Worse', staffName: 'Joan' });
  });

  it('does not trim under the cursor', () => {
    const typed = type(untouched(), 'concern', 'Short ');
    const { sent } = toSend(typed, now);
    const after = takeIn(saved(typed, sent, typed.draft), known({ concern: 'Short' }), 'concern');
    expect(after.draft.concern).to.equal('Short ');
  });

  it('leaves all parts of a date alone while one of them is typed', () => {
    const after = takeIn(untouched(), known({ dateOfBirth: '1941-03-07' }), 'day');
    expect(after.draft).to.include({ day: '', month: '', year: '' });
  });

  it('is the same object when nothing changes', () => {
    const before = untouched({ patientName: 'Edith' });
    expect(takeIn(before, known({ patientName: 'Edith' }), null)).to.equal(before);
  });
});

describe('what has been saved', () => {
  it('is not sent again', () => {
    const typed = type(untouched(), 'concern', 'Pain');
    const after = saved(typed, ['concern'], typed.draft);
    expect(toSend(after, now).sent).to.deep.equal([]);
  });

  it('stays to be sent when more was typed while it was on its way', () => {
    const first = type(untouched(), 'concern', 'Pain');
    const more = type(first, 'concern', 'Pain in the chest');
    const after = saved(more, ['concern'], first.draft);
    expect(toSend(after, now).description).to.deep.equal({ concern: 'Pain in the chest' });
  });
});
