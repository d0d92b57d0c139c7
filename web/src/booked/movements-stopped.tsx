import type { VisitProgress } from '../../../domain/clinics/visit-part.ts';
import { useNow } from '../service/hooks.ts';
import { clockOnDay } from '../service/words.ts';
import { stoppedWords } from './part-words.ts';

/** A calm notice in the room of a visit, while nobody may be moved in the prison or soon will not be (HAZ-31). */
export function MovementsStopped({ progress }: { progress: VisitProgress }) {
  const { stopped } = progress;
  const now = new Date(useNow(Date.now));
  return stopped === null ? null : (
    <p className="bedside-note" data-testid="movements-stopped">
      <strong>
        Movements in the prison are stopped from {clockOnDay(stopped.startsAt, now)} until{' '}
        {clockOnDay(stopped.endsAt, now)}.
      </strong>{' '}
      {stoppedWords(progress)}
    </p>
  );
}
