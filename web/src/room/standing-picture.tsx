import { useNow } from '../service/hooks.ts';
import { pageClock, type Standing } from './picture-watch.ts';
import { standingWords } from './standing-words.ts';

/** Across a picture that stands still: nobody is to take it for how somebody is now. A small one has space for its age only. */
export function StandingPicture({ standing, small }: { standing: Standing; small: boolean }) {
  const { age, sound } = standingWords(standing, useNow(pageClock));
  return (
    <div className="bedside-tile__standing" data-testid="standing-picture">
      <p>
        <strong>Picture stands still</strong>
        <span>{age}</span>
        {small || sound === '' ? null : <span>{sound}</span>}
      </p>
    </div>
  );
}
