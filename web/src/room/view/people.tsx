import { useEffect, useRef, useState } from 'react';
import type { ParticipantView } from '../../../../domain/rooms/wire.ts';
import { useObservable } from '../../service/hooks.ts';
import { listed } from '../../service/words.ts';
import { asKnown } from '../session/arrangement.ts';
import { silenceOf } from './own-media.tsx';
import type { RoomSession, RoomView } from '../session/room-session.ts';

const newsForMs = 10_000;

/** Announces who has come in and who has gone, on the screen and to a screen reader. */
export function Comings({ view, otherName }: { view: RoomView; otherName: string }) {
  const before = useRef<readonly string[] | null>(null);
  const [news, setNews] = useState('');
  const names = (view.room?.others ?? []).map((other) => asKnown(other, otherName).name);
  const admitted = view.room?.admitted === true && view.status === 'in-room';
  const now = admitted ? JSON.stringify(names) : null;
  useEffect(() => {
    // While this browser itself is reconnecting, nobody has come or gone.
    if (now === null) return;
    const there = JSON.parse(now) as string[];
    const known = before.current;
    before.current = there;
    if (known === null) return;
    const change = [
      sentence(
        there.filter((name) => !known.includes(name)),
        'joined',
      ),
      sentence(
        known.filter((name) => !there.includes(name)),
        'left',
      ),
    ].join(' ');
    if (change.trim() === '') return;
    setNews(change.trim());
  }, [now]);
  useEffect(() => {
    if (news === '') return;
    const timer = setTimeout(() => {
      setNews('');
    }, newsForMs);
    return () => {
      clearTimeout(timer);
    };
  }, [news]);
  return (
    <p className="bedside-visit__news" role="status" data-testid="room-news">
      {news}
    </p>
  );
}

function sentence(names: readonly string[], what: string): string {
  return names.length === 0 ? '' : `${listed(names)} ${what}.`;
}

/** Who is in the room, as soon as there are more than two. */
export function PeopleInRoom(props: { session: RoomSession; view: RoomView; otherName: string }) {
  const { session, view, otherName } = props;
  const speaker = useObservable(session.speaker);
  const others = (view.room?.others ?? []).map((other) => asKnown(other, otherName));
  if (others.length < 2) return null;
  return (
    <section className="bedside-people" aria-label="In the room">
      <h2 className="nhsuk-heading-s">In the room ({others.length + 1})</h2>
      <ul data-testid="people">
        <li>You{view.wanted.microphone === 'off' ? ', muted' : ''}</li>
        {others.map((other) => (
          <li key={other.participantId}>
            <strong>{other.name}</strong>
            {stateWords(other, other.participantId === speaker)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateWords(other: ParticipantView, speaking: boolean): string {
  return [silenceOf(other), speaking ? 'speaking' : '']
    .filter((word) => word !== '')
    .map((word) => `, ${word}`)
    .join('');
}
