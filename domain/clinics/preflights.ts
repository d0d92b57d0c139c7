import { type Actor, auditActor } from '../actors.ts';
import { type AuditDetail, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { BookingId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { bookingEntry } from './booking-rules.ts';
import { partsOf } from './bookings.ts';
import { requireOfOwnPrison, requireSeenBooking, type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { Booking } from './clinic.ts';
import type { BookedPreflight } from './list-port.ts';
import {
  type AskedDocument,
  isFor,
  isInterpreterConfirmed,
  noPreflight,
  type Preflight,
  preflightOf,
  stateBy,
  worstLight,
} from './preflight.ts';
import type { PreflightBody, PreflightView } from './preflight-wire.ts';

/** Whether all is ready for the visits of some days, of the bookings that the person sees. */
export async function listPreflights(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { from, days = 1 }: { from: string; days?: number | undefined },
): Promise<PreflightView[]> {
  const sight = await sightOf(deps, actor, 'booking:read');
  const { organisationId } = sight.person;
  const between = { from: startOfDay(from), to: startOfDay(addDays(from, days)) };
  const lists = await Promise.all(
    partsOf(sight).map((of) => deps.store.reads.listBookedPreflights(of, between)),
  );
  const found = [...new Map(lists.flat().map((one) => [one.bookingId, one])).values()];
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(sight.person), {
        action: 'preflights.read',
        about: { kind: 'booking', id: null, organisationId },
        detail: { from, days, count: found.length },
      }),
    ]),
  );
  return found.map((one) => viewOf(sight, one, deps.clock.now()));
}

/** The same of one booking, which may have begun; then it says how things stand all the same. */
export async function readPreflight(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<PreflightView> {
  const sight = await sightOf(deps, actor, 'booking:read');
  await deps.store.transact(async (tx) => {
    const booking = requireSeenBooking(sight, await tx.clinics.findBooking(bookingId));
    await tx.audit([bookingEntry(auditActor(sight.person), booking, { action: 'preflight.read' })]);
  });
  return readView(deps, sight, bookingId);
}

/** Says what is ready for a visit. Throws `conflict` when somebody else has said something meanwhile. */
export async function setPreflight(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { bookingId, ...body }: PreflightBody & { bookingId: BookingId },
): Promise<PreflightView> {
  const sight = await sightOf(deps, actor, 'preflight:set');
  requireTexts(body.documents);
  await deps.store.transact(async (tx) => {
    const booking = requireOfOwnPrison(sight, await tx.clinics.lockBooking(bookingId), 'booking');
    if (booking.state !== 'booked' && booking.state !== 'running') {
      throw new DomainError('wrong-phase', 'this booking is not to be kept: there is nothing to get ready');
    }
    const before = await tx.lists.getPreflight(bookingId);
    if (before.revision !== body.revision) {
      throw new DomainError('conflict', 'somebody has changed what is ready; read it again');
    }
    const after = await afterChange(tx, booking, body);
    await tx.lists.setPreflight(bookingId, after);
    const entry = { action: 'preflight.set' as const, detail: detailOf(after) };
    await tx.audit([bookingEntry(auditActor(sight.person), booking, entry)]);
  });
  return readView(deps, sight, bookingId);
}

/** What is asked for at booking (A50). What the referral has a document of has come already (A30). */
export async function askForDocuments(
  tx: Transaction,
  { id: bookingId, referralId }: Pick<Booking, 'id' | 'referralId'>,
  documents: readonly AskedDocument[],
): Promise<void> {
  if (documents.length === 0) return;
  requireTexts(documents);
  const there = await tx.documents.listNames(referralId);
  const needed = documents.map((one) => ({ ...one, state: stateBy(one, there) }));
  await tx.lists.setPreflight(bookingId, { ...noPreflight, revision: 1, documents: needed });
}

async function afterChange(tx: Transaction, booking: Booking, body: PreflightBody): Promise<Preflight> {
  const startsAt = booking.startsAt.toISOString();
  const language = await tx.lists.findInterpreterLanguage(booking.id);
  if (body.interpreterConfirmed && language === null) {
    throw new DomainError('invalid', 'interpreterConfirmed: no interpreter is asked for in this booking');
  }
  const interpreterId = await tx.interpreters.findInterpreterOf(booking.id);
  return {
    revision: body.revision + 1,
    officer: body.officerName === null ? null : { name: body.officerName, startsAt },
    consent: body.consent,
    interpreter:
      body.interpreterConfirmed && language !== null ? { language, startsAt, interpreterId } : null,
    documents: body.documents,
  };
}

/** A document of another kind says nothing by itself. */
function requireTexts(documents: readonly AskedDocument[]): void {
  const wrong = documents.findIndex(({ kind, text }) => kind === 'other' && text === null);
  if (wrong >= 0) {
    throw new DomainError('invalid', `documents.${String(wrong)}.text: say which document it is`);
  }
}

/** Codes and counts: a name or a text is nothing for the trail. */
function detailOf({ officer, consent, interpreter, documents }: Preflight): AuditDetail {
  const count = (state: string) => documents.filter((one) => one.state === state).length;
  return {
    officer: officer !== null,
    consent,
    interpreter: interpreter !== null,
    needed: count('needed'),
    received: count('received'),
    missing: count('missing'),
  };
}

async function readView(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  sight: Sight,
  bookingId: BookingId,
): Promise<PreflightView> {
  const found = await store.reads.findBookedPreflight(bookingId);
  if (found === undefined) {
    throw new DomainError('not-found', 'no such booking');
  }
  return viewOf(sight, found, clock.now());
}

function viewOf(sight: Sight, found: BookedPreflight, now: Date): PreflightView {
  const { bookingId, siteId, startsAt, preflight } = found;
  const marks = preflightOf(found, now);
  const { officer } = preflight;
  const ofPrison = worksIn(sight, { organisationId: sight.person.organisationId, siteId });
  return {
    bookingId,
    light: worstLight(marks),
    marks,
    documents: preflight.documents,
    consent: preflight.consent,
    interpreterConfirmed: isInterpreterConfirmed(found),
    officerName: ofPrison && officer !== null && isFor(officer, startsAt) ? officer.name : null,
    files: found.files,
    revision: preflight.revision,
  };
}
