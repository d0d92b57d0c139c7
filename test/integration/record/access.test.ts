import { expect } from 'chai';
import { role, type Role } from '../../../domain/actors.ts';
import type { PatientId, PersonId } from '../../../domain/ids.ts';
import type { EndpointName } from '../../../domain/contract/rest.ts';
import { endpoints, problem } from '../../../domain/contract/rest.ts';
import { recordAccess, type RecordRight } from '../../../domain/record/access-table.ts';
import { type RelationshipKind, relationshipKinds } from '../../../domain/record/relationships.ts';
import { addBooking } from '../../support/booked-visit.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { addGrant, addPatient, why } from '../../support/opened-records.ts';
import { type Place, World } from '../../support/world.ts';

type Relationship = RelationshipKind | 'none';
const kinds: readonly Relationship[] = ['none', ...relationshipKinds];
const tenants = ['own', 'foreign'] as const;

/** What is asked for each right, of a patient or of an opening of their record. */
const asked: Readonly<Record<RecordRight, EndpointName>> = {
  find: 'readPatientAccess',
  see: 'readRecord',
  'break-glass': 'openRecord',
  review: 'reviewRecordGrant',
  'list-readers': 'listReaders',
};

/** Somebody with one relationship to one patient, and a patient elsewhere. */
type Case = {
  person: { personId: PersonId; token: string };
  patients: Record<(typeof tenants)[number], { place: Place; patientId: PatientId }>;
};

/**
 * Every role, every relationship and both tenants, over the wire: what is answered is what the table says. The relationship is made as
 * it comes about, by a clinician whose role is then changed, so that it is the role alone that refuses.
 */
describe('who may do what with a record', function () {
  this.timeout(60_000);
  let world: World;
  const cases = new Map<Relationship, Case>();
  let colleague: PersonId;
  let elsewhere: Place;

  before(async () => {
    world = await World.create();
    elsewhere = await world.addPlace();
    for (const kind of kinds) cases.set(kind, await caseOf(kind));
  });
  after(() => world[Symbol.asyncDispose]());

  async function caseOf(kind: Relationship): Promise<Case> {
    const place = await world.addPlace();
    const foreign = { place: elsewhere, patientId: await addPatient(world.deps.store, elsewhere) };
    const patientId = await addPatient(world.deps.store, place);
    const { person, ...made } = await related(kind, place, patientId);
    colleague = (await world.addPerson(place)).personId;
    // Whatever comes about across organisations opens nothing there.
    if (kind === 'break-glass') {
      const { organisationId } = elsewhere;
      const grant = { organisationId, patientId: foreign.patientId, personId: person.personId };
      await addGrant(world.deps.store, grant);
    }
    return { person, patients: { own: { place, patientId: made.patientId ?? patientId }, foreign } };
  }

  async function related(
    kind: Relationship,
    place: Place,
    patientId: PatientId,
  ): Promise<{ person: Case['person']; patientId?: PatientId }> {
    if (kind === 'none') return { person: await world.addPerson(place) };
    if (kind === 'break-glass') {
      const person = await world.addPerson(place);
      await addGrant(world.deps.store, { ...place, patientId, personId: person.personId });
      return { person };
    }
    if (kind === 'booking') {
      const person = await world.addPerson(place);
      const { stationId } = await world.addStation(place);
      const where = { ...place, clinicianId: person.personId, stationId };
      return { person, patientId: (await addBooking(world.deps.store, where)).patientId };
    }
    const person = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(person.socket, callId);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    if (kind === 'ringing') return { person };
    const { visitId } = valueOf(await person.socket.say('offer:accept', { offerId }));
    if (kind === 'write-up') valueOf(await person.socket.say('visit:end', { visitId }));
    return { person };
  }

  /** `allowed`, or the code of the refusal. */
  async function answerOf(
    { person, patients }: Case,
    {
      right,
      endpoint,
      tenant,
    }: { right: RecordRight; endpoint: EndpointName; tenant: (typeof tenants)[number] },
  ): Promise<string> {
    const { place, patientId } = patients[tenant];
    const { organisationId } = place;
    const grant = { organisationId, patientId, personId: colleague, minutesAgo: 90 };
    const params: Record<string, string> = {
      patientId,
      ...(right === 'review' && { grantId: await addGrant(world.deps.store, grant) }),
    };
    const bodies: Partial<Record<RecordRight, object>> = {
      'break-glass': why,
      review: { verdict: 'justified', words: 'The home confirms it.' },
    };
    const { method, path } = endpoints[endpoint];
    const address = path.replaceAll(/:(\w+)/g, (_match, key: string) => params[key] ?? '');
    const response = await fetch(`${world.server(0).url}${address}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      ...(bodies[right] !== undefined && { body: JSON.stringify(bodies[right]) }),
    });
    const text = await response.text();
    if (!response.ok) return problem.parse(JSON.parse(text)).code;
    if (right === 'break-glass') {
      // What it has made must not stand for the next question.
      await world.deps.store.transact(async ({ grants }) => {
        const open = await grants.lockOpenGrant(person.personId, patientId);
        if (open !== undefined) await grants.endGrant(open.id);
      });
    }
    return 'allowed';
  }

  for (const one of role.options) {
    for (const kind of kinds) {
      for (const tenant of tenants) {
        it(`${one}, ${kind}, ${tenant} organisation`, async () => {
          const found = cases.get(kind);
          if (found === undefined) throw new Error('no such case');
          await world.deps.store.transact(({ accounts }) => accounts.setRoles(found.person.personId, [one]));
          const answers: Partial<Record<RecordRight, string>> = {};
          const wanted: Partial<Record<RecordRight, string>> = {};
          for (const [right, endpoint] of Object.entries(asked) as [RecordRight, EndpointName][]) {
            answers[right] = await answerOf(found, { right, endpoint, tenant });
            wanted[right] = recordAccess(
              {
                roles: [one],
                tenant,
                relationships: kind === 'none' ? [] : [kind],
                onOwnList: keepsCareHomes(one),
              },
              right,
            );
          }
          expect(answers).to.deep.equal(wanted);
        });
      }
    }
  }
});

/** The patients live in care homes, whose lists these keep. */
function keepsCareHomes(one: Role): boolean {
  return one === 'administrator' || one === 'booker';
}
