import { expect } from 'chai';
import type { ListRow } from '../../../domain/clinics/prison-list.ts';
import type { BookingId } from '../../../domain/ids.ts';
import { newsBetween, newsInWords } from '../../../web/src/clinics/list-news.ts';
import type { SeenRow } from '../../../web/src/clinics/seen-lists.ts';

function row(name: string, change: Partial<ListRow> = {}): ListRow {
  return {
    bookingId: `id of ${name}` as BookingId,
    fetchAt: '2026-11-30T08:35:00.000Z',
    startsAt: '2026-11-30T09:05:00.000Z',
    backBy: '2026-11-30T09:40:00.000Z',
    place: 'Healthcare room 1',
    wing: 'B',
    cell: '2-14',
    name,
    prisonNumber: 'A0001BC',
    state: 'to-come',
    change: null,
    late: null,
    marks: [],
    marksConfirmed: true,
    ...change,
  };
}

const words = (seen: readonly SeenRow[], now: readonly ListRow[]) => {
  const news = newsBetween(seen, now);
  return news === null ? null : newsInWords(news);
};

describe('what is new on a list of a prison since somebody saw it', () => {
  it('A27 is whom not to fetch, whom else, and whom at another time or place', () => {
    const seen = [row('One'), row('Two'), row('Three'), row('Four')];
    const now = [
      row('One', { fetchAt: '2026-11-30T09:10:00.000Z' }),
      row('Two', { state: 'off', change: 'cancelled' }),
      row('Four', { wing: 'C' }),
      row('Five', { fetchAt: '2026-11-30T10:00:00.000Z', change: 'new' }),
    ];
    expect(words(seen, now)).to.deep.equal([
      'Do not fetch: Two; Three.',
      'New: Five, to fetch at 10:00.',
      'Changed: One, to fetch at 09:10; Four, to fetch at 08:35.',
    ]);
  });

  it('A27 tells of each once: what has been seen is no news, and neither is that a patient has come', () => {
    const now = [
      row('One', { state: 'off', change: 'cancelled' }),
      row('Two', { state: 'begun' }),
      row('Three', { state: 'seen', change: 'new' }),
    ];
    expect(words(now, now)).to.equal(null);
    expect(words([row('Two'), row('Three', { state: 'begun' })], now)).to.equal(null);
    expect(words(now, [])).to.deep.equal(['Do not fetch: Two; Three.']);
  });

  it('A27 tells of one who is to be fetched after all', () => {
    const seen = [row('One', { state: 'off', change: 'cancelled' })];
    expect(words(seen, [row('One')])).to.deep.equal(['New: One, to fetch at 08:35.']);
  });

  it('A24 is first whom to turn back, and only once', () => {
    const seen = [row('One'), row('Two'), row('Three', { state: 'off', change: 'cancelled' })];
    const now = [
      row('One', { state: 'turn-back', place: 'Wing room' }),
      row('Two', { state: 'off', change: 'cancelled' }),
      row('Three', { state: 'turn-back' }),
      row('Four', { state: 'turn-back', change: 'new' }),
    ];
    expect(words(seen, now)).to.deep.equal(['Turn back: One; Three; Four.', 'Do not fetch: Two.']);
    expect(words(now, now)).to.equal(null);
    expect(words(now, [row('One', { state: 'begun', place: 'Wing room' }), ...now.slice(1)])).to.equal(null);
  });

  it('A27 says the time of whoever is on no list any more, where the page does not know the name', () => {
    const seen = [
      { ...row('One'), name: null },
      { ...row('Two'), name: null },
    ];
    expect(words(seen, [row('Two', { state: 'off', change: 'cancelled' })])).to.deep.equal([
      'Do not fetch: the patient of 09:05, who is not to be brought any more; Two.',
    ]);
  });

  it('A46 tells of a later time to fetch, and of none of one who waits already or has come', () => {
    const times = { fetchAt: '2026-11-30T08:35:00.000Z', startsAt: '2026-11-30T09:05:00.000Z' };
    const startsAt = '2026-11-30T09:25:00.000Z';
    const later = row('One', {
      fetchAt: '2026-11-30T08:55:00.000Z',
      startsAt,
      late: { ...times, waits: false },
    });
    expect(words([row('One')], [later])).to.deep.equal([
      'Changed: One, to fetch at 08:55, was 08:35: it runs late.',
    ]);
    expect(words([row('One')], [row('One', { startsAt, late: { ...times, waits: true } })])).to.equal(null);
    expect(words([later], [row('One', { state: 'begun' })])).to.equal(null);
    expect(words([later], [row('One')])).to.deep.equal(['Changed: One, to fetch at 08:35.']);
  });

  it('counts them where there are many', () => {
    const many = ['One', 'Two', 'Three', 'Four'].map((name) => row(name));
    expect(words(many, [])).to.deep.equal(['Do not fetch: 4 patients.']);
  });
});
