import type { OversightBoard } from '../../../domain/oversight/wire.ts';
import type { Me } from '../../../domain/accounts/wire.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { SignInAgain } from '../account/signed-in.tsx';
import { CallBacks } from '../clinician/call-backs.tsx';
import type { Connection } from '../service/connection.ts';
import { useConnection, useObservable, useServerNow } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useWakeLock } from '../service/wake-lock.ts';
import { ConnectionBanner, endedBecause } from '../ui/connection-banner.tsx';
import { Page } from '../ui/page.tsx';
import { Loading, OutOfDate } from '../ui/status.tsx';
import { CoverAhead, Notices } from './warnings.tsx';
import { Definitions } from './definitions.tsx';
import { Headline } from './history-figures.tsx';
import { OversightTabs } from './oversight-tabs.tsx';
import { PresencePanel, QueuesTable, StationsPanel, WaitingCalls } from './board-tables.tsx';
import { useLiveRead } from '../service/use-live-read.ts';

/** `/oversight`: what goes on now, to be read across a room. */
export function OversightPage({ me }: { me: Me }) {
  const { person } = useServices();
  const connection = useConnection(person, 'board:read');
  const link = useObservable(connection.link);
  const { board, reread } = useLiveRead(connection, 'oversight:read');
  useWakeLock(true);
  if (link.status === 'ended') return <SignInAgain {...endedBecause[link.reason]} />;
  return (
    <Page title="Live board" header={<PersonHeader />} wide>
      <ConnectionBanner connection={connection} advice="What is shown here is not up to date." />
      <div className="bedside-oversight">
        <div className="bedside-oversight__title">
          <h1 className="nhsuk-heading-l">{me.organisationName}</h1>
          <OversightTabs />
        </div>
        {board === null ? (
          <Loading what="the board" />
        ) : (
          <LiveBoard
            board={board}
            connection={connection}
            mayAct={me.roles.includes('manager')}
            reread={reread}
          />
        )}
      </div>
    </Page>
  );
}

type LiveProps = { board: OversightBoard; connection: Connection; mayAct: boolean; reread: () => void };

function LiveBoard({ board, connection, mayAct, reread }: LiveProps) {
  const now = useServerNow(connection);
  return (
    <>
      <OutOfDate readAt={board.now} now={now} />
      <Notices notices={board.notices} {...{ connection, mayAct, reread, now }} />
      <Headline board={board} now={now} />
      <CallBacks callBacks={board.callBacks} now={now} connection={connection} />
      <div className="bedside-oversight__columns">
        <WaitingCalls waiting={board.waiting} {...{ connection, mayAct, now }} />
        <PresencePanel clinicians={board.clinicians} now={now} />
      </div>
      <StationsPanel stations={board.stations} now={now} />
      <QueuesTable figures={board.figures} now={now} />
      <CoverAhead gaps={board.coverGaps} queues={board.queues} now={now} />
      <Definitions />
    </>
  );
}
