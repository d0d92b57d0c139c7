import { expect } from 'chai';
import type { ShiftView } from '../../../domain/rota/wire.ts';
import { draftOf, readDraft, withStartDate, withTimes } from '../../../web/src/rota/shift-draft.ts';
import { gapsOfDay, lengthWords, shiftTimes, weekAsked, weekWords } from '../../../web/src/rota/week.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${String(n)}`;
const stored = {
  shiftId: uuid(1),
  clinicianId: uuid(2),
  startsAt: '2026-11-23T20:00:00.000Z',
  endsAt: '2026-11-24T08:00:00.000Z',
  queueIds: [uuid(3)],
  tier: 1,
} as ShiftView;

function read(draft: ReturnType<typeof draftOf>) {
  const result = readDraft(draft);
  return 'body' in result ? result.body : result.problems.map(({ field }) => field);
}

describe('a shift in the form', () => {
  it('comes back as it was stored when nothing is changed, in the hour that comes twice too', () => {
    const second = { ...stored, startsAt: '2026-10-25T01:30:00.000Z', endsAt: '2026-10-25T08:00:00.000Z' };
    expect(draftOf(second).start).to.deep.equal({ date: '2026-10-25', time: '01:30' });
    expect(read(draftOf(second))).to.include({ startsAt: second.startsAt, endsAt: second.endsAt });
  });

  it('means the first of two times when it is typed anew', () => {
    const typed = { ...draftOf(stored), start: { date: '2026-10-25', time: '01:30' } };
    const end = { date: '2026-10-25', time: '08:00' };
    expect(read({ ...typed, end })).to.include({ startsAt: '2026-10-25T00:30:00.000Z' });
  });

  it('names the field of a time that does not exist, of an end before the start, and of no queue', () => {
    const spring = { ...draftOf(stored), start: { date: '2027-03-28', time: '01:30' } };
    expect(read({ ...spring, end: { date: '2027-03-28', time: '08:00' } })).to.deep.equal([
      'shift-start-time',
    ]);
    expect(read({ ...draftOf(stored), end: { date: '2026-11-23', time: '19:00' } })).to.deep.equal([
      'shift-end-time',
    ]);
    expect(read({ ...draftOf(stored), queueIds: [], end: { date: '', time: '' } })).to.deep.equal([
      'shift-end-time',
      'shift-queues',
    ]);
  });

  it('takes its end along to another day, and over midnight', () => {
    const moved = withStartDate(draftOf(stored), '2026-12-01');
    expect(moved.end).to.deep.equal({ date: '2026-12-02', time: '08:00' });
    expect(withTimes(moved, { start: '08:00', end: '20:00' }).end.date).to.equal('2026-12-01');
    expect(withTimes(moved, { start: '20:00', end: '08:00' }).end.date).to.equal('2026-12-02');
  });
});

describe('the words of the week', () => {
  it('name weeks, nights and what is left of a gap in a day', () => {
    expect(weekWords('2026-11-23')).to.equal('23 to 29 November 2026');
    expect(weekWords('2026-11-30')).to.equal('30 November to 6 December 2026');
    expect(shiftTimes(stored, '2026-11-23')).to.equal('20:00 to Tue 08:00');
    const gap = (from: string, until: string, unable: string[] = []) => ({
      coverGaps: [{ queueId: uuid(3) as never, queueName: 'x', from, until, unable }],
    });
    const over = gap('2026-11-23T20:00:00.000Z', '2026-11-25T00:00:00.000Z');
    expect(gapsOfDay(over, uuid(3), '2026-11-23')).to.deep.equal(['No one 20:00 to 24:00']);
    expect(gapsOfDay(over, uuid(3), '2026-11-24')).to.deep.equal(['No one all day']);
    expect(gapsOfDay(over, uuid(3), '2026-11-25')).to.deep.equal([]);
    const some = gap('2026-11-23T08:00:00.000Z', '2026-11-23T20:00:00.000Z', ['Asha Rao', 'Ben Carter']);
    expect(gapsOfDay(some, uuid(3), '2026-11-23')).to.deep.equal([
      'No one 08:00 to 20:00. Cannot be rung: Asha Rao, Ben Carter (disabled, or without a skill that is needed)',
    ]);
  });

  it('say how long a shift really is', () => {
    const length = (from: string, until: string) => lengthWords(new Date(from), new Date(until));
    expect(length('2026-11-23T20:00:00Z', '2026-11-24T08:30:00Z')).to.equal('12 hours 30 minutes');
    expect(length('2026-10-24T19:00:00Z', '2026-10-25T08:00:00Z')).to.equal(
      '13 hours: the clocks change in between',
    );
  });

  it('take this week for an address that names no day', () => {
    const now = new Date('2026-11-25T12:00:00Z');
    for (const asked of [null, 'x', '2026-13-45', '2026-11-26']) {
      expect(weekAsked(asked, now)).to.equal('2026-11-23');
    }
    expect(weekAsked('2027-01-01', now)).to.equal('2026-12-28');
  });
});
