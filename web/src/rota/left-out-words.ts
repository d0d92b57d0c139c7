import type { ImportedEvent } from '../../../domain/rota/wire.ts';

/** Why something did not become a shift. */
export const leftOutWords: Record<NonNullable<ImportedEvent['why']>, string> = {
  times: 'it does not end after it starts',
  length: 'it is longer than 25 hours',
  clinician: 'it names nobody who is a clinician here',
  queue: 'it names a queue that is not there',
  overlap: 'it would overlap another shift of theirs',
  'no-times': 'it has no start or no end that can be read',
  'whole-day': 'it is a whole day without times',
  cancelled: 'it is cancelled',
  'outside-window': 'it is not between a week ago and twelve weeks from now',
  'too-many': 'the file holds more shifts than are taken at once',
  'unknown-zone': 'its time zone is not known',
};
