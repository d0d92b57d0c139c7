import { randomUUID } from 'node:crypto';
import type { BodyInput } from '../../domain/contract/rest.ts';
import type { CallId, PatientId } from '../../domain/ids.ts';
import type { News2Observations } from '../../domain/record/news2.ts';
import type { ManagedResidentView } from '../../domain/residents/wire.ts';
import { ask } from './rest-client.ts';
import type { Place, World } from './world.ts';

/** Everything as it should be: a total of 0. */
export const wellValues: News2Observations = {
  respiration: 16,
  spo2: 98,
  oxygen: false,
  systolic: 120,
  pulse: 80,
  consciousness: 'A',
  temperature: 37,
};

/** W11 of the requirements: a total of 7, high risk. */
export const illValues: News2Observations = {
  respiration: 24,
  spo2: 93,
  oxygen: false,
  systolic: 120,
  pulse: 130,
  consciousness: 'A',
  temperature: 35.1,
};

/** A set of nobody in particular that a station sends. */
export function setOf(
  callId: CallId,
  values: News2Observations,
  { total, ...over }: { total: number | null; patientId?: PatientId | null; scale?: 1 | 2; takenAt?: string },
) {
  return {
    callId,
    requestId: randomUUID(),
    patientId: null,
    scale: 1 as const,
    takenAt: new Date().toISOString(),
    values,
    total,
    corrects: null,
    ...over,
  };
}

type Added = Partial<BodyInput<'addResident'>>;

/** A resident of a care home, added by its administrator. */
export async function addResident(
  world: World,
  place: Place,
  { token, ...said }: { token: string } & Added,
): Promise<ManagedResidentView> {
  const body = {
    name: 'Edith Synthetic',
    dateOfBirth: '1938-05-02',
    nhsNumber: null,
    room: 'Room 4',
    ...said,
  };
  const { value } = await ask(world.server(0), 'addResident', {
    token,
    params: { siteId: place.siteId },
    body,
  });
  if (value.resident === null) throw new Error('somebody is like this resident');
  return value.resident;
}
