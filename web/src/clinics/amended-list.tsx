import type { PrisonListView } from '../../../domain/clinics/list-wire.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { useObservable } from '../service/hooks.ts';
import { type RingTone, useChime, useRingTone } from '../service/ring-tone.ts';
import { Button } from '../ui/button.tsx';
import type { Amended } from './watched-lists.ts';

/**
 * Says what has changed since somebody saw a list or printed it, whichever list the page shows. With a sound where officers act
 * upon it, and again until somebody says that they have seen it or prints the list (A27). A browser plays none before a press
 * on the page, and the page says so.
 */
export function AmendedLists({
  amended,
  unread,
  onSeen,
}: {
  amended: readonly Amended[];
  unread: boolean;
  onSeen: (view: PrisonListView) => void;
}) {
  const tone = useRingTone();
  const aloud = amended.filter((one) => one.aloud).flatMap(({ view, words }) => [view.siteName, ...words]);
  useChime(tone, { about: aloud.length === 0 ? null : aloud.join(' '), again: true });
  return (
    <div className="bedside-no-print">
      <div role="status" data-testid="list-news">
        {amended.map((one) => (
          <OneAmended key={`${one.view.siteId} ${one.view.day}`} {...one} onSeen={onSeen} />
        ))}
        {unread ? (
          <p className="bedside-note" data-testid="lists-unread">
            Changes of the lists cannot be read at the moment. This page goes on trying every minute.
          </p>
        ) : null}
      </div>
      <SilentNote tone={tone} />
    </div>
  );
}

function OneAmended({ view, words, onSeen }: Amended & { onSeen: (view: PrisonListView) => void }) {
  const { siteName, day } = view;
  return (
    <div className="bedside-note bedside-note--problem" data-testid="amended-list">
      <strong>
        The list of {siteName} for {dayInWords(startOfDay(day))} has changed since you opened or printed it.
      </strong>
      <ul className="nhsuk-list">
        {words.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Button
        variant="secondary"
        small
        data-testid="list-news-seen"
        onClick={() => {
          onSeen(view);
        }}
      >
        I have seen this
      </Button>
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
        Play a sound when a list changes
      </Button>
    </p>
  );
}
