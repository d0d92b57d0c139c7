import { expect } from 'chai';
import fc from 'fast-check';
import {
  differencesOf,
  fallThroughCode,
  historyOf,
  type NumberMerge,
  numbersOf,
  type PersonMove,
} from '../../../domain/clinics/person-move.ts';
import type { SiteId } from '../../../domain/ids.ts';

const [a, b, c] = ['site-a', 'site-b', 'site-c'] as SiteId[] as [SiteId, SiteId, SiteId];

/** On the first of May 2027, at that hour. */
function hour(n: number): Date {
  return new Date(Date.UTC(2027, 4, 1, n));
}

function move(n: number, kind: PersonMove['kind'], siteId: SiteId | null = null): PersonMove {
  return { id: `${kind}-${String(n)}`, at: hour(n), kind, siteId };
}

function standingOf(...moves: PersonMove[]): string {
  const { standing } = historyOf(moves);
  return standing === null ? 'nothing' : `${standing.kind} at ${standing.siteId}`;
}

const added = move(1, 'added', a);

describe('where a person is', () => {
  it('is where staff have said, until a prison tells otherwise', () => {
    expect(standingOf()).to.equal('nothing');
    expect(standingOf(added)).to.equal('here at site-a');
    expect(standingOf(move(1, 'expected', a))).to.equal('expected at site-a');
    expect(standingOf(move(1, 'expected', a), move(2, 'received', a))).to.equal('here at site-a');
  });

  it('A30 is the new prison from when that has received them, and on the way until then', () => {
    const left = move(2, 'transferred', a);
    expect(standingOf(added, left)).to.equal('moving at site-a');
    expect(standingOf(added, move(2, 'expected', b))).to.equal('here at site-a');
    const moved = historyOf([added, left, move(3, 'received', b)]);
    expect(moved).to.deep.equal({
      standing: { kind: 'here', siteId: b, since: hour(3), moved: true },
      departures: [{ siteId: a, at: hour(3), code: 'transferred' }],
    });
    expect(standingOf(added, left, move(3, 'received', a))).to.equal('here at site-a');
  });

  it('A31 is the same prison while they are out of it for a while', () => {
    const out = move(2, 'temporarily-out', a);
    expect(standingOf(added, out)).to.equal('out at site-a');
    expect(standingOf(added, out, move(3, 'returned'))).to.equal('here at site-a');
    expect(standingOf(added, move(2, 'temporarily-out', b))).to.equal('here at site-a');
    expect(historyOf([added, out, move(3, 'returned')]).departures).to.deep.equal([]);
  });

  it('A32 is nowhere once they are released, until a prison receives or expects them', () => {
    const released = move(2, 'released', a);
    expect(standingOf(added, released)).to.equal('released at site-a');
    expect(standingOf(added, released, move(3, 'returned'))).to.equal('released at site-a');
    expect(standingOf(added, released, move(3, 'transferred', a))).to.equal('released at site-a');
    expect(standingOf(added, released, move(3, 'expected', b))).to.equal('expected at site-b');
    expect(standingOf(added, released, move(3, 'received', b))).to.equal('here at site-b');
  });

  it('A34 does not depend on the order in which it is told, nor on how often', () => {
    const kinds = ['expected', 'received', 'transferred', 'temporarily-out', 'returned', 'released'] as const;
    const one = fc.record({
      kind: fc.constantFrom(...kinds),
      n: fc.integer({ min: 0, max: 12 }),
      siteId: fc.constantFrom(a, b, c),
    });
    const history = fc
      .array(one, { minLength: 1, maxLength: 10 })
      .map((events) => [
        added,
        ...events.map(({ kind, n, siteId }, i) => ({ ...move(n, kind, siteId), id: `e${String(i)}` })),
      ])
      .chain((moves) =>
        fc.record({
          moves: fc.constant(moves),
          shuffled: fc.shuffledSubarray(moves, { minLength: moves.length }),
          again: fc.subarray(moves),
        }),
      );
    fc.assert(
      fc.property(history, ({ moves, shuffled, again }) => {
        expect(historyOf([...again, ...shuffled])).to.deep.equal(historyOf(moves));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a booking whose patient moves', () => {
  const history = historyOf([added, move(5, 'received', b), move(8, 'released', b)]);
  const codeOf = (siteId: SiteId, made: number, moves = history) =>
    fallThroughCode({ siteId, createdAt: hour(made) }, moves);

  it('falls through with how the patient left that prison after it was made', () => {
    expect(codeOf(a, 2)).to.equal('transferred');
    expect(codeOf(b, 6)).to.equal('released');
    // Made for a prison in which they were no more.
    expect(codeOf(a, 6)).to.equal('released');
  });

  it('is kept where the patient is, also when they have come back', () => {
    const back = historyOf([added, move(5, 'received', b), move(8, 'received', a)]);
    expect(codeOf(a, 9, back)).to.equal(null);
    expect(codeOf(a, 2, back)).to.equal('transferred');
    expect(codeOf(b, 9, back)).to.equal('transferred');
    expect(codeOf(a, 2, historyOf([added]))).to.equal(null);
    expect(codeOf(a, 2, historyOf([added, move(3, 'temporarily-out', a)]))).to.equal(null);
    expect(codeOf(a, 2, historyOf([added, move(3, 'transferred', a)]))).to.equal(null);
  });
});

describe('two records of one person', () => {
  const record = { dateOfBirth: '1980-02-29', nhsNumber: '9990000018' };

  it('A33 HAZ-33 differ by their date of birth and by their NHS numbers, where both have one', () => {
    expect(differencesOf(record, { ...record })).to.deep.equal([]);
    expect(differencesOf(record, { ...record, nhsNumber: null })).to.deep.equal([]);
    expect(differencesOf(record, { ...record, nhsNumber: '9990000026' })).to.deep.equal(['nhsNumber']);
    expect(differencesOf(record, { dateOfBirth: '1980-02-28', nhsNumber: '9990000026' })).to.deep.equal([
      'dateOfBirth',
      'nhsNumber',
    ]);
  });
});

describe('the numbers of one person', () => {
  function merge(n: number, old: string, kept: string): NumberMerge {
    return { id: `m${String(n)}`, at: hour(n), old, kept, decision: null };
  }
  const read = (number: string, merges: readonly NumberMerge[]) => {
    const { kept, numbers } = numbersOf(number, merges);
    return [kept, [...numbers].toSorted().join(' ')];
  };

  it('A33 end in the one that is merged into no other', () => {
    expect(read('X', [])).to.deep.equal(['X', 'X']);
    expect(read('X', [merge(1, 'X', 'Y')])).to.deep.equal(['Y', 'X Y']);
    const chain = [merge(1, 'Y', 'Z'), merge(2, 'X', 'Y')];
    for (const number of ['X', 'Y', 'Z']) expect(read(number, chain)).to.deep.equal(['Z', 'X Y Z']);
  });

  it('A33 end in the last that was said where that is contradictory', () => {
    const circle = [merge(2, 'Y', 'X'), merge(1, 'X', 'Y')];
    expect(read('X', circle)).to.deep.equal(['X', 'X Y']);
    expect(read('X', [merge(1, 'X', 'Y'), merge(2, 'X', 'Z')])).to.deep.equal(['Z', 'X Y Z']);
  });
});
