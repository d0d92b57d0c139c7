import type { ParticipantView } from '../../../domain/contract/media.ts';
import type { RoomView } from './room-keeper.ts';
import { troubleWords } from './trouble-words.ts';

/** The sentence across the top of the stage; its frame is always there, so that a screen reader hears it change. */
export function Trouble({ view, others }: { view: RoomView; others: readonly ParticipantView[] }) {
  const interrupted = view.status === 'retrying' || view.room?.network === 'weak';
  const words = troubleWords(interrupted ? 'reconnecting' : 'steady', others);
  return (
    <div role="status" data-testid="trouble">
      {words === '' ? null : <p className="bedside-stage__trouble">{words}</p>}
    </div>
  );
}
