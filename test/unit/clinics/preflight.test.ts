import { expect } from 'chai';
import type { InterpreterId } from '../../../domain/ids.ts';
import {
  type LinkStanding,
  noPreflight,
  noticeWarning,
  type Preflight,
  type PreflightFacts,
  type PreflightItem,
  preflightOf,
  worstLight,
} from '../../../domain/clinics/preflight.ts';

const startsAt = new Date('2026-11-30T10:30:00.000Z');
const iso = startsAt.toISOString();
const before = (minutes: number) => new Date(startsAt.getTime() - minutes * 60_000);

/** A check that finds everything in order, an hour before `now`. */
function checkedBefore(now: Date): PreflightFacts['station']['check'] {
  return {
    checkedAt: new Date(now.getTime() - 3_600_000),
    ways: { udp: 'works', tcp: 'works', relay: 'works' },
    roundTripMs: 40,
    lossUp: 0,
    lossDown: 0,
  };
}

type Given = {
  now: Date;
  preflight?: Partial<Preflight>;
  station?: Partial<PreflightFacts['station']>;
  officer?: string;
  language?: string | null;
  phone?: string;
  booked?: PreflightFacts['interpreter'];
};

function factsOf({
  now,
  preflight,
  station,
  officer = 'outside',
  language = null,
  phone,
  booked = null,
}: Given): PreflightFacts {
  return {
    startsAt,
    details: { officer, interpreterLanguage: language },
    preflight: { ...noPreflight, ...preflight },
    interpreter: booked,
    interpreterPhone: phone ?? null,
    station: { blocked: false, enrolled: true, lastSeenAt: now, check: checkedBefore(now), ...station },
  };
}

function markOf(item: PreflightItem, given: Given): [string, string] {
  const mark = preflightOf(factsOf(given), given.now).find((one) => one.item === item);
  return [mark?.light ?? 'none', mark?.words ?? 'none'];
}

const allSaid: Partial<Preflight> = {
  officer: { name: 'Officer Synthetic', startsAt: iso },
  consent: 'given',
  interpreter: { language: 'Polish', startsAt: iso },
  documents: [{ kind: 'blood-results', text: null, state: 'received' }],
};

describe('the pre-flight of a booked visit', () => {
  const times: [string, Date, string][] = [
    ['the day before', new Date('2026-11-29T23:59:59.000Z'), 'open'],
    ['from midnight on', new Date('2026-11-30T00:00:00.000Z'), 'amber'],
    ['61 minutes before the start', before(61), 'amber'],
    ['an hour before the start', before(60), 'red'],
    ['at the start', before(0), 'red'],
    ['after the start', before(-5), 'red'],
  ];
  for (const [when, now, light] of times) {
    it(`A50 shows what nobody has said as ${light} ${when}`, () => {
      const documents = [{ kind: 'blood-results', text: null, state: 'needed' }] as const;
      expect(markOf('officer', { now })).to.deep.equal([light, 'Officer not named']);
      expect(markOf('consent', { now })).to.deep.equal([light, 'Consent not asked for']);
      expect(markOf('documents', { now, preflight: { documents: [...documents] } })).to.deep.equal([
        light,
        '0 of 1 documents received',
      ]);
    });
  }

  it('HAZ-35 a patient at home is ready once they have the link, and not before', () => {
    const now = before(3 * 24 * 60);
    const marked = (link: LinkStanding, at: Date) => {
      const marks = preflightOf({ ...factsOf({ now: at }), outside: 'home', link }, at);
      return marks.flatMap(({ item, light, words }) => (item === 'station' ? [light, words] : []));
    };
    expect(marked('reached', now)).to.deep.equal(['green', 'At home, joins by link']);
    expect(marked('on-its-way', now)).to.deep.equal(['open', 'At home, the link is being sent']);
    const lost = 'At home, and the link has not reached the patient';
    expect(marked('not-reached', now)).to.deep.equal(['amber', lost]);
    expect(marked('not-reached', before(60))).to.deep.equal(['red', lost]);
    expect(marked('cannot-come', now)).to.deep.equal(['amber', 'The patient has said that they cannot come']);
    expect(marked('no-contact', now)).to.deep.equal([
      'amber',
      'At home, with no e-mail address or mobile number for the link',
    ]);
  });

  it('says at once that the station is blocked, whether it is on or not', () => {
    const words = 'Station is blocked at that time';
    const days = before(3 * 24 * 60);
    expect(markOf('station', { now: days, station: { blocked: true } })).to.deep.equal(['amber', words]);
    expect(markOf('station', { now: before(61), station: { blocked: true } })).to.deep.equal([
      'amber',
      words,
    ]);
    expect(markOf('station', { now: before(60), station: { blocked: true } })).to.deep.equal(['red', words]);
    expect(markOf('station', { now: days })).to.deep.equal(['open', 'Station is checked on the day']);
  });

  it('shows what is ready as green at any time, and says so in words', () => {
    for (const now of [before(0), before(90)]) {
      const marks = preflightOf(factsOf({ now, preflight: allSaid, language: 'Polish' }), now);
      expect(marks.map(({ item, light, words }) => [item, light, words])).to.deep.equal([
        ['station', 'green', 'Station proved'],
        ['officer', 'green', 'Officer named'],
        ['documents', 'green', '1 of 1 documents received'],
        ['consent', 'green', 'Consent given'],
        ['interpreter', 'green', 'Interpreter confirmed'],
      ]);
      expect(worstLight(marks)).to.equal('green');
    }
  });

  it('needs nothing where nothing is needed', () => {
    const now = before(30);
    const given = { now, officer: 'not-needed', preflight: { consent: 'in-the-visit' } } as const;
    expect(markOf('officer', given)).to.deep.equal(['green', 'No officer needed']);
    expect(markOf('documents', given)).to.deep.equal(['green', 'No documents asked for']);
    expect(markOf('consent', given)).to.deep.equal(['green', 'Consent to be asked for in the visit']);
    expect(markOf('interpreter', given)).to.deep.equal(['green', 'No interpreter needed']);
  });

  const interpreters: [number, string, string][] = [
    [121, 'amber', 'Interpreter not confirmed'],
    [120, 'amber', 'Interpreter not confirmed. Offer an on-demand interpreter'],
    [61, 'amber', 'Interpreter not confirmed. Offer an on-demand interpreter'],
    [60, 'red', 'Interpreter not confirmed. Offer an on-demand interpreter'],
  ];
  for (const [minutes, light, words] of interpreters) {
    it(`A49 says of an interpreter who is not confirmed ${String(minutes)} minutes before: ${words}, ${light}`, () => {
      expect(markOf('interpreter', { now: before(minutes), language: 'Polish' })).to.deep.equal([
        light,
        words,
      ]);
    });
  }

  it('A49 names the line of the on-demand interpreter where the prison has one', () => {
    const given = { language: 'Polish', phone: '01632 960123' };
    expect(markOf('interpreter', { ...given, now: before(120) })[1]).to.equal(
      'Interpreter not confirmed. Offer an on-demand interpreter: 01632 960123',
    );
    expect(markOf('interpreter', { ...given, now: before(121) })[1]).to.equal('Interpreter not confirmed');
  });

  it('A49 turns amber two hours before also where that is still the day before', () => {
    const early = new Date('2026-11-30T00:30:00.000Z');
    const now = new Date('2026-11-29T22:30:00.000Z');
    const facts = { ...factsOf({ now, language: 'Polish' }), startsAt: early };
    expect(preflightOf(facts, now).find(({ item }) => item === 'interpreter')).to.deep.equal({
      item: 'interpreter',
      light: 'amber',
      words: 'Interpreter not confirmed. Offer an on-demand interpreter',
    });
  });

  it('A49 names who is booked to interpret, and asks again once it is another one', () => {
    const id = '00000000-0000-4000-8000-000000000007' as InterpreterId;
    const booked = { id, name: 'Anna Nowak', phone: '020 7946 0123' };
    const given = { now: before(121), language: 'Polish', booked };
    const said = (interpreterId: InterpreterId | null) => ({
      ...given,
      preflight: { interpreter: { language: 'Polish', startsAt: iso, interpreterId } },
    });
    const open = 'Interpreter not confirmed: Anna Nowak, 020 7946 0123';
    expect(markOf('interpreter', given)).to.deep.equal(['amber', open]);
    expect(markOf('interpreter', said(id))).to.deep.equal(['green', 'Interpreter confirmed: Anna Nowak']);
    expect(markOf('interpreter', said(null)), 'somebody else was confirmed').to.deep.equal(['amber', open]);
    expect(markOf('interpreter', { ...said(id), booked: null })[1]).to.equal('Interpreter not confirmed');
  });

  it('asks again for officer and interpreter once the booking is at another time, or the language another', () => {
    const now = before(90);
    const earlier = '2026-11-30T09:30:00.000Z';
    const moved = {
      officer: { name: 'Officer Synthetic', startsAt: earlier },
      interpreter: { language: 'Polish', startsAt: earlier },
    };
    const given = { now, language: 'Polish', preflight: moved };
    expect(markOf('officer', given)).to.deep.equal(['amber', 'Officer not named']);
    expect(markOf('interpreter', given)[0]).to.equal('amber');
    const another = { now, language: 'Welsh', preflight: allSaid };
    expect(markOf('interpreter', another)[0]).to.equal('amber');
  });

  it('A50 shows a document that is known to be missing as amber before the day already', () => {
    const documents = [
      { kind: 'blood-results', text: null, state: 'received' },
      { kind: 'other', text: 'Consent form', state: 'missing' },
    ] as const;
    const given = { preflight: { documents: [...documents] } };
    const words = '1 of 2 documents received, 1 missing';
    expect(markOf('documents', { ...given, now: before(3 * 24 * 60) })).to.deep.equal(['amber', words]);
    expect(markOf('documents', { ...given, now: before(59) })).to.deep.equal(['red', words]);
  });

  const minute = 60_000;
  const stations: [string, Partial<PreflightFacts['station']>, [string, string]][] = [
    ['is not enrolled', { enrolled: false }, ['red', 'Station not in use']],
    ['was never heard of', { lastSeenAt: null }, ['red', 'Station not connected']],
    [
      'was heard of four minutes ago',
      { lastSeenAt: new Date(before(30).getTime() - 4 * minute) },
      ['red', 'Station not connected, last heard at 09:56'],
    ],
    ['was never checked', { check: null }, ['red', 'Station connected, never checked']],
    [
      'was checked thirteen hours ago',
      { check: checkedBefore(new Date(before(30).getTime() - 12 * 3_600_000)) },
      ['red', 'Station connected, last check too old'],
    ],
  ];
  for (const [what, station, mark] of stations) {
    it(`says of a station that ${what}, half an hour before: ${mark[1]}`, () => {
      expect(markOf('station', { now: before(30), station })).to.deep.equal(mark);
    });
  }

  it('calls a station whose line is weak amber and never red, and one that nothing reaches red', () => {
    const now = before(30);
    const good = checkedBefore(now);
    if (good === null) throw new Error('it has been checked');
    const paths = { udp: 'fails', tcp: 'works', relay: 'works' } as const;
    expect(markOf('station', { now, station: { check: { ...good, ways: paths } } })).to.deep.equal([
      'amber',
      'Station works, but its line is weak',
    ]);
    const none = { udp: 'fails', tcp: 'fails', relay: 'fails' } as const;
    expect(markOf('station', { now, station: { check: { ...good, ways: none } } })).to.deep.equal([
      'red',
      'Station connected, its last check failed',
    ]);
  });

  it('says nothing of a station before the day, whatever it is now', () => {
    const now = before(24 * 60);
    expect(markOf('station', { now })).to.deep.equal(['open', 'Station is checked on the day']);
  });

  it('shows the worst of all', () => {
    const lights = (...those: ('green' | 'open' | 'amber' | 'red')[]) =>
      worstLight(those.map((light) => ({ light })));
    expect(lights('green', 'open', 'green')).to.equal('open');
    expect(lights('open', 'amber')).to.equal('amber');
    expect(lights('amber', 'red', 'green')).to.equal('red');
    expect(lights()).to.equal('green');
  });

  it('A49 warns where sign language is wanted sooner than in ten days', () => {
    const warning = 'Interpreters of British Sign Language ask for 10 days’ notice, and this is sooner.';
    const days = (count: number) => before(count * 24 * 60);
    expect(noticeWarning('BSL', startsAt, days(9))).to.equal(warning);
    expect(noticeWarning('British sign language', startsAt, days(1))).to.equal(warning);
    expect(noticeWarning('BSL', startsAt, days(10))).to.equal(null);
    expect(noticeWarning('Polish', startsAt, days(1))).to.equal(null);
    expect(noticeWarning(null, startsAt, days(1))).to.equal(null);
  });
});
