import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { ClinicSessionId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireOwn, type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { ClinicSession } from './clinic.ts';
import { freeTimeOf, nameReader, ownBooking, searchTimes } from './find-times.ts';
import { inWaitingOrder } from './waiting-order.ts';
import type { Candidate, ReferralView, SessionCandidates } from './wire.ts';

/** How many of those who wait are looked at; who comes after them would seldom get a place. */
const proposedAtOnce = 20;

/**
 * Who could be booked into an open session: those who wait for its service, in the order in which they are to be booked,
 * each with the first time of it that all can keep, or why there is none (A38: what else a patient has on is not said).
 * Two may be proposed the same time: who gets it is for the clerk to say, and the store to keep.
 */
export async function proposePatients(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { sessionId }: { sessionId: ClinicSessionId },
): Promise<SessionCandidates> {
  requirePermission(actor, 'clinic:manage');
  const sight = await sightOf(deps, actor, 'booking:make');
  const { organisationId } = sight.person;
  const session = await getOpenSession(deps, actor, sessionId);
  const all = await deps.store.reads.listWaitingReferrals({ organisationId });
  const waiting = inWaitingOrder(all.filter(({ service }) => service === session.service));
  const looked = waiting.slice(0, proposedAtOnce);
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(actor), {
        action: 'referrals.read',
        about: { kind: 'referral', id: null, organisationId },
        detail: { count: looked.length, sessionId },
      }),
    ]),
  );
  const nameOf = await nameReader(deps, organisationId);
  const candidates: Candidate[] = [];
  // One after the other: all at once would take every connection from those who are booking.
  for (const referral of looked) {
    candidates.push(await candidateOf(deps, { sight, session, referral, nameOf }));
  }
  const { service, date, startsAtClock, endsAtClock } = session;
  return { service, date, startsAtClock, endsAtClock, candidates, more: waiting.length - looked.length };
}

async function getOpenSession(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  sessionId: ClinicSessionId,
): Promise<ClinicSession> {
  const found = await store.transact((tx) => tx.clinics.shareSession(sessionId));
  const session = requireOwn(actor, found, 'session');
  if (session.state !== 'open') {
    throw new DomainError('wrong-phase', 'this clinic is not open for booking');
  }
  return session;
}

type Asked = {
  sight: Sight;
  session: ClinicSession;
  referral: ReferralView;
  nameOf: Awaited<ReturnType<typeof nameReader>>;
};

async function candidateOf(
  deps: Pick<Deps, 'store' | 'clock'>,
  { sight, session, referral: view, nameOf }: Asked,
): Promise<Candidate> {
  const { id: sessionId, organisationId, date } = session;
  const { referralId, patient, service, priority, clockStart, state } = view;
  const { patientId, siteId } = patient;
  const referral = {
    ...{ id: referralId, organisationId, patientId, siteId, service, priority, clockStart, state },
  };
  const { times, notOffered } = await searchTimes(deps, {
    ...{ referral, sessionId, from: date, days: 1 },
    own: await ownBooking(deps, sight.person.personId, referral),
    ofPrison: worksIn(sight, referral),
  });
  const [first] = times;
  return {
    referral: view,
    time: first === undefined ? null : freeTimeOf(first, nameOf(session)),
    notOffered: [...notOffered].map(([why, count]) => ({ why, times: count })),
  };
}
