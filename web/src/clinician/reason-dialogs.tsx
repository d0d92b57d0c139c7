import { useState } from 'react';
import {
  outsideShiftReason,
  type OutsideShiftReason,
  type PresenceChoice,
} from '../../../domain/clinicians/presence.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { useLiveRead } from '../service/use-live-read.ts';
import { outsideShiftWords } from './clinician-words.ts';

type Props = { connection: Connection; onClose: () => void };

async function say(connection: Connection, choice: PresenceChoice) {
  const answer = await connection.command('presence:set', choice);
  await connection.refresh();
  return problemsOf(answer);
}

/** The rota does not have them now: welcome, but managers want to know why. */
export function OutsideShiftDialog({ connection, onClose }: Props) {
  const [reason, setReason] = useState<OutsideShiftReason | null>(null);
  const send = async () => {
    if (reason === null) return [{ message: 'Choose why you go on call', field: 'outside-shift' }];
    return say(connection, { to: 'available', outsideShiftReason: reason });
  };
  return (
    <FormDialog
      title="You are not on the rota now"
      confirm={{ label: 'Go on call', testId: 'confirm-outside-shift' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <Radios
          legend="Why do you go on call?"
          name="outside-shift"
          id="outside-shift"
          error={errorOf('outside-shift')}
          choices={outsideShiftReason.options.map((value) => ({
            value,
            label: outsideShiftWords[value],
            testId: `outside-shift-${value}`,
          }))}
          value={reason}
          onChoose={setReason}
        />
      )}
    </FormDialog>
  );
}

/** Calls wait and nobody else is free: somebody must know of them. */
export function HandoverDialog({ connection, own, onClose }: Props & { own: string }) {
  const { board } = useLiveRead(connection, 'board:read');
  const [to, setTo] = useState<string | null>(null);
  const colleagues = (board?.clinicians ?? []).filter(({ clinicianId }) => clinicianId !== own);
  const send = async () => {
    const colleague = colleagues.find(({ clinicianId }) => clinicianId === to);
    if (colleague === undefined && to !== 'manager')
      return [{ message: 'Choose to whom you hand them over', field: 'handover' }];
    return say(connection, { to: 'away', handover: colleague?.clinicianId ?? 'manager' });
  };
  return (
    <FormDialog
      title="Calls are waiting, and nobody else is free"
      confirm={{ label: 'Go off call', testId: 'confirm-handover' }}
      refuse="Stay on call"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <Radios
          legend="To whom have you handed them over?"
          name="handover"
          id="handover"
          error={errorOf('handover')}
          choices={[
            ...colleagues.map(({ clinicianId, name }) => ({ value: clinicianId, label: name })),
            { value: 'manager', label: 'The duty manager', testId: 'handover-manager' },
          ]}
          value={to}
          onChoose={setTo}
        />
      )}
    </FormDialog>
  );
}
