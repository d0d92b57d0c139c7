import { expect } from 'chai';
import { type Duty, presenceOf } from '../../../domain/clinicians/presence.ts';
import type { ClinicianId, OfferId, OrganisationId, VisitId } from '../../../domain/ids.ts';

const since = new Date('2026-11-22T03:00:00Z');
const idleSince = new Date('2026-11-22T02:50:00Z');
const visitId = 'v' as VisitId;
const offerId = 'o' as OfferId;
const onCall: Duty = {
  clinicianId: 'c' as ClinicianId,
  organisationId: 'org' as OrganisationId,
  onCall: true,
  since,
  paused: null,
  idleSince,
  unreachableSince: null,
  wrapUp: null,
};

describe('a clinician’s presence', () => {
  it('is away before they have ever gone on call', () => {
    expect(presenceOf(undefined, undefined)).to.deep.equal({ state: 'away' });
  });

  it('is available, paused or away as they chose', () => {
    expect(presenceOf(onCall, undefined)).to.deep.equal({ state: 'available', since: idleSince });
    expect(presenceOf({ ...onCall, paused: 'break' }, undefined)).to.deep.equal({
      state: 'paused',
      reason: 'break',
      since,
    });
    expect(presenceOf({ ...onCall, onCall: false }, undefined)).to.deep.equal({ state: 'away' });
  });

  it('is what holds them before what they chose', () => {
    const away = { ...onCall, onCall: false, wrapUp: { visitId, until: since } };
    expect(presenceOf(away, { offerId, state: 'ringing', visitId: null })).to.deep.equal({
      state: 'ringing',
      offerId,
    });
    expect(presenceOf(away, { offerId, state: 'accepted', visitId })).to.deep.equal({
      state: 'busy',
      visitId,
    });
    expect(presenceOf(away, undefined)).to.deep.equal({ state: 'wrap-up', visitId, until: since });
  });
});
