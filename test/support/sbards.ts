import { randomUUID } from 'node:crypto';
import type { CallId, PatientId } from '../../domain/ids.ts';
import type { Place, World } from './world.ts';

/** An answer as a screen sends it that has seen nobody answer this, and nobody picked. */
export function answerOf(
  callId: CallId,
  linkId: string,
  value: string | null,
  over: { basis?: number; patientId?: PatientId | null; requestId?: string } = {},
) {
  return { callId, linkId, value, requestId: randomUUID(), patientId: null, basis: 0, ...over };
}

export type RecordedResponse = {
  status: string;
  questionnaire: string;
  author: { reference: string };
  item: { linkId: string; item: { linkId: string; answer: Record<string, unknown>[] }[] }[];
};

/** The responses in the record of somebody, with their answers by linkId, the newest written first. */
export async function responsesOf(world: World, place: Place, patientId: PatientId) {
  const { resources } = await world.deps.store.reads.searchResources({
    type: 'QuestionnaireResponse',
    scope: { organisationIds: [place.organisationId], patientIds: [patientId] },
    conditions: [],
    newest: 'updated',
    limit: 50,
  });
  return resources.map(({ id, version, body }) => {
    const response = JSON.parse(body ?? '{}') as RecordedResponse;
    const answers = response.item
      .flatMap(({ item }) => item)
      .map(({ linkId, answer }) => [linkId, Object.values(answer[0] ?? {})[0]] as const);
    return { id, version, text: body ?? '', response, answers: Object.fromEntries(answers) };
  });
}
