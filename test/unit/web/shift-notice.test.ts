import { expect } from 'chai';
import { shiftNotice } from '../../../web/src/clinician/shift-notice.ts';

const startsAt = '2026-11-25T08:00:00.000Z';
const endsAt = '2026-11-25T20:00:00.000Z';
const shift = { startsAt, endsAt, tier: 2 as const };
const before = Date.parse(endsAt) - 1;
const after = Date.parse(endsAt);
const notice = (
  shifts: Parameters<typeof shiftNotice>[0],
  standing: Partial<Parameters<typeof shiftNotice>[1]>,
) => shiftNotice(shifts, { onCall: true, waiting: 0, now: after, ...standing });

describe('what a clinician is told of their shift', () => {
  it('is until when it lasts, and the tier', () => {
    const { words, pressing } = notice({ shift, endedShift: null }, { now: before });
    expect(words).to.match(/^On the rota until \d\d:00, second tier[.]$/);
    expect(pressing).to.equal(false);
  });
  it('is that it has ended, in the second in which it does and after a reload', () => {
    for (const shifts of [
      { shift, endedShift: null },
      { shift: null, endedShift: { endsAt } },
    ]) {
      const { words, pressing } = notice(shifts, {});
      expect(words).to.match(/^Your shift has ended at \d\d:00[.] You are still on call/);
      expect(pressing).to.equal(true);
    }
  });
  it('asks for hand-over while calls wait', () => {
    const { words } = notice({ shift: null, endedShift: { endsAt } }, { waiting: 2 });
    expect(words).to.include('2 calls are waiting: hand over before you go off call.');
  });
  it('presses nobody who is off call', () => {
    const shifts = { shift: null, endedShift: { endsAt } };
    expect(notice(shifts, { onCall: false, waiting: 2 })).to.include({ pressing: false });
  });
  it('is that the rota does not have them', () => {
    const none = { shift: null, endedShift: null };
    expect(notice(none, {}).words).to.equal('You are on call outside the rota.');
    expect(notice(none, { onCall: false }).words).to.equal('You are not on the rota now.');
  });
});
