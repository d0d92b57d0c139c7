import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../accounts/organisations.ts';
import { type Actor, may } from '../actors.ts';
import type { ClinicianId, OrganisationId } from '../ids.ts';
import type { Calendars } from './calendar.ts';

const dayMs = 24 * 3600 * 1000;
const daysBack = 28;
const daysAhead = 366;

/** The rota, or one clinician's, as iCalendar. E-mail addresses are written only for those who keep the rota. */
export async function exportRota(
  deps: AccountDeps & { calendars: Calendars },
  actor: Actor,
  { organisationId, clinicianId }: { organisationId: OrganisationId; clinicianId?: ClinicianId | undefined },
): Promise<string> {
  await requireKnownOrganisation(deps, actor, { permission: 'rota:read', organisationId });
  const now = deps.clock.now();
  const from = new Date(now.getTime() - daysBack * dayMs);
  const until = new Date(now.getTime() + daysAhead * dayMs);
  const { reads } = deps.store;
  const [shifts, people, queues] = await Promise.all([
    reads.listShifts(organisationId, from, until),
    reads.listPeople(organisationId),
    reads.listQueues(organisationId),
  ]);
  const personOf = new Map(people.map((person) => [person.personId, person]));
  const queueNames = new Map(queues.map(({ id, name }) => [id, name]));
  const withEmail = may(actor, 'rota:manage');
  const written = shifts
    .filter((shift) => clinicianId === undefined || shift.clinicianId === clinicianId)
    .map((shift) => {
      const person = personOf.get(shift.clinicianId);
      return {
        ...shift,
        clinicianName: person?.name ?? '',
        clinicianEmail: withEmail ? (person?.email ?? null) : null,
        queueNames: shift.queueIds.map((queueId) => queueNames.get(queueId) ?? ''),
      };
    });
  return deps.calendars.write(written, now);
}
