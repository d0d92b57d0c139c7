/**
 * One line of the audit trail. `seenAt` is when we saw it, by our own clock: the line's own time is that of a process
 * whose clock we may have stepped.
 */
export type TrailEntry = {
  id: number;
  seenAt: number;
  actorId: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail: Readonly<Record<string, string | number | boolean | null>>;
};

/** A text of the entry's detail; empty where there is none. */
export function said(entry: TrailEntry, key: string): string {
  const value = entry.detail[key];
  return typeof value === 'string' ? value : '';
}

/** Which call the entry is about; empty for one that is about no call. */
export function callOf(entry: TrailEntry): string {
  return entry.subjectKind === 'call' ? entry.subjectId : said(entry, 'callId');
}

/** As a person reads it. */
export function lineOf(entry: TrailEntry, since: number): string {
  const seconds = ((entry.seenAt - since) / 1000).toFixed(2).padStart(8);
  return `${seconds} s  #${entry.id} ${entry.action} ${entry.subjectId} ${JSON.stringify(entry.detail)} by ${entry.actorId ?? 'the system'}`;
}

export type Acuity = 'immediate' | 'urgent' | 'soon';

/** What the checks know beside the trail: how the driver set the service up. */
export type Setting = {
  /** The queue that each station's calls go into. */
  stations: ReadonlyMap<string, string>;
  queues: ReadonlyMap<
    string,
    {
      requiredSkills: readonly string[];
      ringTogether: Readonly<Record<Acuity, number>>;
      /** After so long anybody on call with the required skills may be rung. */
      anyoneAfterMs: number;
    }
  >;
  clinicians: ReadonlyMap<string, { skills: readonly string[]; tier: 1 | 2 }>;
};
