import { useState } from 'react';
import type { BlocksOfPrison, StationBlockView } from '../../../domain/clinics/prison-mode-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { useAsk } from '../service/hooks.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { SelectField } from '../ui/field.tsx';
import { useToday } from './hooks.ts';
import { readSpan, type SpanDraft } from './span-draft.ts';
import { SpanFields, spanFieldId } from './span-fields.tsx';

/** Says that a station is not used for clinics for a time. */
export function AddBlock(props: {
  prison: BlocksOfPrison;
  onAdded: (block: StationBlockView, bookings: readonly BookingView[]) => void;
  onClose: () => void;
}) {
  const { prison, onAdded, onClose } = props;
  const { siteId, stations } = prison;
  const ask = useAsk();
  const today = useToday();
  const [chosen, setChosen] = useState<string>(stations[0]?.stationId ?? '');
  const [draft, setDraft] = useState(() => onDay(today));
  const send = async (): Promise<Problem[]> => {
    const station = stations.find(({ stationId }) => stationId === chosen);
    if (station === undefined) return [{ message: 'Choose the station', field: 'block-station' }];
    const read = readSpan(draft, { now: new Date(), idOf: (field) => spanFieldId('block', field) });
    if ('problems' in read) return read.problems;
    const body = { stationId: station.stationId, ...read.span };
    const { block, bookings } = await ask('addStationBlock', { params: { siteId }, body });
    onAdded(block, bookings);
    return [];
  };
  return (
    <FormDialog
      title="Block a station"
      confirm={{ label: 'Block the station', testId: 'save-block' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <StationChoice {...{ stations, chosen }} error={errorOf('block-station')} onChoose={setChosen} />
          <SpanFields
            prefix="block"
            reasonHint="Such as: the camera is broken. Name no patient."
            draft={draft}
            errorOf={errorOf}
            onChange={setDraft}
          />
        </>
      )}
    </FormDialog>
  );
}

function onDay(day: string): SpanDraft {
  return { fromDay: day, fromClock: '', toDay: day, toClock: '', reason: '' };
}

function StationChoice(props: {
  stations: BlocksOfPrison['stations'];
  chosen: string;
  error: string | undefined;
  onChoose: (stationId: string) => void;
}) {
  const { stations, chosen, error, onChoose } = props;
  return (
    <SelectField
      id="block-station"
      label="Station"
      value={chosen}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      {stations.map(({ stationId, name }) => (
        <option key={stationId} value={stationId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
