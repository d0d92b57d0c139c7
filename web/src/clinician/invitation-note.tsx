import { useState } from 'react';
import type { NewInvitation } from '../../../domain/guests/wire.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';

const sentWords: Record<NewInvitation['sent'], string> = {
  shown: 'Pass on the link, or read out the code.',
  sent: 'The message has been sent. If it does not arrive, read out the code.',
  failed: 'The message could not be sent. Read out the code, or pass on the link yourself.',
  'not-configured': 'This service cannot send that kind of message. Read out the code, or pass on the link.',
};

/** The link and the code of an invitation just made: they are shown once and kept nowhere. */
export function InvitationNote(props: { invitation: NewInvitation & { label: string }; onDone: () => void }) {
  const { invitation, onDone } = props;
  const { url, code, expiresAt, sent, label } = invitation;
  const [copied, setCopied] = useState('');
  const copy = () => {
    // Absent where the page is not served securely, whatever the types say.
    const clipboard = (navigator as Partial<Navigator>).clipboard;
    if (clipboard === undefined) setCopied('Mark the link and copy it by hand.');
    else
      clipboard.writeText(url).then(
        () => {
          setCopied('Copied.');
        },
        () => {
          setCopied('Mark the link and copy it by hand.');
        },
      );
  };
  return (
    <div className="bedside-note" data-testid="invitation" data-sent={sent}>
      <p role="status">
        <strong>Invitation for: {label}.</strong> {sentWords[sent]}
      </p>
      <p>
        Code, to be typed at <strong>{new URL(url).host}/join</strong>:{' '}
        <strong className="bedside-guests__code" data-testid="guest-code">
          {code}
        </strong>
      </p>
      <p className="bedside-guests__link" data-testid="guest-link">
        {url}
      </p>
      <p>It works once, in one browser, until {clockTime(expiresAt)}. It cannot be shown again.</p>
      <div className="bedside-actions">
        <Button variant="secondary" small onClick={copy}>
          Copy the link
        </Button>
        <Button variant="secondary" small onClick={onDone}>
          Done
        </Button>
        <span role="status">{copied}</span>
      </div>
    </div>
  );
}
