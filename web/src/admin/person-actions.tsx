import { useState } from 'react';
import type { Person } from '../../../domain/contract/rest.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';

type Actions = { roles: () => void; reset: () => void; disable: () => void; enable: () => void };

/** What an administrator can do to somebody else; asks before what cannot be taken back. */
export function PersonActions({ person, actions }: { person: Person; actions: Actions }) {
  const [asking, setAsking] = useState<'disable' | 'reset' | null>(null);
  const disabled = person.disabledAt !== null;
  const hidden = <span className="nhsuk-u-visually-hidden"> of {person.name}</span>;
  return (
    <span className="bedside-rows__actions">
      <Button variant="secondary" small onClick={actions.roles}>
        Change roles{hidden}
      </Button>
      <Button
        variant="secondary"
        small
        data-testid="reset-password"
        onClick={() => {
          setAsking('reset');
        }}
      >
        Reset password{hidden}
      </Button>
      <Button
        variant="secondary"
        small
        data-testid={disabled ? 'enable' : 'disable'}
        onClick={
          disabled
            ? actions.enable
            : () => {
                setAsking('disable');
              }
        }
      >
        {disabled ? 'Enable' : 'Disable'}
        <span className="nhsuk-u-visually-hidden"> {person.name}</span>
      </Button>
      {asking === null ? null : (
        <Confirm
          asking={asking}
          name={person.name}
          onConfirm={() => {
            setAsking(null);
            actions[asking]();
          }}
          onRefuse={() => {
            setAsking(null);
          }}
        />
      )}
    </span>
  );
}

function Confirm(props: {
  asking: 'disable' | 'reset';
  name: string;
  onConfirm: () => void;
  onRefuse: () => void;
}) {
  const { asking, name, onConfirm, onRefuse } = props;
  return asking === 'disable' ? (
    <ConfirmDialog
      title={`Disable ${name}?`}
      confirm={{ label: 'Yes, disable', testId: 'confirm-disable' }}
      refuse="No"
      onConfirm={onConfirm}
      onRefuse={onRefuse}
    >
      <p>They are signed out everywhere at once. A call they are in goes back to the queue.</p>
    </ConfirmDialog>
  ) : (
    <ConfirmDialog
      title={`Make a new password for ${name}?`}
      confirm={{ label: 'Yes, make one', testId: 'confirm-reset' }}
      refuse="No"
      onConfirm={onConfirm}
      onRefuse={onRefuse}
    >
      <p>Their present password stops working and they are signed out everywhere.</p>
    </ConfirmDialog>
  );
}
