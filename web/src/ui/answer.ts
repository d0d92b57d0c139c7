import type { Answer } from '../../../domain/contract/commands.ts';
import { withLabels } from '../service/field-words.ts';
import { asSentence } from '../service/words.ts';

/** What is wrong with a form, and the field in which it can be put right. */
export type Problem = { message: string; field?: string };

/** What a form says about the answer to its command; nothing when it was done. */
export function problemsOf(answer: Answer<unknown>): Problem[] {
  if (answer.ok) return [];
  return answer.code === 'unavailable'
    ? [{ message: 'Not connected, so it was not sent. Try again when the connection is back' }]
    : [{ message: asSentence(withLabels(answer.message)) }];
}
