import { expect } from 'chai';
import fc from 'fast-check';
import { keepsPlaces, placesLeft, placesOf, requireShares } from '../../../domain/clinics/kept-places.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { at, clinicSession } from '../../support/a-clinic.ts';

const [fellside, northmoor, stoke] = ['fellside', 'northmoor', 'stoke'] as SiteId[] as [
  SiteId,
  SiteId,
  SiteId,
];
const shares = [
  { siteId: fellside, places: 2 },
  { siteId: northmoor, places: 1 },
];
/** Six places on a Monday from nine, of which three are kept until nine on the Saturday before. */
const session = clinicSession('09:00', '12:00', { kept: { releaseHours: 48, shares } });
const before = at('08:59', '2027-01-09');
const after = at('09:00', '2027-01-09');

function left(siteId: SiteId, taken: readonly SiteId[], now = before): number {
  return placesLeft(session, { siteId, taken, now });
}

describe('places that are kept for a prison', () => {
  it('are left out of what others can book, and are not counted twice once they are used', () => {
    expect(placesOf(session)).to.equal(6);
    expect([fellside, northmoor, stoke].map((siteId) => left(siteId, []))).to.deep.equal([5, 4, 3]);
    const some = [fellside, stoke, stoke];
    expect([fellside, northmoor, stoke].map((siteId) => left(siteId, some))).to.deep.equal([2, 2, 1]);
    expect(left(stoke, [...some, stoke])).to.equal(0);
    expect(left(fellside, [...some, stoke])).to.equal(1);
  });

  it('are open to all from so many hours before the clinic on', () => {
    expect(keepsPlaces(session, before)).to.equal(true);
    expect(keepsPlaces(session, after)).to.equal(false);
    expect(left(stoke, [stoke, stoke, stoke], before)).to.equal(0);
    expect(left(stoke, [stoke, stoke, stoke], after)).to.equal(3);
    expect(keepsPlaces(clinicSession('09:00', '12:00'), before)).to.equal(false);
  });

  it('are there for their prison, in whatever order the prisons book (property)', () => {
    const order = fc.array(fc.constantFrom(fellside, northmoor, stoke), { maxLength: 20 });
    fc.assert(
      fc.property(order, (askers) => {
        const taken: SiteId[] = [];
        for (const siteId of askers) if (left(siteId, taken) > 0) taken.push(siteId);
        expect(taken.length).to.be.at.most(6);
        for (const { siteId, places } of shares) {
          const own = taken.filter((one) => one === siteId).length;
          expect(left(siteId, taken)).to.be.at.least(places - own);
        }
      }),
    );
  });

  it('are refused where a clinic could not give them, by the name of the field', () => {
    const refused = (wrong: typeof shares) => () => {
      requireShares({ releaseHours: 48, shares: wrong }, { places: 3, prisons: [fellside, northmoor] });
    };
    expect(refused(shares)).not.to.throw();
    expect(refused([{ siteId: stoke, places: 1 }])).to.throw('shares: not a prison of this organisation');
    expect(refused([...shares, { siteId: fellside, places: 1 }])).to.throw('shares: a prison is named twice');
    expect(refused([{ siteId: fellside, places: 4 }])).to.throw(
      'shares: 4 places are kept, and a clinic of this length has 3',
    );
  });
});
