import { useState } from 'react';
import type { NoticeView } from '../../../domain/oversight/wire.ts';
import { coverAheadMs } from '../../../domain/rota/cover.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import type { CoverGapView } from '../../../domain/rota/wire.ts';
import type { Board } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { unableWords } from '../rota/week.ts';
import { fromTo } from './oversight-words.ts';

type Props = {
  notices: readonly NoticeView[];
  connection: Connection;
  mayAct: boolean;
  reread: () => void;
  now: number;
};

/** Warnings that stand until a manager says that they deal with them. */
export function Notices({ notices, connection, mayAct, reread, now }: Props) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const acknowledge = async ({ noticeId }: NoticeView) => {
    const answer = await connection.command('notice:acknowledge', { noticeId });
    setTrouble(problemsOf(answer)[0]?.message ?? null);
    reread();
  };
  return (
    <div role="alert">
      {trouble === null ? null : <p className="bedside-note bedside-note--problem">{trouble}</p>}
      {notices.length === 0 ? null : (
        <ul className="bedside-warnings" data-testid="notices">
          {notices.map((notice) => (
            <li key={notice.noticeId}>
              <span>{wordsOf(notice, now)}</span>
              {mayAct ? (
                <Button
                  variant="secondary"
                  small
                  data-testid="acknowledge"
                  onClick={() => {
                    acknowledge(notice).catch(reportError);
                  }}
                >
                  I deal with it
                  <span className="nhsuk-u-visually-hidden">: {wordsOf(notice, now)}</span>
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function wordsOf(notice: NoticeView, now: number): string {
  const { kind, personName, queueName, from, until, onBreak } = notice;
  const when = from === null ? '' : ` ${fromTo(from, until, now)}`;
  const queue = queueName ?? 'a queue';
  switch (kind) {
    case 'missed-twice':
      return `${personName ?? 'A clinician'} has missed two calls in this shift and is paused.`;
    case 'cover-gap':
      return `Nobody is on the rota of ${queue}${when}.`;
    case 'changed-alone':
      return `${personName ?? 'An administrator'} has changed ${queue} alone. Nobody else could confirm it.`;
    case 'record-opened':
      return `${personName ?? 'A clinician'} has opened a record without a relationship to the patient. It is to be reviewed.`;
    case 'nobody-on-call':
      return onBreak > 0
        ? 'Everybody who is on call is on a break. A call would find nobody.'
        : `Nobody is on call${queueName === null ? '' : ` for ${queueName}`}.`;
  }
}

const hourMs = 3_600_000;
const markEveryMs = 3 * hourMs;

/** The next 12 hours of each queue's rota, drawn and in words. */
export function CoverAhead(props: { gaps: readonly CoverGapView[]; queues: Board['queues']; now: number }) {
  const { gaps, queues, now } = props;
  return (
    <section className="bedside-panel" aria-labelledby="cover-title">
      <h2 className="nhsuk-heading-m" id="cover-title">
        Cover for the next 12 hours
      </h2>
      {queues.length === 0 ? <p className="bedside-empty">There is no queue yet.</p> : null}
      <div aria-hidden="true">
        {queues.map(({ queueId, name }) => (
          <CoverStrip
            key={queueId}
            name={name}
            gaps={gaps.filter((gap) => gap.queueId === queueId)}
            now={now}
          />
        ))}
        {queues.length === 0 ? null : <Hours now={now} />}
      </div>
      <ul className="bedside-ahead__words" data-testid="cover-gaps">
        {gaps.map((gap) => (
          <li key={`${gap.queueId} ${gap.from}`}>
            <strong>{gap.queueName}:</strong> nobody can be rung {fromTo(gap.from, gap.until, now)}
            {gap.unable.length === 0 ? null : `. ${unableWords(gap)}`}
          </li>
        ))}
        {gaps.length === 0 && queues.length > 0 ? (
          <li>Somebody who can be rung is on the rota of every queue.</li>
        ) : null}
      </ul>
    </section>
  );
}

/** Where an instant stands in the strip, in percent of its width. */
function place(instant: number, now: number): number {
  return Math.min(100, Math.max(0, ((instant - now) / coverAheadMs) * 100));
}

function CoverStrip({ name, gaps, now }: { name: string; gaps: readonly CoverGapView[]; now: number }) {
  return (
    <div className="bedside-ahead">
      <span className="bedside-ahead__queue">{name}</span>
      <span className="bedside-ahead__strip">
        {gaps.map(({ from, until }) => {
          const left = place(Date.parse(from), now);
          const width = place(Date.parse(until), now) - left;
          return (
            <span
              key={from}
              className="bedside-ahead__gap"
              style={{ left: `${String(left)}%`, width: `${String(width)}%` }}
            />
          );
        })}
      </span>
    </div>
  );
}

/** Clock times under the strips, at full hours. */
function Hours({ now }: { now: number }) {
  const first = Math.ceil(now / hourMs) * hourMs;
  const marks = [0, 1, 2, 3].map((n) => first + n * markEveryMs);
  return (
    <div className="bedside-ahead">
      <span className="bedside-ahead__queue" />
      <span className="bedside-ahead__hours">
        {marks.map((mark) => (
          <span key={mark} style={{ left: `${String(place(mark, now))}%` }}>
            {clockOf(new Date(mark))}
          </span>
        ))}
      </span>
    </div>
  );
}
