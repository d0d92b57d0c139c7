import { useEffect } from 'react';
import type { OfferView } from '../../../domain/states/wire.ts';
import type { RingTone } from '../service/ring-tone.ts';
import { useServices } from '../service/services.ts';
import { flashTitle } from '../service/title-flash.ts';

/** Whatever gets a clinician's attention while a call rings, also when the tab is in the background. */
export function useAttention(offer: OfferView | null, tone: RingTone): void {
  const { timers } = useServices();
  const offerId = offer?.offerId ?? null;
  const site = offer?.card.siteName ?? '';
  useEffect(() => {
    if (offerId === null) return;
    performance.mark('bedside:ringing');
    tone.start();
    const stopFlash = flashTitle(timers, [`Call: ${site}`, 'CALL RINGING']);
    const notice = notify(offerId, site);
    return () => {
      tone.stop();
      stopFlash();
      notice?.close();
    };
  }, [offerId, site, tone, timers]);
}

/** The site only: a notification may show on a locked screen or to others in the room. */
function notify(offerId: string, site: string): Notification | null {
  if (!('Notification' in window) || Notification.permission !== 'granted') return null;
  try {
    const notice = new Notification('A call is ringing', {
      body: site,
      tag: offerId,
      requireInteraction: true,
    });
    notice.addEventListener('click', () => {
      window.focus();
      notice.close();
    });
    return notice;
  } catch {
    // Some phones allow notifications from service workers only; the tone and the title still ring.
    return null;
  }
}
