import type { ImportedEvent, ImportedRota } from '../../../domain/rota/wire.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';
import { leftOutWords } from './left-out-words.ts';

/** What a file has come to: how many of each, and every event that was left out, with the reason. */
export function ImportResult({ imported }: { imported: ImportedRota }) {
  const { events } = imported;
  const count = (result: ImportedEvent['result']) => events.filter((one) => one.result === result).length;
  const leftOut = events.filter(({ result }) => result === 'left-out');
  return (
    <div className="bedside-note" role="status" data-testid="imported">
      <strong>
        {count('added')} added, {count('changed')} changed, {count('unchanged')} as they were,{' '}
        {leftOut.length} left out
      </strong>
      {leftOut.length === 0 ? null : (
        <ul>
          {leftOut.map((event, place) => (
            <li key={`${String(place)} ${event.uid}`}>
              {whenOf(event)}: {event.why === null ? 'left out' : leftOutWords[event.why]}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function whenOf({ startsAt, uid }: ImportedEvent): string {
  if (startsAt === null) return `Event ${uid.slice(0, 40)}`;
  const at = new Date(startsAt);
  return `${dayInWords(at)}, ${clockOf(at)}`;
}
