import { expect } from 'chai';
import type { PrisonListView } from '../../../domain/clinics/list-wire.ts';
import type { ListRow } from '../../../domain/clinics/prison-list.ts';
import type { BookingId, SiteId } from '../../../domain/ids.ts';
import { newsBetween } from '../../../web/src/clinics/list-news.ts';
import {
  acknowledged,
  seenAfterReading,
  type SeenList,
  watchedLists,
  withoutNames,
} from '../../../web/src/clinics/seen-lists.ts';

const today = '2026-11-30';
const [fellside, ravenglass] = ['a-site' as SiteId, 'b-site' as SiteId];

function row(name: string, state: ListRow['state']): ListRow {
  return {
    bookingId: 'booking-1' as BookingId,
    fetchAt: '2026-11-30T08:35:00.000Z',
    startsAt: '2026-11-30T09:05:00.000Z',
    backBy: '2026-11-30T09:40:00.000Z',
    place: 'Healthcare room 1',
    wing: 'B',
    cell: '2-14',
    name,
    prisonNumber: 'A0001BC',
    state,
    change: null,
    late: null,
    marks: [],
    marksConfirmed: true,
  };
}

function view(clock: string, state: ListRow['state'], printedAt: string | null = null): PrisonListView {
  const readAt = `2026-11-30T${clock}:00.000Z`;
  const rows = [row('Ade Okafor', state)];
  return { siteId: fellside, siteName: 'HMP Fellside', day: today, readAt, total: 1, printedAt, rows };
}

/** Who is to be turned back and has not been acknowledged. */
function toTurnBack(seen: SeenList, { rows }: PrisonListView): string[] {
  return newsBetween(seen.rows, rows)?.turnBack.map(({ name }) => name) ?? [];
}

describe('what somebody has seen of the lists of a prison', () => {
  it('A27 says that a patient is to be turned back also when the page is opened only then, until it is seen', () => {
    const first = view('08:40', 'turn-back');
    const opened = seenAfterReading(undefined, first);
    expect(toTurnBack(opened, first)).to.deep.equal(['Ade Okafor']);
    const later = view('08:41', 'turn-back');
    const waiting = seenAfterReading(opened, later);
    expect(toTurnBack(waiting, later)).to.deep.equal(['Ade Okafor']);
    const known = acknowledged(later, false);
    const next = view('08:42', 'turn-back');
    expect(toTurnBack(seenAfterReading(known, next), next)).to.deep.equal([]);
  });

  it('A27 ends it when it is not true any more, and says it again at a second stop', () => {
    const known = acknowledged(view('08:41', 'turn-back'), false);
    const lifted = view('08:42', 'to-come');
    const after = seenAfterReading(known, lifted);
    expect(toTurnBack(after, lifted)).to.deep.equal([]);
    const again = view('08:43', 'turn-back');
    expect(toTurnBack(seenAfterReading(after, again), again)).to.deep.equal(['Ade Okafor']);
  });

  it('takes no list for news that is older than what was printed', () => {
    const printed = acknowledged(view('08:41', 'turn-back'), true);
    expect(seenAfterReading(printed, view('08:40', 'to-come'))).to.equal(printed);
  });

  it('keeps what was seen in a browser from today on, without names, and it is news there all the same', () => {
    const seen = {
      [`${fellside} 2026-11-29`]: acknowledged(view('08:40', 'to-come'), false),
      [`${fellside} ${today}`]: acknowledged(view('08:40', 'to-come'), false),
    };
    const kept = withoutNames(seen, today);
    expect(Object.keys(kept)).to.deep.equal([`${fellside} ${today}`]);
    expect(JSON.stringify(kept)).not.to.match(/Ade|Okafor|A0001BC/);
    const now = view('08:41', 'turn-back');
    const [list] = Object.values(kept);
    if (list === undefined) throw new Error('nothing is kept');
    expect(toTurnBack(seenAfterReading(list, now), now)).to.deep.equal(['Ade Okafor']);
  });

  it('A27 keeps in view today’s lists of all prisons, the one that is shown, and later ones on paper', () => {
    const seen = {
      [`${fellside} 2026-12-03`]: acknowledged(view('08:40', 'to-come', '2026-11-30T08:00:00.000Z'), false),
      [`${fellside} 2026-12-04`]: acknowledged(view('08:40', 'to-come'), false),
      [`${ravenglass} 2026-11-29`]: acknowledged(view('08:40', 'to-come'), true),
    };
    const shown = { siteId: fellside, day: '2026-12-05' };
    expect(watchedLists([fellside, ravenglass], { today, shown, seen })).to.deep.equal([
      { siteId: fellside, day: today },
      { siteId: ravenglass, day: today },
      { siteId: fellside, day: '2026-12-05' },
      { siteId: fellside, day: '2026-12-03' },
    ]);
  });

  it('knows a list to be on paper as soon as it reads so', () => {
    const opened = seenAfterReading(undefined, view('08:40', 'to-come'));
    expect(opened.acted).to.equal(false);
    const later = view('08:41', 'to-come', '2026-11-30T08:40:30.000Z');
    expect(seenAfterReading(opened, later).acted).to.equal(true);
  });
});
