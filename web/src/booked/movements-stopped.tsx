import type { VisitProgress } from '../../../domain/clinics/visit-part.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { stoppedWords } from './part-words.ts';

/** A calm notice in the room of a visit, while nobody may be moved in the prison or soon will not be (HAZ-31). */
export function MovementsStopped({ progress }: { progress: VisitProgress }) {
  const { stopped } = progress;
  return stopped === null ? null : (
    <p className="bedside-note" data-testid="movements-stopped">
      <strong>
        Movements in the prison are stopped from {clockOf(new Date(stopped.startsAt))} until{' '}
        {clockOf(new Date(stopped.endsAt))}.
      </strong>{' '}
      {stoppedWords(progress)}
    </p>
  );
}
