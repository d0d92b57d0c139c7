import { type ReactNode, useEffect, useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { PrisonListView } from '../../../domain/clinics/list-wire.ts';
import type { PrisonList } from '../../../domain/clinics/prison-list.ts';
import { markWords, type SecurityMark, securityMark } from '../../../domain/clinics/whereabouts.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { messageOf, useAsk, useEndpoint, useLoaded } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import { SelectField } from '../ui/field.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { AmendedLists } from './amended-list.tsx';
import { DayChoice } from './day-choice.tsx';
import { useDay, useReadAgain } from './hooks.ts';
import { PrisonListSheet } from './list-sheet.tsx';
import { ProblemNote, Screen } from './screen.tsx';
import { movementKey, useWatchedLists } from './watched-lists.ts';

type Prison = { siteId: SiteId; name: string };

/** `/clinics/lists`: whom officers bring on a day, to be printed. */
export function Lists({ me }: { me: Me }) {
  const { loaded, reload } = useEndpoint('listOwnPrisons');
  return (
    <Screen title="Lists to print" testId="screen-lists">
      {loaded.state === 'loading' ? <Loading what="your prisons" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? <OfPrisons me={me} prisons={loaded.value.prisons} /> : null}
    </Screen>
  );
}

function OfPrisons({ me, prisons }: { me: Me; prisons: readonly Prison[] }) {
  const [chosen, setChosen] = useState<string>(prisons[0]?.siteId ?? '');
  const prison = prisons.find(({ siteId }) => siteId === chosen);
  if (prison === undefined) {
    return (
      <p className="bedside-empty" data-testid="no-prison">
        No prison has been chosen for you yet. Ask your administrator to say in which prisons you work.
      </p>
    );
  }
  return (
    <WithNews {...{ me, prisons, prison }}>
      {prisons.length > 1 ? (
        <SelectField
          id="list-prison"
          label="Prison"
          value={chosen}
          onChange={({ target }) => {
            setChosen(target.value);
          }}
        >
          {prisons.map(({ siteId, name }) => (
            <option key={siteId} value={siteId}>
              {name}
            </option>
          ))}
        </SelectField>
      ) : null}
    </WithNews>
  );
}

/** The list of one prison under the news of all: they stay while another list, day or prison is looked at. */
function WithNews(props: { me: Me; prisons: readonly Prison[]; prison: Prison; children: ReactNode }) {
  const { me, prisons, prison, children } = props;
  const { siteId } = prison;
  const days = useDay();
  const { amended, unread, onSeen } = useWatchedLists(me, {
    siteIds: prisons.map((one) => one.siteId),
    shown: { siteId, day: days.day },
    today: days.today,
  });
  return (
    <>
      <AmendedLists
        {...{ amended, unread }}
        onSeen={(view) => {
          onSeen(view, false);
        }}
      />
      {children}
      <OneList
        key={siteId}
        {...{ siteId, days }}
        slips={me.roles.includes('prison-healthcare')}
        onPrinted={(view) => {
          onSeen(view, true);
        }}
      />
    </>
  );
}

const kinds = [
  { value: 'movement', label: 'Movement list, by time', testId: 'list-movement' },
  { value: 'unlock', label: 'Unlock list, by wing', testId: 'list-unlock' },
] as const;

const marksToChoose = securityMark.options.map((value) => ({
  value,
  label: markWords[value],
  testId: `show-${value}`,
}));

function OneList(props: {
  siteId: SiteId;
  days: ReturnType<typeof useDay>;
  slips: boolean;
  onPrinted: (view: PrisonListView) => void;
}) {
  const { siteId, slips, onPrinted } = props;
  const { day, today, show } = props.days;
  const [list, setList] = useState<PrisonList>('movement');
  const [marks, setMarks] = useState<SecurityMark[]>([]);
  return (
    <>
      <div className="bedside-no-print">
        <DayChoice day={day} today={today} onShow={show} />
        <Radios
          legend="Which list?"
          large={false}
          inline
          name="list"
          choices={kinds}
          value={list}
          onChoose={setList}
        />
        {list === 'unlock' ? (
          <Checkboxes
            legend="Which marks are shown and printed?"
            hint="Only officers may see them: do not leave the list lying about."
            large={false}
            name="list-marks"
            choices={marksToChoose}
            values={marks}
            onChange={setMarks}
          />
        ) : null}
      </div>
      <Read key={`${day} ${list} ${marks.join(' ')}`} {...{ siteId, slips, day, list, marks, onPrinted }} />
    </>
  );
}

type ReadProps = {
  siteId: SiteId;
  slips: boolean;
  day: string;
  list: PrisonList;
  marks: readonly SecurityMark[];
  onPrinted: (view: PrisonListView) => void;
};

/** The movement list is read again where it is watched. */
const watchedAlready = () => undefined;

function Read({ siteId, slips, day, list, marks, onPrinted }: ReadProps) {
  const ask = useAsk();
  const key =
    list === 'movement' ? movementKey({ siteId, day }) : ['list of a prison', siteId, day, list, ...marks];
  const { loaded, reload } = useLoaded(key, () => {
    const params = { siteId };
    const asked = marks.length === 0 ? undefined : marks.join(',');
    return list === 'movement'
      ? ask('readMovementList', { params, query: { day } })
      : ask('readUnlockList', { params, query: { day, marks: asked } });
  });
  useReadAgain(list === 'movement' ? watchedAlready : reload);
  if (loaded.state === 'loading') return <Loading what="the list" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const print = () => ask('printList', { params: { siteId }, body: { list, day, marks: [...marks] } });
  return <Shown view={loaded.value} {...{ list, marks, slips, print, onPrinted }} />;
}

type Printing = { busy: boolean; trouble: string | null };

/** The list as it is, or as it is being printed: what is printed is what the service has kept of the print. */
function Shown(props: {
  view: PrisonListView;
  list: PrisonList;
  marks: readonly SecurityMark[];
  slips: boolean;
  print: () => Promise<PrisonListView>;
  onPrinted: (view: PrisonListView) => void;
}) {
  const { view, list, marks, slips, print, onPrinted } = props;
  const [printed, setPrinted] = useState<PrisonListView | null>(null);
  const [state, setState] = useState<Printing>({ busy: false, trouble: null });
  useEffect(() => {
    if (printed !== null) window.print();
  }, [printed]);
  const start = async () => {
    setState({ busy: true, trouble: null });
    try {
      const made = await print();
      setPrinted(made);
      onPrinted(made);
      setState({ busy: false, trouble: null });
    } catch (error) {
      setState({ busy: false, trouble: messageOf(error) });
    }
  };
  const shown = printed !== null && printed.readAt >= view.readAt ? printed : view;
  return (
    <>
      <div className="bedside-actions bedside-no-print">
        <Button
          data-testid="print-list"
          disabled={state.busy}
          onClick={() => {
            start().catch(reportError);
          }}
        >
          Print this list
        </Button>
      </div>
      <ProblemNote>{state.trouble}</ProblemNote>
      <PrisonListSheet view={shown} {...{ list, marks, slips }} />
    </>
  );
}
