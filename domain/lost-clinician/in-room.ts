/**
 * After how long the clinician of a booked visit counts as lost. A call's queue says it by its acuity; no queue says it of a
 * clinic.
 */
export const bookedLostAfterMs = 20_000;

/** Who of a visit has been in its room, as far as the servers have seen. */
export type InRoom = {
  readonly leadAt: Date;
  readonly stationAt: Date;
  /** Since when the visit's clinician is known not to be there; null while they are. */
  readonly leadLostAt: Date | null;
};

/**
 * What is to be noted of the visit's clinician. They are lost when nothing in the room has come from them for so long,
 * although the station is in it: where neither is, it is the service that cannot be reached, and that says nothing of
 * anybody. Nor does any silence from before `listeningSince`, when nobody could be heard.
 */
export function leadChange(
  { leadAt, stationAt, leadLostAt }: InRoom,
  { now, listeningSince, lostAfterMs }: { now: Date; listeningSince: Date; lostAfterMs: number },
): 'lost' | 'back' | undefined {
  if (leadLostAt !== null) return leadAt > leadLostAt ? 'back' : undefined;
  const since = now.getTime() - lostAfterMs;
  const silent = leadAt.getTime() <= since && listeningSince.getTime() <= since;
  return silent && stationAt.getTime() > since ? 'lost' : undefined;
}
