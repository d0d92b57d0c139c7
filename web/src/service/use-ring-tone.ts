import { useEffect, useState } from 'react';
import { RingTone } from './ring-tone.ts';

/** A ring tone as long as the page is there. */
export function useRingTone(): RingTone {
  const [tone] = useState(() => new RingTone());
  useEffect(() => {
    tone.check();
    return () => {
      tone.close();
    };
  }, [tone]);
  return tone;
}
