import { useState } from 'react';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { GivenKeys, RecordClientView } from '../../../domain/record/record-client-wire.ts';
import { useAsk } from '../service/hooks.ts';
import { listed } from '../service/words.ts';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { readPastedKeys } from './partner-words.ts';

export type KeysDraft = { from: 'pasted' | 'address'; pasted: string; address: string };
export const emptyKeys: KeysDraft = { from: 'pasted', pasted: '', address: '' };

/** What has been filled in, or what is wrong with it. */
export function readKeys(
  { from, pasted, address }: KeysDraft,
  id: string,
): { keys: GivenKeys } | { problem: Problem } {
  if (from === 'pasted') {
    const read = readPastedKeys(pasted);
    return 'fault' in read ? { problem: { message: read.fault, field: `${id}-keys` } } : read;
  }
  const given = endpoints.setRecordClientKeys.body.safeParse({
    keys: { kind: 'address', address: address.trim() },
  });
  return given.success
    ? given.data
    : { problem: { message: 'Enter an address that begins with https://', field: `${id}-address` } };
}

type FieldsProps = {
  /** Begins the ids of its fields: the form and the box may both be open. */
  id: string;
  draft: KeysDraft;
  onChange: (draft: KeysDraft) => void;
  origins: readonly string[];
  errorOf: (field: string) => string | undefined;
};

/** The partner's public keys, or where it publishes them; the second only where the operator has allowed a host. */
export function KeysFields(props: FieldsProps) {
  const { id, draft, onChange, origins } = props;
  return (
    <>
      {origins.length === 0 ? null : (
        <Radios
          legend="Where are its public keys?"
          large={false}
          name={`${id}-keys-from`}
          choices={sources}
          value={draft.from}
          onChoose={(from) => {
            onChange({ ...draft, from });
          }}
        />
      )}
      {draft.from === 'pasted' ? <PastedKeys {...props} /> : <KeysAddress {...props} />}
    </>
  );
}

const sources = [
  { value: 'pasted', label: 'I paste them', testId: 'keys-pasted' },
  {
    value: 'address',
    label: 'At an address of the partner’s',
    hint: 'New keys are then taken from there by themselves.',
    testId: 'keys-address',
  },
] as const;

function PastedKeys({ id, draft, onChange, errorOf }: FieldsProps) {
  return (
    <TextArea
      id={`${id}-keys`}
      label="Public keys"
      hint='As the partner has sent them: a JWK set, which begins with {"keys":. Never a private key.'
      rows={6}
      spellCheck={false}
      autoComplete="off"
      error={errorOf(`${id}-keys`)}
      value={draft.pasted}
      onChange={({ target }) => {
        onChange({ ...draft, pasted: target.value });
      }}
    />
  );
}

function KeysAddress({ id, draft, onChange, origins, errorOf }: FieldsProps) {
  return (
    <TextField
      id={`${id}-address`}
      label="Address of the keys"
      hint={`This service asks only ${listed(origins)}.`}
      type="url"
      autoComplete="off"
      maxLength={500}
      error={errorOf(`${id}-address`)}
      value={draft.address}
      onChange={({ target }) => {
        onChange({ ...draft, address: target.value });
      }}
    />
  );
}

/** Other keys for a system: the partner has renewed them, or they have leaked. */
export function ChangeKeys(props: {
  client: RecordClientView;
  origins: readonly string[];
  onSaved: () => void;
  onClose: () => void;
}) {
  const { client, origins, onSaved, onClose } = props;
  const ask = useAsk();
  const [draft, setDraft] = useState(emptyKeys);
  const send = async (): Promise<Problem[]> => {
    const read = readKeys(draft, 'other');
    if ('problem' in read) return [read.problem];
    await ask('setRecordClientKeys', { params: { clientId: client.clientId }, body: read });
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Other keys for ${client.name}`}
      confirm={{ label: 'Save the keys', testId: 'save-keys' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            The keys that it has now are replaced at once. Paste those that are to stay beside the new ones.
            If a key has leaked, disable the system first: a token that it has is good for five more minutes.
          </p>
          <KeysFields id="other" {...{ draft, origins, errorOf }} onChange={setDraft} />
        </>
      )}
    </FormDialog>
  );
}
