import { useState } from 'react';
import type { NoticeView } from '../../../domain/oversight/wire.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
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
  const { kind, personName, queueName, from, until } = notice;
  const when = from === null ? '' : ` ${fromTo(from, until, now)}`;
  const queue = queueName ?? 'a queue';
  switch (kind) {
    case 'missed-twice':
      return `${personName ?? 'A clinician'} has missed two calls in this shift and is paused.`;
    case 'cover-gap':
      return `Nobody is on the rota of ${queue}${when}.`;
    case 'nobody-on-call':
      return `Nobody is on call${queueName === null ? '' : ` for ${queueName}`}.`;
  }
}
