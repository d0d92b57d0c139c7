import type { ListRow } from '../../../domain/clinics/prison-list.ts';
import { useObservable } from '../service/hooks.ts';
import { type RingTone, useChime, useRingTone } from '../service/ring-tone.ts';
import { Button } from '../ui/button.tsx';
import { newsBetween, newsInWords } from './list-news.ts';

/**
 * Says what has changed since somebody saw the list or printed it. `aloud` with a sound, and again until somebody says that
 * they have seen it or prints the list (A27). A browser plays none before a press on the page, and the page says so.
 */
export function AmendedList(props: {
  seen: readonly ListRow[];
  now: readonly ListRow[];
  aloud: boolean;
  onSeen: (rows: readonly ListRow[]) => void;
}) {
  const { seen, now, aloud, onSeen } = props;
  const news = newsBetween(seen, now);
  const tone = useRingTone();
  const words = news === null ? [] : newsInWords(news);
  useChime(tone, { about: news === null || !aloud ? null : words.join(' '), again: true });
  return (
    <div className="bedside-no-print">
      <div role="status" data-testid="list-news">
        {words.length === 0 ? null : (
          <div className="bedside-note bedside-note--problem">
            <strong>This list has changed since you opened or printed it.</strong>
            <ul className="nhsuk-list">
              {words.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {words.length === 0 ? null : (
        <div className="bedside-actions">
          <Button
            data-testid="list-news-seen"
            onClick={() => {
              onSeen(now);
            }}
          >
            I have seen this
          </Button>
        </div>
      )}
      {aloud ? <SilentNote tone={tone} /> : null}
    </div>
  );
}

/** Only where the browser plays nothing yet. */
function SilentNote({ tone }: { tone: RingTone }) {
  const silent = useObservable(tone.blocked);
  if (!silent) return null;
  return (
    <p className="nhsuk-hint" data-testid="list-sound-off">
      The browser keeps this page silent.{' '}
      <Button
        small
        data-testid="list-sound-on"
        onClick={() => {
          tone.unlock().catch(reportError);
        }}
      >
        Play a sound when the list changes
      </Button>
    </p>
  );
}
