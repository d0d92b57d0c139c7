import { useState } from 'react';
import type { BlocksOfPrison, StationBlockView } from '../../../domain/clinics/prison-mode-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { AddBlock } from './add-block.tsx';
import { BookingTable } from './booking-table.tsx';
import { whenWords } from './clinic-words.ts';
import { useReadAgain } from './hooks.ts';
import { Screen } from './screen.tsx';

type Done = { said: string; bookings: readonly BookingView[] };

/** `/clinics/blocks`: when stations of the own prisons are not used for clinics. */
export function Blocks() {
  const { loaded, reload } = useEndpoint('listStationBlocks');
  useReadAgain(reload);
  const [done, setDone] = useState<Done>({ said: '', bookings: [] });
  const changed = (next: Done) => {
    setDone(next);
    reload();
  };
  return (
    <Screen title="Stations that are blocked" testId="screen-blocks">
      <p role="status" data-testid="blocks-said">
        {done.said === '' ? null : <span className="bedside-note bedside-clinics__said">{done.said}</span>}
      </p>
      {done.bookings.length === 0 ? null : (
        <BookingTable
          bookings={done.bookings}
          columns="prison"
          caption="Bookings at the station in that time; open one to move or cancel it"
        />
      )}
      {loaded.state === 'loading' ? <Loading what="the stations" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' && loaded.value.prisons.length === 0 ? (
        <p className="bedside-empty" data-testid="no-prison">
          No prison has been chosen for you yet. Ask your administrator to say in which prisons you work.
        </p>
      ) : null}
      {loaded.state === 'ready'
        ? loaded.value.prisons.map((prison) => (
            <OnePrison key={prison.siteId} prison={prison} onChanged={changed} />
          ))
        : null}
    </Screen>
  );
}

function OnePrison({ prison, onChanged }: { prison: BlocksOfPrison; onChanged: (done: Done) => void }) {
  const { siteId, name, stations, blocks } = prison;
  const [adding, setAdding] = useState(false);
  return (
    <section className="bedside-panel" aria-labelledby={`prison-${siteId}`}>
      <h3 className="nhsuk-heading-s" id={`prison-${siteId}`}>
        {name}
      </h3>
      {blocks.length === 0 ? (
        <p className="bedside-empty" data-testid="no-blocks">
          No station is blocked.
        </p>
      ) : (
        <ol className="bedside-rows">
          {blocks.map((block) => (
            <BlockRow key={block.blockId} block={block} onChanged={onChanged} />
          ))}
        </ol>
      )}
      {stations.length === 0 ? (
        <p className="bedside-empty">This prison has no station.</p>
      ) : (
        <Button
          variant="secondary"
          small
          data-testid="add-block"
          onClick={() => {
            setAdding(true);
          }}
        >
          Block a station<span className="nhsuk-u-visually-hidden"> of {name}</span>
        </Button>
      )}
      {adding ? (
        <AddBlock
          prison={prison}
          onAdded={(block, bookings) => {
            onChanged({ said: addedWords(block, bookings.length), bookings });
          }}
          onClose={() => {
            setAdding(false);
          }}
        />
      ) : null}
    </section>
  );
}

function addedWords(block: StationBlockView, bookings: number): string {
  const what = `${block.stationName} is blocked: ${whenWords(block)}.`;
  return bookings === 0
    ? `${what} Nobody is booked there in that time.`
    : `${what} ${counted(bookings, 'booking')} in that time. Nothing has been changed: open each to move or cancel it.`;
}

function BlockRow({ block, onChanged }: { block: StationBlockView; onChanged: (done: Done) => void }) {
  const ask = useAsk();
  const what = `${block.stationName}, ${whenWords(block)}`;
  const lift = async (): Promise<Problem[]> => {
    try {
      await ask('liftStationBlock', { params: { blockId: block.blockId } });
      onChanged({ said: `${block.stationName} can be used again.`, bookings: [] });
      return [];
    } catch (error) {
      return [{ message: messageOf(error) }];
    }
  };
  return (
    <li data-testid="block">
      <span className="bedside-rows__main">
        <strong>{what}</strong>
        <span className="bedside-rows__more">
          {block.reason}. {block.madeByName}
        </span>
      </span>
      <span className="bedside-rows__actions">
        <ConfirmedButton
          small
          testId="lift-block"
          label={
            <>
              Lift<span className="nhsuk-u-visually-hidden"> the block of {what}</span>
            </>
          }
          question={{
            title: 'Lift this block?',
            text: 'The station can be booked again at once. At its end the block is over by itself.',
            yes: 'Yes, lift it',
            yesTestId: 'confirm-lift-block',
            no: 'No, keep it',
            kept: 'The block still stands.',
          }}
          act={lift}
        />
      </span>
    </li>
  );
}
