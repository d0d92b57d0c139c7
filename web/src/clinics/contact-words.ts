import type { ContactSaved } from '../../../domain/clinics/link-wire.ts';
import { counted } from '../service/words.ts';

/** What has come of another address: what was sent there, and what was not. */
export function contactSavedWords({ changed, sent, unsent }: ContactSaved): string {
  if (!changed) return 'Nothing was changed and no link was sent: these contact details were there already.';
  if (sent + unsent === 0) return 'Saved. No appointment is to come, so no link is sent.';
  const gone = 'The old links do not work any more.';
  const going =
    sent === 0 ? 'No new link is sent.' : `${counted(sent, 'new link')} ${sent === 1 ? 'is' : 'are'} sent.`;
  const missing =
    unsent === 0 ? '' : ` ${counted(unsent, 'link')} cannot be sent by this service: ring the patient.`;
  return `Saved. ${going} ${gone}${missing}`;
}

/** What has come of sending a link once more: whether it arrives is seen under “Who has been told”. */
export function linkSentWords(sent: boolean): string {
  return sent
    ? 'The link is on its way again. It is the same link as before.'
    : 'The link cannot be sent: this service has no way to reach the patient. Check the contact details, or ring the patient.';
}
