import { z } from 'zod';
import { disposition } from '../../../domain/visits/outcome.ts';
import { recallJson, remember } from '../service/remembered.ts';

const kept = z.strictObject({ disposition: disposition.nullable(), advice: z.string(), note: z.string() });

/** An outcome as it is typed; kept in this tab until it is saved, so that a reload or a ringing call loses nothing. */
export type OutcomeDraft = z.infer<typeof kept>;

const key = (visitId: string) => `bedside:outcome:${visitId}`;

export function recallOutcome(visitId: string): OutcomeDraft {
  const found = kept.safeParse(recallJson(sessionStorage, key(visitId)));
  return found.success ? found.data : { disposition: null, advice: '', note: '' };
}

export function rememberOutcome(visitId: string, draft: OutcomeDraft | null): void {
  remember(sessionStorage, key(visitId), draft === null ? null : JSON.stringify(draft));
}
