import { useNow } from '../service/hooks.ts';
import { pageClock, type Standing } from './picture-watch.ts';
import { standingWords } from './standing-words.ts';

/** Across a picture that stands still: nobody is to take it for how somebody is now. */
export function StandingPicture({ standing, small }: { standing: Standing; small: boolean }) {
  const nowMs = useNow(pageClock);
  const [what, ...more] = standingWords(standing, { nowMs, small });
  return (
    <div className="bedside-tile__standing" data-testid="standing-picture">
      <p>
        <strong>{what}</strong>
        {more.map((words) => (
          <span key={words}>{words}</span>
        ))}
      </p>
    </div>
  );
}
