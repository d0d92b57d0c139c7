import { type Actor, auditActor } from '../actors.ts';
import { type AuditDetail, type AuditAction, auditEntry } from '../audit.ts';
import type { Site } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { Deps } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { type Sight, sightOf } from './clinic-access.ts';
import { identityDifferences, knownOf, PersonKnown, requireElsewhere } from './known-person.ts';
import type { IdentityField, ReceivedBody } from './known-wire.ts';
import { keptNumbers, patientViewOf, requireKept, withTelephone } from './patients.ts';
import type { KnownPatient } from './person-move-port.ts';
import { historyOf } from './person-move.ts';
import { settleMoves } from './settle-moves.ts';
import { finishOtherTasks, raiseTask } from './tasks.ts';
import { nextWorkingDay } from './working-days.ts';
import type { MessageDeps } from './write-messages.ts';
import type { PatientView } from './wire.ts';

type Receiving = { sight: Sight; site: Site; said: Omit<ReceivedBody, 'version'>; version: number };

/**
 * Says that somebody who was to be added is the person who has that NHS number. They are moved to that place as a transfer
 * moves them (A30, ADR 42): referrals with their clocks go with them, bookings elsewhere are cancelled, and who is to book again
 * is asked. Throws `conflict` where they are not who is stored, which a person then has to settle, and where they have been
 * moved since they were looked for: of two places at once one has them. Throws `too-many`, and compares nothing any more, when
 * one member of staff has typed somebody else five times in a day: whoever has an NHS number must not find a date of birth.
 */
export async function receivePatient(
  deps: MessageDeps & Pick<Deps, 'telephones'>,
  actor: Actor,
  { version, ...given }: ReceivedBody,
): Promise<PatientView> {
  const said = withTelephone(deps, given);
  const sight = await sightOf(deps, actor, 'patient:add');
  const site = await requireKept(deps, sight, said);
  const refused = await transact(deps, (tx) => receive(deps, tx, { sight, site, said, version }));
  if ('known' in refused) throw refused;
  return patientViewOf({ ...refused, siteName: site.name });
}

async function receive(
  deps: MessageDeps,
  tx: TellingTransaction,
  receiving: Receiving,
): Promise<PersonKnown | PatientView> {
  const { sight, site, said, version } = receiving;
  const { organisationId } = sight.person;
  await tx.personMoves.lockFeeds(organisationId);
  const patient = await tx.personMoves.lockKnown(organisationId, said.nhsNumber);
  if (patient === undefined) throw new DomainError('not-found', 'no such patient');
  const moves = await tx.personMoves.listMoves(patient.id);
  if (moves.length !== version) {
    throw new DomainError('conflict', 'this person has been moved meanwhile; look for them again');
  }
  requireElsewhere(patient, site);
  await requireTriesLeft(tx, receiving, patient.id);
  const numbers = await keptNumbers(tx, organisationId, said.prisonNumber);
  const prisonNumber = numbers?.kept ?? null;
  const differs = identityDifferences({ ...said, prisonNumber }, patient);
  if (differs.length > 0) return askWhoTheyAre(deps, tx, receiving, { patient, differs });
  // As a transfer does: whoever books there has finished before, and whoever comes after it is refused.
  await tx.personMoves.lockMovedBookings(patient.id);
  const { wing = null, cell = null, contact = { email: null, phone: null } } = said;
  if (!(await tx.personMoves.enterPlace(patient, { site, wing, cell, contact }))) {
    throw new DomainError('conflict', 'siteId: this person is at home under another site');
  }
  if (numbers !== null) await tx.personMoves.claimNumbers(patient, numbers);
  await addReceived(deps, tx, receiving, patient);
  await finishOtherTasks(tx, patient.id, { kinds: ['identity-differs'], keep: [] });
  await tx.audit([
    entryOf(receiving, patient, 'patient.received', { siteId: site.siteId, fromSiteId: patient.siteId }),
  ]);
  const { name, dateOfBirth, nhsNumber } = patient;
  const kept = site.kind === 'prison' ? (prisonNumber ?? patient.prisonNumber) : null;
  return {
    ...{ patientId: patient.id, siteId: site.siteId, siteName: site.name },
    ...{ name, dateOfBirth, nhsNumber, prisonNumber: kept },
  };
}

const triesOfADay = 5;
const dayMs = 86_400_000;

async function requireTriesLeft(
  tx: TellingTransaction,
  { sight }: Receiving,
  patientId: KnownPatient['id'],
): Promise<void> {
  const since = new Date(tx.now.getTime() - dayMs);
  const { personId } = sight.person;
  if ((await tx.personMoves.countDiffered({ patientId, personId, since })) < triesOfADay) return;
  throw new DomainError(
    'too-many',
    'what you typed for this NHS number has differed five times in a day: ask the booking clerks of the hospital, or a colleague',
  );
}

/** They have come, after everything that has been told of them: also by a system whose clock is ahead. */
async function addReceived(
  deps: MessageDeps,
  tx: TellingTransaction,
  { sight, site }: Receiving,
  patient: KnownPatient,
): Promise<void> {
  const known = await tx.personMoves.listMoves(patient.id);
  const at = new Date(Math.max(tx.now.getTime(), ...known.map((move) => move.at.getTime() + 1)));
  await tx.personMoves.addMove({
    ...{
      id: deps.newId(),
      organisationId: patient.organisationId,
      siteId: site.siteId,
      patientId: patient.id,
    },
    at,
    kind: 'received',
    prisonNumber: null,
    mergedInto: null,
    by: { personId: sight.person.personId },
  });
  const moved = { ...patient, siteId: site.siteId };
  await settleMoves(deps, tx, moved, historyOf(await tx.personMoves.listMoves(patient.id)));
}

/** Whoever keeps the patient finds out who it is: the healthcare of their prison, else the booking clerks. */
async function askWhoTheyAre(
  deps: MessageDeps,
  tx: TellingTransaction,
  receiving: Receiving,
  { patient, differs }: { patient: KnownPatient; differs: IdentityField[] },
): Promise<PersonKnown> {
  const { sight, site } = receiving;
  const { id: patientId, organisationId } = patient;
  const today = wallDateOf(tx.now);
  await raiseTask(deps, tx, {
    ...{ organisationId, patientId, referralId: null, bookingId: null },
    siteId: patient.siteKind === 'prison' ? patient.siteId : null,
    kind: 'identity-differs',
    key: `identity:${patientId}:${site.siteId}:${today}`,
    dueOn: nextWorkingDay(today),
    receivingSiteId: site.siteId,
  });
  await tx.audit([
    entryOf(receiving, patient, 'patient.identity-differed', {
      siteId: site.siteId,
      fields: differs.join(' '),
    }),
  ]);
  const fields = differs.join(', ');
  return new PersonKnown(
    `${fields}: not as it is known of this person; somebody has been asked to settle it`,
    await knownOf(tx, sight, { patient, differs }),
  );
}

function entryOf(
  { sight }: Receiving,
  { id, organisationId }: KnownPatient,
  action: AuditAction,
  detail: AuditDetail,
) {
  return auditEntry(auditActor(sight.person), {
    action,
    about: { kind: 'patient', id, organisationId },
    detail,
  });
}
