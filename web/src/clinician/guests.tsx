import { useState } from 'react';
import type { Answer } from '../../../domain/contract/commands.ts';
import type { GuestView, NewInvitation } from '../../../domain/guests/wire.ts';
import type { VisitView } from '../../../domain/states/wire.ts';
import { guestRoleLabels } from '../../../domain/actors.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { type Problem, problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { GuestInviteDialog } from './guest-invite-dialog.tsx';
import { InvitationNote } from './invite-dialog.tsx';

type Act = (work: Promise<Answer<unknown>>) => Promise<Problem[]>;

function actingOver(connection: Connection, onTrouble: (trouble: string | null) => void): Act {
  return async (work) => {
    const problems = problemsOf(await work);
    onTrouble(problems[0]?.message ?? null);
    await connection.refresh();
    return problems;
  };
}

/** People from outside in one's own visit: asking them in, the lobby, and what only the host may do. */
export function Guests({ visit, connection }: { visit: VisitView; connection: Connection }) {
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<(NewInvitation & { label: string }) | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { visitId, guests, locked } = visit;
  const act = actingOver(connection, setTrouble);
  return (
    <section className="bedside-guests" aria-label="Guests">
      <h2 className="nhsuk-heading-s">Guests</h2>
      <div role="alert">
        {trouble === null ? null : <p className="bedside-note bedside-note--problem">{trouble}</p>}
      </div>
      <GuestRows {...{ visit, connection, act }} />
      {/* The one before is out of sight while another is made: its code must not be read out for the new one. */}
      {made !== null &&
      !inviting &&
      guests.some(({ guestId, state }) => guestId === made.guestId && state === 'invited') ? (
        <InvitationNote
          key={made.guestId}
          invitation={made}
          onDone={() => {
            setMade(null);
          }}
        />
      ) : null}
      {locked ? (
        <p data-testid="room-locked">The room is locked: no guest can join, and none can be let in.</p>
      ) : null}
      <HostActions
        {...{ visit, connection, act }}
        onInvite={() => {
          setInviting(true);
        }}
      />
      {inviting ? (
        <GuestInviteDialog
          {...{ visitId, connection }}
          onInvited={setMade}
          onClose={() => {
            setInviting(false);
          }}
        />
      ) : null}
    </section>
  );
}

type RowsProps = { visit: VisitView; connection: Connection; act: Act };

function HostActions({ visit, connection, act, onInvite }: RowsProps & { onInvite: () => void }) {
  const { visitId, locked } = visit;
  return (
    <div className="bedside-actions">
      <Button variant="secondary" small data-testid="invite-guest" disabled={locked} onClick={onInvite}>
        Invite a guest
      </Button>
      <Button
        variant="secondary"
        small
        data-testid="mute-all"
        onClick={() => {
          act(connection.command('visit:mute-all', { visitId })).catch(reportError);
        }}
      >
        Mute everybody else
      </Button>
      <Button
        variant="secondary"
        small
        data-testid="lock-room"
        aria-pressed={locked}
        onClick={() => {
          act(connection.command('visit:lock', { visitId, locked: !locked })).catch(reportError);
        }}
      >
        {locked ? 'Unlock the room' : 'Lock the room'}
      </Button>
    </div>
  );
}

/** Who waits first: they have nobody else to turn to. */
function GuestRows({ visit, connection, act }: RowsProps) {
  const waiting = visit.guests.filter(({ state }) => state === 'waiting');
  const rest = visit.guests.filter(({ state }) => state !== 'waiting');
  return (
    <>
      <div role="status">
        {waiting.length === 0 ? null : (
          <p className="bedside-guests__waiting" data-testid="lobby">
            <strong>
              {waiting.length === 1 ? 'Somebody waits to come in' : `${waiting.length} wait to come in`}
            </strong>
          </p>
        )}
      </div>
      {visit.guests.length === 0 ? null : (
        <ul className="bedside-rows" data-testid="guests">
          {[...waiting, ...rest].map((guest) => (
            <GuestRow key={guest.guestId} {...{ guest, visit, connection, act }} />
          ))}
        </ul>
      )}
    </>
  );
}

function GuestRow({ guest, visit, connection, act }: RowsProps & { guest: GuestView }) {
  const { name, role, state } = guest;
  return (
    <li data-testid="guest" data-state={state} data-here={guest.here}>
      <span className="bedside-rows__main">
        <strong>{name ?? 'Invited'}</strong> ({guestRoleLabels[role]}) {stateWords(guest)}
      </span>
      <GuestActions {...{ guest, visit, connection, act }} />
    </li>
  );
}

function stateWords({ state, here, expiresAt }: GuestView): string {
  if (state === 'invited') return `has not come yet; the link works until ${clockTime(expiresAt)}`;
  if (!here) return 'has lost the connection';
  return state === 'waiting' ? 'waits to come in' : 'is in the visit';
}

function GuestActions({ guest, visit, connection, act }: RowsProps & { guest: GuestView }) {
  const { guestId, state } = guest;
  const which = { visitId: visit.visitId, guestId };
  const name = guest.name ?? `the ${guestRoleLabels[guest.role]}`;
  const say = (command: 'guest:admit' | 'guest:refuse' | 'guest:remove' | 'guest:withdraw') =>
    act(connection.command(command, which));
  if (state === 'admitted') {
    return (
      <ConfirmedButton
        label={
          <>
            Remove<span className="nhsuk-u-visually-hidden"> {name}</span>
          </>
        }
        testId="remove-guest"
        small
        question={{
          title: `Remove ${name}?`,
          text: 'They leave the visit at once and cannot come back with the same link.',
          yes: 'Yes, remove',
          yesTestId: 'confirm-remove',
          no: 'No, keep them in',
          kept: 'They are still in the visit.',
        }}
        act={() => say('guest:remove')}
      />
    );
  }
  const press = (command: Parameters<typeof say>[0]) => () => {
    say(command).catch(reportError);
  };
  return state === 'invited' ? (
    <Button variant="secondary" small data-testid="withdraw-guest" onClick={press('guest:withdraw')}>
      Withdraw the invitation
    </Button>
  ) : (
    <span className="bedside-guests__decide">
      <Button small data-testid="admit-guest" disabled={visit.locked} onClick={press('guest:admit')}>
        Let {name} in
      </Button>
      <Button variant="secondary" small data-testid="refuse-guest" onClick={press('guest:refuse')}>
        Refuse {name}
      </Button>
    </span>
  );
}
