import { useState } from 'react';
import type { PrisonFeedView } from '../../../domain/clinics/person-move-wire.ts';
import type { Site } from '../../../domain/contract/rest.ts';
import type { OrganisationId, SiteId } from '../../../domain/ids.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { counted, listed } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes } from '../ui/choices.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { AddForm } from './add-form.tsx';
import { whenWords } from './admin-words.ts';

type Made = { feedId: string; secret: string };

/** The systems of prisons that may tell where people are; read when it is opened. */
export function PrisonFeeds(props: { organisationId: OrganisationId; prisons: readonly Site[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="nhsuk-details"
      data-testid="prison-feeds"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">Prison systems: who may tell where patients are</span>
      </summary>
      <div className="nhsuk-details__text">{open ? <Feeds {...props} /> : null}</div>
    </details>
  );
}

function Feeds({ organisationId, prisons }: { organisationId: OrganisationId; prisons: readonly Site[] }) {
  const { loaded, reload } = useEndpoint('listPrisonFeeds', { params: { organisationId } });
  const [made, setMade] = useState<Made | null>(null);
  if (loaded.state === 'loading') return <Loading what="the systems" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { feeds } = loaded.value;
  return (
    <>
      <p>
        A prison’s own system can tell Bedside that somebody has been received, moved, released or is out for
        the day. Bookings follow.
      </p>
      {feeds.length === 0 ? <p className="bedside-empty">No system may tell it yet.</p> : null}
      <ul className="bedside-rows">
        {feeds.map((feed) => (
          <FeedRow key={feed.feedId} feed={feed} onChanged={reload} />
        ))}
      </ul>
      {made === null ? null : (
        <Secret
          made={made}
          onClose={() => {
            setMade(null);
          }}
        />
      )}
      <AddFeed
        organisationId={organisationId}
        prisons={prisons}
        onAdded={(added) => {
          setMade(added);
          reload();
        }}
      />
      <h4 className="nhsuk-heading-xs">The prisons as the system must name them</h4>
      <ul>
        {prisons.map(({ siteId, name, establishment }) => (
          <li key={siteId}>
            {name}:{' '}
            {establishment === undefined ? null : <code className="bedside-key">{establishment}</code>}
            {establishment === undefined ? null : ' or '}
            <code className="bedside-key">{siteId}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function AddFeed(props: {
  organisationId: OrganisationId;
  prisons: readonly Site[];
  onAdded: (made: Made) => void;
}) {
  const { organisationId, prisons, onAdded } = props;
  const ask = useAsk();
  const name = useText('');
  const [siteIds, setSiteIds] = useState<SiteId[]>([]);
  return (
    <AddForm
      label="Add a system"
      testId="add-feed"
      add={async () => {
        if (name.value.trim() === '') return [{ message: 'Enter a name', field: 'feed-name' }];
        if (siteIds.length === 0) return [{ message: 'Choose the prisons for which it may speak' }];
        const asking = { params: { organisationId }, body: { name: name.value, siteIds } };
        const { feed, secret } = await ask('addPrisonFeed', asking);
        onAdded({ feedId: feed.feedId, secret });
        name.set('');
        setSiteIds([]);
        return [];
      }}
    >
      {(errorOf) => (
        <>
          <TextField
            id="feed-name"
            label="Name of the system"
            autoComplete="off"
            maxLength={120}
            error={errorOf('feed-name')}
            {...name.bind}
          />
          <PrisonChoice {...{ prisons, siteIds }} onChange={setSiteIds} />
        </>
      )}
    </AddForm>
  );
}

function PrisonChoice(props: {
  prisons: readonly Site[];
  siteIds: SiteId[];
  onChange: (siteIds: SiteId[]) => void;
}) {
  const { prisons, siteIds, onChange } = props;
  return (
    <Checkboxes
      legend="For which prisons may it speak?"
      hint="What it tells of people in other prisons is not taken."
      large={false}
      name="feed-sites"
      choices={prisons.map(({ siteId, name }) => ({
        value: siteId,
        label: name,
        testId: `feed-site-${siteId}`,
      }))}
      values={siteIds}
      onChange={onChange}
    />
  );
}

/** In this page’s memory until it is put away. */
function Secret({ made, onClose }: { made: Made; onClose: () => void }) {
  const [copied, setCopied] = useState('');
  const byHand = 'Mark the secret and copy it by hand.';
  const copy = async () => {
    // A page that was not opened over HTTPS has none.
    const clipboard = (navigator as Partial<Navigator>).clipboard;
    if (clipboard === undefined) {
      setCopied(byHand);
      return;
    }
    await clipboard.writeText(made.secret).then(
      () => {
        setCopied('Copied.');
      },
      () => {
        setCopied(byHand);
      },
    );
  };
  return (
    <div className="bedside-note" data-testid="feed-secret">
      <p>
        <strong>The secret is shown once.</strong> Give both to whoever runs the prison’s system.
      </p>
      <p>
        Feed: <code className="bedside-key">{made.feedId}</code>
      </p>
      <p>
        Secret: <code className="bedside-key">{made.secret}</code>
      </p>
      <div className="bedside-actions">
        <Button
          small
          data-testid="copy-secret"
          onClick={() => {
            copy().catch(reportError);
          }}
        >
          Copy the secret
        </Button>
        <Button variant="secondary" small onClick={onClose}>
          Put it away
        </Button>
      </div>
      <p role="status">{copied}</p>
    </div>
  );
}

const answerWords: Record<PrisonFeedView['lastWeek'][number]['answer'], string> = {
  applied: 'held',
  stale: 'told too late',
  waiting: 'waiting for more',
  'unknown-person': 'of nobody who is a patient',
};

/** What became of what it has told: it is not told so itself, because that would say who is a patient. */
function weekWords({ lastWeek, refused }: PrisonFeedView): string {
  const week = lastWeek.map(({ answer, events }) => `${String(events)} ${answerWords[answer]}`);
  const words = week.length === 0 ? 'Nothing in the last week' : `In the last week: ${listed(week)}`;
  const not =
    refused.at === null
      ? ''
      : ` Not taken in all: ${counted(refused.events, 'event')} of other prisons, the last ${whenWords(refused.at)}.`;
  return `${words}.${not}`;
}

function FeedRow({ feed, onChanged }: { feed: PrisonFeedView; onChanged: () => void }) {
  const { feedId, name, heardAt, revokedAt, sites } = feed;
  const ask = useAsk();
  return (
    <li data-testid="feed">
      <span className="bedside-rows__main">
        <strong>{name}</strong> {revokedAt === null ? null : <Tag colour="red">Revoked</Tag>}
        <span className="bedside-rows__more">
          {heardAt === null ? 'Nothing heard yet' : `Last heard ${whenWords(heardAt)}`}. Feed{' '}
          <code className="bedside-key">{feedId}</code>
        </span>
        <span className="bedside-rows__more">For {listed(sites.map((site) => site.name))}</span>
        <span className="bedside-rows__more" data-testid="feed-week">
          {weekWords(feed)}
        </span>
      </span>
      {revokedAt === null ? (
        <span className="bedside-rows__actions">
          <ConfirmedButton
            small
            testId="revoke-feed"
            label={
              <>
                Revoke<span className="nhsuk-u-visually-hidden"> {name}</span>
              </>
            }
            question={{
              title: `Revoke ${name}?`,
              text: 'Nothing more is taken from it. What it has told holds.',
              yes: 'Yes, revoke it',
              yesTestId: 'confirm-revoke-feed',
              no: 'No, keep it',
              kept: 'It has not been revoked.',
            }}
            act={async () => {
              try {
                await ask('revokePrisonFeed', { params: { feedId } });
                onChanged();
                return [];
              } catch (error) {
                return [{ message: messageOf(error) }];
              }
            }}
          />
        </span>
      ) : null}
    </li>
  );
}
