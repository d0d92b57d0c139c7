import { useState } from 'react';
import type { BodyInput } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import type { ScopeType } from '../../../domain/record/record-client.ts';
import { useAsk } from '../service/hooks.ts';
import { asSentence } from '../service/words.ts';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { AddForm } from './add-form.tsx';
import { emptyKeys, type KeysDraft, KeysFields, readKeys } from './partner-keys.tsx';
import { kindWords, type Reach, scopesOf } from './partner-words.ts';

type Body = BodyInput<'addRecordClient'>;
const nothing: Reach = { of: 'nothing', kinds: [] };

type Draft = { name: string; keys: KeysDraft; read: Reach; send: Reach };
const empty: Draft = { name: '', keys: emptyKeys, read: nothing, send: nothing };

/** The form by which a partner’s system is let in. */
export function AddPartner(props: {
  organisationId: OrganisationId;
  origins: readonly string[];
  onAdded: (name: string) => void;
}) {
  const { organisationId, origins, onAdded } = props;
  const ask = useAsk();
  const [draft, setDraft] = useState(empty);
  const add = async (): Promise<Problem[]> => {
    const filled = readDraft(draft);
    if ('problems' in filled) return filled.problems;
    const { client } = await ask('addRecordClient', { params: { organisationId }, body: filled.body });
    setDraft(empty);
    onAdded(client.name);
    return [];
  };
  return (
    <AddForm label="Add a partner system" testId="add-partner" add={add}>
      {(errorOf) => <PartnerFields {...{ draft, origins, errorOf }} onChange={setDraft} />}
    </AddForm>
  );
}

function readDraft({ name, keys, ...reach }: Draft): { body: Body } | { problems: Problem[] } {
  const scopes = scopesOf(reach);
  const given = readKeys(keys, 'partner');
  const problems: Problem[] = [
    ...(name.trim() === '' ? [{ message: 'Enter a name', field: 'partner-name' }] : []),
    ...('problem' in given ? [given.problem] : []),
    ...(scopes.length === 0
      ? [{ message: 'Choose what it may read or what it may send', field: 'partner-read' }]
      : []),
  ];
  return problems.length > 0 || 'problem' in given
    ? { problems }
    : { body: { name, keys: given.keys, scopes } };
}

function PartnerFields(props: {
  draft: Draft;
  origins: readonly string[];
  errorOf: (field: string) => string | undefined;
  onChange: (draft: Draft) => void;
}) {
  const { draft, origins, errorOf, onChange } = props;
  const put =
    <K extends keyof Draft>(field: K) =>
    (value: Draft[K]) => {
      onChange({ ...draft, [field]: value });
    };
  return (
    <>
      <TextField
        id="partner-name"
        label="Name of the system"
        hint="As you and others know it, such as “Ward records of Northdale Hospital”"
        autoComplete="off"
        maxLength={120}
        error={errorOf('partner-name')}
        value={draft.name}
        onChange={({ target }) => {
          put('name')(target.value);
        }}
      />
      <KeysFields id="partner" {...{ origins, errorOf }} draft={draft.keys} onChange={put('keys')} />
      <ReachFields
        id="partner-read"
        question="What may it read?"
        which="What it may read"
        reach={draft.read}
        error={errorOf('partner-read')}
        onChange={put('read')}
      />
      <ReachFields
        id="partner-send"
        question="What may it send and correct?"
        which="What it may send and correct"
        reach={draft.send}
        onChange={put('send')}
      />
    </>
  );
}

const kinds = Object.entries(kindWords) as [ScopeType, string][];

function ReachFields(props: {
  id: string;
  question: string;
  which: string;
  reach: Reach;
  error?: string | undefined;
  onChange: (reach: Reach) => void;
}) {
  const { id, question, which, reach, error, onChange } = props;
  return (
    <>
      <Radios
        id={id}
        legend={question}
        large={false}
        name={id}
        choices={[
          { value: 'nothing', label: 'Nothing', testId: `${id}-nothing` },
          { value: 'some', label: 'Some kinds of entries', testId: `${id}-some` },
          { value: 'everything', label: 'Everything in the record', testId: `${id}-everything` },
        ]}
        value={reach.of}
        error={error}
        onChoose={(of) => {
          onChange({ ...reach, of });
        }}
      />
      {reach.of === 'some' ? (
        <Checkboxes
          legend={which}
          large={false}
          name={`${id}-kinds`}
          choices={kinds.map(([value, words]) => ({
            value,
            label: asSentence(words),
            testId: `${id}-${value}`,
          }))}
          values={reach.kinds}
          onChange={(chosen) => {
            onChange({ ...reach, kinds: chosen });
          }}
        />
      ) : null}
    </>
  );
}
