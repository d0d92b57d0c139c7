import type { ContactSaved } from '../../../domain/clinics/link-wire.ts';
import { counted } from '../service/words.ts';

/** What has come of another address: what was sent there, and what was not. */
export function contactSavedWords({ changed, sent, unsent }: ContactSaved): string {
  if (!changed) return 'Nothing was changed: this is where they are reached already.';
  if (sent + unsent === 0) return 'Saved. No appointment is to come, so no link is sent.';
  const gone = 'The old ones open nothing any more.';
  const going =
    sent === 0 ? 'No new link is sent.' : `${counted(sent, 'new link')} ${sent === 1 ? 'is' : 'are'} sent.`;
  const missing =
    unsent === 0 ? '' : ` This service has no way to send ${counted(unsent, 'link')}: ring the patient.`;
  return `Saved. ${going} ${gone}${missing}`;
}
