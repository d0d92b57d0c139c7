import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EndpointReply } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import type { RecordClientView } from '../../../domain/record/record-client-wire.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { AddPartner } from './add-partner.tsx';
import { whenWords } from './admin-words.ts';
import { ChangeKeys } from './partner-keys.tsx';
import { keysWords, scopeWords } from './partner-words.ts';

/** Another administrator, or this one in another tab, may have changed it. */
const readAgainMs = 5_000;

function usePartnerSystems(organisationId: OrganisationId) {
  const ask = useAsk();
  const { data, failureReason, refetch } = useQuery({
    queryKey: ['listRecordClients', organisationId],
    queryFn: () => ask('listRecordClients', { params: { organisationId } }),
    refetchInterval: readAgainMs,
  });
  const reread = () => {
    refetch().catch(reportError);
  };
  return { read: data ?? null, trouble: failureReason === null ? null : messageOf(failureReason), reread };
}

/** Systems of partners that may read or write the record: who they are, what for, and whether they are let in. */
export function PartnerSystems({ organisationId }: { organisationId: OrganisationId }) {
  const { read, trouble, reread } = usePartnerSystems(organisationId);
  const [said, setSaid] = useState('');
  const changed = (what: string) => {
    setSaid(what);
    reread();
  };
  return (
    <section aria-labelledby="partners-title">
      <h2 className="nhsuk-heading-m" id="partners-title">
        Partner systems
      </h2>
      <p>
        Systems of other providers, such as a hospital’s record system, that read the record of your patients
        or send to it by themselves (FHIR). Each proves who it is with a key of its own.
      </p>
      {trouble === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {read === null ? trouble : `${trouble} What you see is from before; this page keeps trying.`}
        </p>
      )}
      {read === null && trouble === null ? <Loading what="partner systems" /> : null}
      {read === null ? null : (
        <>
          <AddPartner
            organisationId={organisationId}
            origins={read.keyOrigins}
            onAdded={(name) => {
              changed(`${name} is added. Give the partner its id and the address for tokens.`);
            }}
          />
          <p role="status">{said}</p>
          <PartnerList read={read} onChanged={changed} />
        </>
      )}
    </section>
  );
}

type ListProps = { read: EndpointReply<'listRecordClients'>; onChanged: (what: string) => void };

function PartnerList({ read: { clients, keyOrigins, tokenAddress }, onChanged }: ListProps) {
  const [changing, setChanging] = useState<RecordClientView | null>(null);
  if (clients.length === 0)
    return <p className="bedside-empty">No partner’s system may use the record yet.</p>;
  return (
    <>
      <p>
        Address for tokens: <code className="bedside-key">{tokenAddress}</code>
      </p>
      <ul className="bedside-rows">
        {clients.map((client) => (
          <PartnerRow
            key={client.clientId}
            client={client}
            onChanged={onChanged}
            onKeys={() => {
              setChanging(client);
            }}
          />
        ))}
      </ul>
      {changing === null ? null : (
        <ChangeKeys
          client={changing}
          origins={keyOrigins}
          onSaved={() => {
            onChanged(`The keys of ${changing.name} are replaced.`);
          }}
          onClose={() => {
            setChanging(null);
          }}
        />
      )}
    </>
  );
}

function PartnerRow(props: {
  client: RecordClientView;
  onChanged: (what: string) => void;
  onKeys: () => void;
}) {
  const { client, onChanged, onKeys } = props;
  const { clientId, name, scopes, keys, madeAt, madeByName, usedAt, disabled, notifyFailingSince } = client;
  return (
    <li data-testid="partner">
      <span className="bedside-rows__main">
        <strong>{name}</strong>{' '}
        {disabled === null ? <Tag colour="green">Let in</Tag> : <Tag colour="red">Disabled</Tag>}
        {scopeWords(scopes).map((sentence) => (
          <span key={sentence} className="bedside-rows__more">
            {sentence}
          </span>
        ))}
        <span className="bedside-rows__more">
          Id <code className="bedside-key">{clientId}</code>
        </span>
        <span className="bedside-rows__more">
          {keysWords(keys)}. {usedAt === null ? 'Not used yet' : `Last used ${whenWords(usedAt)}`}.
        </span>
        {notifyFailingSince === null ? null : (
          <span className="bedside-rows__more" data-testid="partner-notify-failing">
            <strong>
              Its address has not taken what it is told of changes since {whenWords(notifyFailingSince)}.
            </strong>{' '}
            Ask the partner to mend it: what has changed waits for it for seven days.
          </span>
        )}
        <span className="bedside-rows__more">
          Added {whenWords(madeAt)} by {madeByName}.
          {disabled === null ? '' : ` Disabled ${whenWords(disabled.at)} by ${disabled.byName}.`}
        </span>
      </span>
      <span className="bedside-rows__actions">
        <Button variant="secondary" small data-testid="partner-keys-change" onClick={onKeys}>
          Change keys<span className="nhsuk-u-visually-hidden"> of {name}</span>
        </Button>
        <Standing client={client} onChanged={onChanged} />
      </span>
    </li>
  );
}

const disabling = {
  verb: 'Disable',
  ask: 'disableRecordClient',
  text: 'It is refused from its next request on, whatever it is doing. What it has sent stays in the record.',
  yes: 'Yes, disable it',
  no: 'No, leave it',
  done: 'is disabled.',
  kept: 'It is still let in.',
} as const;
const enabling = {
  verb: 'Enable',
  ask: 'enableRecordClient',
  text: 'It may use the record again, with the keys and for the purposes that stand here.',
  yes: 'Yes, let it in again',
  no: 'No, leave it',
  done: 'is let in again.',
  kept: 'It is still disabled.',
} as const;

function Standing({ client, onChanged }: { client: RecordClientView; onChanged: (what: string) => void }) {
  const { clientId, name, disabled } = client;
  const ask = useAsk();
  const words = disabled === null ? disabling : enabling;
  return (
    <ConfirmedButton
      small
      testId="partner-standing"
      label={
        <>
          {words.verb}
          <span className="nhsuk-u-visually-hidden"> {name}</span>
        </>
      }
      question={{
        title: `${words.verb} ${name}?`,
        text: words.text,
        yes: words.yes,
        yesTestId: 'confirm-partner-standing',
        no: words.no,
        kept: words.kept,
      }}
      act={async () => {
        try {
          await ask(words.ask, { params: { clientId } });
          onChanged(`${name} ${words.done}`);
          return [];
        } catch (error) {
          return [{ message: messageOf(error) }];
        }
      }}
    />
  );
}
