import { useState } from 'react';
import { commands } from '../../../domain/contract/commands.ts';
import type { NewInvitation } from '../../../domain/guests/wire.ts';
import { guestRoleLabels, type InvitedRole, invitedRole } from '../../../domain/actors.ts';
import type { VisitId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';

type By = 'shown' | 'email' | 'sms';

const channels = [
  {
    value: 'shown',
    label: 'I pass it on myself',
    hint: 'You get a link, and a code to read out',
    testId: 'by-shown',
  },
  { value: 'email', label: 'By e-mail', testId: 'by-email' },
  { value: 'sms', label: 'By text message', testId: 'by-sms' },
] as const;

/** Makes a single-use link for somebody from outside. */
export function GuestInviteDialog(props: {
  visitId: VisitId;
  connection: Connection;
  onInvited: (made: NewInvitation & { label: string }) => void;
  onClose: () => void;
}) {
  const { visitId, connection, onInvited, onClose } = props;
  const [role, setRole] = useState<InvitedRole | null>(null);
  const [by, setBy] = useState<By>('shown');
  const to = useText('');
  const invite = async (): Promise<Problem[]> => {
    if (role === null) return [{ message: 'Choose who they are', field: 'guest-role' }];
    const send = {
      shown: { by: 'shown' },
      email: { by, address: to.value.trim() },
      sms: { by, phone: to.value },
    }[by];
    const payload = commands['guest:invite'].payload.safeParse({ visitId, role, send });
    if (!payload.success) return [{ message: whereWords[by].problem, field: 'guest-to' }];
    const answer = await connection.command('guest:invite', payload.data);
    await connection.refresh();
    if (answer.ok) onInvited({ ...answer.value, label: guestRoleLabels[role] });
    return problemsOf(answer);
  };
  return (
    <FormDialog
      title="Invite a guest"
      confirm={{ label: 'Make the invitation', testId: 'confirm-guest-invite' }}
      send={invite}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <Who role={role} error={errorOf('guest-role')} onChoose={setRole} />
          <Radios
            legend="How do they get the link?"
            name="guest-by"
            choices={channels}
            value={by}
            onChoose={setBy}
          />
          {by === 'shown' ? null : <Where by={by} error={errorOf('guest-to')} bind={to.bind} />}
          <p className="nhsuk-hint">
            They wait until you let them in. They see and hear who is in the room, and nothing of the record.
          </p>
        </>
      )}
    </FormDialog>
  );
}

const whereWords: Record<By, { label: string; problem: string }> = {
  shown: { label: '', problem: 'This invitation cannot be made' },
  email: { label: 'E-mail address', problem: 'Enter an e-mail address, such as name@example.org' },
  sms: { label: 'Telephone number', problem: 'Enter a telephone number, such as 07700 900123' },
};

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Who(props: {
  role: InvitedRole | null;
  error: string | undefined;
  onChoose: (role: InvitedRole) => void;
}) {
  const { role, error, onChoose } = props;
  return (
    <Radios
      legend="Who are they?"
      name="guest-role"
      id="guest-role"
      error={error}
      choices={invitedRole.options.map((value) => ({
        value,
        label: capitalised(guestRoleLabels[value]),
        testId: `role-${value}`,
      }))}
      value={role}
      onChoose={onChoose}
    />
  );
}

function Where(props: {
  by: 'email' | 'sms';
  error: string | undefined;
  bind: ReturnType<typeof useText>['bind'];
}) {
  const { by, error, bind } = props;
  return (
    <TextField
      id="guest-to"
      label={whereWords[by].label}
      type={by === 'email' ? 'email' : 'tel'}
      autoComplete="off"
      data-testid="guest-to"
      error={error}
      {...bind}
    />
  );
}
