import { useEffect, useState } from 'react';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import type { StationState } from '../../../domain/states/wire.ts';
import { useNow } from '../service/hooks.ts';
import { recallJson, remember } from '../service/remembered.ts';
import { useChime, useRingTone } from '../service/ring-tone.ts';
import { clockOnDay, listed } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { allSeen, stillSeen, unseenOf } from './turn-back-news.ts';

const seenKey = 'bedside.turn-back-seen';

/** What was acknowledged before a reload: there are times in it, and nothing else. */
function recallSeen(): string[] {
  const kept: unknown = recallJson(sessionStorage, seenKey);
  return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
}

const clockAt = (instant: string) => clockOf(new Date(instant));

/**
 * Movements are stopped, and somebody has been fetched for this station: its screen says so aloud until staff have seen it,
 * but not into a call or a visit. Patients stand in front of it: there is the time, and nothing else.
 */
export function TurnBack({ turnBack, quiet }: { turnBack: StationState['turnBack']; quiet: boolean }) {
  const [seen, setSeen] = useState<readonly string[]>(recallSeen);
  const now = useNow(Date.now);
  const still = stillSeen(turnBack, seen);
  if (still !== seen) setSeen(still);
  useEffect(() => {
    remember(sessionStorage, seenKey, JSON.stringify(still));
  }, [still]);
  const unseen = unseenOf(turnBack, still);
  const isNew = unseen.length > 0;
  const until = turnBack
    .map((one) => one.until)
    .toSorted()
    .at(-1);
  return (
    <div role="alert">
      {until === undefined ? null : (
        <div className="bedside-note bedside-note--problem" data-testid="turn-back">
          {isNew && !quiet ? <Aloud about={unseen.join()} /> : null}
          <strong>
            Movements are stopped until {clockOnDay(until, new Date(now))}. Turn back whoever is on the way
            for {listed(turnBack.map(({ startsAt }) => clockAt(startsAt)))}.
          </strong>{' '}
          {isNew ? (
            <Button
              variant="secondary"
              small
              data-testid="turn-back-seen"
              onClick={() => {
                setSeen(allSeen(turnBack));
              }}
            >
              We have seen this
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}

/** Sound is asked for only when there is something to be heard. */
function Aloud({ about }: { about: string }) {
  useChime(useRingTone(), { about, again: true });
  return null;
}
