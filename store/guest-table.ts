import type { GuestChannel, GuestRole, GuestState } from '../domain/guests/guest.ts';
import type * as id from '../domain/ids.ts';

/** An invitation, and whoever has used it; `since` is when the present state began. */
export type GuestTable = {
  id: id.GuestId;
  visit_id: id.VisitId;
  role: GuestRole;
  channel: GuestChannel;
  state: GuestState;
  link_digest: string;
  code_digest: string;
  session_digest: string | null;
  name: string | null;
  /** A browser of theirs is connected. */
  here: boolean;
  invited_by: id.PersonId;
  invited_at: Date;
  expires_at: Date;
  since: Date;
};
