import { expect } from 'chai';
import type { PersonActor } from '../../domain/actors.ts';
import type {
  BookingId,
  CallId,
  FamilyId,
  OfferId,
  OrganisationId,
  PersonId,
  SiteId,
  StationId,
  VisitId,
} from '../../domain/ids.ts';
import { bindUseCases, type UseCaseDeps } from '../../domain/use-cases.ts';

/** Use cases whose every transaction and mark fails with the name of the pool that it went by. */
function failing() {
  const fail = (pool: string) => ({
    transact: () => Promise.reject(new Error(pool)),
    reads: { markHeard: () => Promise.reject(new Error(pool)) },
  });
  const store = { ...fail('normal'), priority: fail('priority'), presses: fail('presses') };
  return bindUseCases({ store, newId: () => 'new', calls: {} } as unknown as UseCaseDeps);
}

async function poolOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('use cases', () => {
  const organisationId = 'organisation' as OrganisationId;
  const clinician: PersonActor = {
    kind: 'person',
    personId: 'clinician' as PersonId,
    organisationId,
    familyId: 'family' as FamilyId,
    roles: ['clinician'],
  };
  const station = {
    kind: 'station' as const,
    stationId: 'station' as StationId,
    siteId: 'site' as SiteId,
    organisationId,
  };
  const offerId = 'offer' as OfferId;
  const callId = 'call' as CallId;

  it('that somebody’s ring waits for go by the priority pool, and the others by the normal one', async () => {
    const useCases = failing();
    expect(await poolOf(useCases.acceptOffer(clinician, { offerId }))).to.equal('priority');
    expect(await poolOf(useCases.declineOffer(clinician, { offerId, reason: 'other' }))).to.equal('priority');
    expect(await poolOf(useCases.hearRing(clinician, { offerId }))).to.equal('priority');
    const details = { callId, concern: 'breath' };
    expect(await poolOf(useCases.describeCall(station, details))).to.equal('normal');
  });

  it('that a person with a patient waits at go by the pool of presses', async () => {
    const useCases = failing();
    const visitId = 'visit' as VisitId;
    expect(await poolOf(useCases.startCall(station))).to.equal('presses');
    expect(await poolOf(useCases.cancelCall(station, { callId }))).to.equal('presses');
    expect(await poolOf(useCases.takeCall(clinician, { callId, reason: 'other' }))).to.equal('presses');
    const bookingId = 'booking' as BookingId;
    expect(await poolOf(useCases.startVisit(clinician, { bookingId }))).to.equal('presses');
    expect(await poolOf(useCases.endVisit(station, { visitId }))).to.equal('presses');
    expect(await poolOf(useCases.leaveVisit(clinician, { visitId }))).to.equal('presses');
  });

  it('that describe a call go by the priority pool only when they grade it', async () => {
    const useCases = failing();
    const graded = { callId, acuity: 'immediate' } as const;
    expect(await poolOf(useCases.describeCall(station, graded))).to.equal('priority');
    expect(await poolOf(useCases.describeCall(station, { callId, concern: 'breath' }))).to.equal('normal');
  });
});
