import { auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { Site } from '../contract/rest.ts';
import type { Transaction } from '../ports.ts';
import { type Sight, sees } from './clinic-access.ts';
import type { IdentityField, KnownPerson } from './known-wire.ts';
import type { KnownPatient, MovedPatient } from './person-move-port.ts';
import { sameName } from './same-name.ts';

/** Somebody of that NHS number is known: a conflict that says so to machines too, and no more than its reader may know. */
export class PersonKnown extends DomainError {
  readonly known: KnownPerson;

  constructor(message: string, known: KnownPerson) {
    super('conflict', message);
    this.known = known;
  }
}

const whomToAsk = 'the booking clerks of the hospital know where they are';

/**
 * Who has that NHS number, where they would have to be moved to be at this place; undefined where nobody has it. That it was
 * said is in the trail. Throws `conflict` where they are at this place already.
 */
export async function findKnown(
  tx: Transaction,
  sight: Sight,
  { site, nhsNumber }: { site: Site; nhsNumber: string | null },
): Promise<PersonKnown | undefined> {
  const { person } = sight;
  const { organisationId } = person;
  if (nhsNumber === null) return undefined;
  const patient = await tx.personMoves.findKnown(organisationId, nhsNumber);
  if (patient === undefined) return undefined;
  requireElsewhere(patient, site);
  const known = await knownOf(tx, sight, { patient, differs: [] });
  const { siteId } = site;
  await tx.audit([
    auditEntry(auditActor(person), {
      action: 'patient.known-said',
      about: { kind: 'patient', id: patient.id, organisationId },
      detail: { siteId, placeSaid: known.siteName !== null },
    }),
  ]);
  const where = known.siteName === null ? `; ${whomToAsk}` : ', in another place';
  return new PersonKnown(`nhsNumber: this person is known already${where}`, known);
}

/** What a reader may know of it: where they are only who sees the patients there. */
export async function knownOf(
  tx: Transaction,
  sight: Sight,
  { patient, differs }: { patient: KnownPatient; differs: IdentityField[] },
): Promise<KnownPerson> {
  const moves = await tx.personMoves.listMoves(patient.id);
  const siteName = sees(sight, patient) ? patient.siteName : null;
  return { version: moves.length, siteName, differs };
}

/** Whoever has left a place can come back to it. */
export function requireElsewhere({ siteId, standing }: MovedPatient, site: Pick<Site, 'siteId'>): void {
  if (siteId === site.siteId && standing !== 'released' && standing !== 'moving') {
    throw new DomainError('conflict', 'nhsNumber: another patient of this place has it');
  }
}

type Said = { name: string; dateOfBirth: string; prisonNumber: string | null };

/** In what somebody who was typed differs from who is stored. A number that one has and the other has not is no difference. */
export function identityDifferences(said: Said, stored: Said): IdentityField[] {
  const differs: Record<IdentityField, boolean> = {
    name: !sameName(said.name, stored.name),
    dateOfBirth: said.dateOfBirth !== stored.dateOfBirth,
    prisonNumber:
      said.prisonNumber !== null && stored.prisonNumber !== null && said.prisonNumber !== stored.prisonNumber,
  };
  return (['name', 'dateOfBirth', 'prisonNumber'] as const).filter((field) => differs[field]);
}
