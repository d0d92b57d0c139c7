import { ringBeatMs } from '../../domain/calls/call.ts';
import type { AudienceState } from '../../domain/states/wire.ts';
import type { SocketClient } from './socket-client.ts';

/** Says of every ring that it is heard, as a clinician's browser does, until the socket closes. */
export function hearRings({ raw }: SocketClient): void {
  let beating: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(beating);
  };
  raw.onAny((_name: string, payload: unknown) => {
    const state = (payload as Partial<AudienceState> | undefined)?.state;
    if (state?.kind !== 'clinician') return;
    stop();
    const offerId = state.offer?.offerId;
    if (offerId === undefined) return;
    const beat = () => {
      raw.emit('offer:hear', { offerId }, () => undefined);
    };
    beat();
    beating = setInterval(beat, ringBeatMs);
  });
  raw.on('disconnect', stop);
}
