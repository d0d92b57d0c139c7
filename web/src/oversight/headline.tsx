import type { ReactNode } from 'react';
import type { OversightBoard } from '../../../domain/oversight/wire.ts';
import { addedUp, serviceLevels } from '../../../domain/oversight/service-level.ts';
import { asDuration } from '../service/clock.ts';
import { counted, groupOf, percent } from './oversight-words.ts';

type TileProps = {
  name: string;
  label: string;
  value: ReactNode;
  note?: string;
  /** `alarm` is for what somebody must act on now. */
  tone?: 'calm' | 'warn' | 'alarm';
};

function Tile({ name, label, value, note, tone = 'calm' }: TileProps) {
  return (
    <div className={`bedside-number bedside-number--${tone}`} data-testid={`tile-${name}`}>
      <dt>{label}</dt>
      <dd className="bedside-number__value">{value}</dd>
      {note === undefined ? null : <dd className="bedside-number__note">{note}</dd>}
    </div>
  );
}

/** The few numbers that say whether all is well. */
export function Headline({ board, now }: { board: OversightBoard; now: number }) {
  return (
    <dl className="bedside-tally">
      <WaitingTiles board={board} now={now} />
      <ClinicianTile clinicians={board.clinicians} />
      <TodayTiles board={board} />
      <Tile
        name="call-backs"
        label="Call-backs open"
        value={board.callBacks.length}
        tone={board.callBacks.length > 0 ? 'alarm' : 'calm'}
      />
    </dl>
  );
}

function WaitingTiles({ board, now }: { board: OversightBoard; now: number }) {
  const { waiting, figures } = board;
  const oldest = Math.min(...waiting.map(({ placedAt }) => Date.parse(placedAt)));
  const late = figures.some(
    ({ oldestPlacedAt, answerWithinSeconds }) =>
      oldestPlacedAt !== null && now - Date.parse(oldestPlacedAt) > answerWithinSeconds * 1000,
  );
  const immediate = waiting.filter(({ acuity }) => acuity === 'immediate').length;
  return (
    <>
      <Tile
        name="waiting"
        label="Calls waiting"
        value={waiting.length}
        note={immediate === 0 ? 'none immediate' : `${String(immediate)} immediate`}
        tone={immediate > 0 ? 'alarm' : 'calm'}
      />
      <Tile
        name="oldest"
        label="Longest wait"
        value={waiting.length === 0 ? '–' : asDuration(now - oldest)}
        note={late ? 'past its target' : waiting.length === 0 ? 'nobody waits' : 'within its target'}
        tone={late ? 'alarm' : 'calm'}
      />
    </>
  );
}

function ClinicianTile({ clinicians }: Pick<OversightBoard, 'clinicians'>) {
  const free = clinicians.filter((one) => groupOf(one) === 'available').length;
  const none = clinicians.length === 0;
  return (
    <Tile
      name="free"
      label="Clinicians free"
      value={free}
      note={none ? 'nobody is on call' : `of ${String(clinicians.length)} on call`}
      tone={none ? 'alarm' : free === 0 ? 'warn' : 'calm'}
    />
  );
}

function TodayTiles({ board: { figures, offersMissed } }: { board: OversightBoard }) {
  const today = addedUp(figures);
  const { serviceLevel, serviceLevel2 } = serviceLevels(today);
  return (
    <>
      <Tile
        name="service-level"
        label="Service level today"
        value={percent(serviceLevel)}
        note={`SL2 ${percent(serviceLevel2)}, ${counted(today.answered, 'call')} answered`}
      />
      <Tile
        name="abandoned"
        label="Abandoned today"
        value={today.abandoned}
        note={`${String(today.abandonedLate)} after the target`}
      />
      <Tile name="missed" label="Rings missed today" value={offersMissed} />
    </>
  );
}
