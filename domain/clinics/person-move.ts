import { z } from 'zod';
import type { SiteId } from '../ids.ts';

/** What a prison's own system tells of a person. */
export const moveKind = z.enum([
  'expected',
  'received',
  'transferred',
  'temporarily-out',
  'returned',
  'released',
  'merged',
]);
export type MoveKind = z.infer<typeof moveKind>;

/** How a person stands to the prison in whose lists they are; `moving` is between leaving one prison and coming to another. */
export const standingKind = z.enum(['here', 'expected', 'out', 'moving', 'released']);
export type StandingKind = z.infer<typeof standingKind>;

/**
 * What staff say of two numbers whose patients differ: `asked` until somebody has; then they are one person, or not. Without
 * any the patients did not differ, and are one.
 */
export const mergeDecision = z.enum(['asked', 'confirmed', 'refused']);
export type MergeDecision = z.infer<typeof mergeDecision>;

/** One statement of where a person is. `added` is what staff said when they added the patient. */
export type PersonMove = {
  readonly id: string;
  /** When it happened, whenever it was told. */
  readonly at: Date;
  readonly kind: 'added' | Exclude<MoveKind, 'merged'>;
  /** The prison that they come to or leave; null where it is not said. */
  readonly siteId: SiteId | null;
};

/** Where a person is. */
export type Standing = {
  readonly kind: StandingKind;
  readonly siteId: SiteId;
  /** When they came to that prison, or were released; going out and coming back changes nothing of it. */
  readonly since: Date;
  /** Whether they came there from another prison or from freedom, as a prison's system has told. */
  readonly moved: boolean;
};

/** A person has left a prison for good. */
export type Departure = {
  readonly siteId: SiteId;
  readonly at: Date;
  readonly code: 'transferred' | 'released';
};

/** Where a person is and has been; without a standing while nothing is known. */
export type MoveHistory = { readonly standing: Standing | null; readonly departures: readonly Departure[] };

/**
 * Where a person is, from everything that has been told of them, in any order and any number of times (A34): it is read in
 * the order in which it happened.
 */
export function historyOf(moves: readonly PersonMove[]): MoveHistory {
  const byId = new Map(moves.map((move) => [move.id, move]));
  return [...byId.values()]
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
    .reduce(withMove, { standing: null, departures: [] });
}

function withMove(history: MoveHistory, move: PersonMove): MoveHistory {
  const { standing } = history;
  switch (move.kind) {
    case 'added':
    case 'received':
      return come(history, move, 'here');
    case 'expected':
      // Whoever is in a prison stays in its lists until another has received them.
      return standing === null || standing.kind === 'expected' || standing.kind === 'released'
        ? come(history, move, 'expected')
        : history;
    case 'transferred':
      return isIn(standing, move) ? changed(history, 'moving') : history;
    case 'temporarily-out':
      return isIn(standing, move) ? changed(history, 'out') : history;
    case 'returned':
      return standing?.kind === 'out' && isOfSite(standing, move) ? changed(history, 'here') : history;
    case 'released':
      return leave(history, move);
  }
}

/** Whoever is out of a prison for a while is still of it. */
function isIn(standing: Standing | null, { siteId }: PersonMove): boolean {
  return (standing?.kind === 'here' || standing?.kind === 'out') && standing.siteId === siteId;
}

/** Whether a statement is of the prison in which they are; one without a prison is. */
function isOfSite(standing: Standing, { siteId }: PersonMove): boolean {
  return siteId === null || siteId === standing.siteId;
}

function changed(history: MoveHistory, kind: StandingKind): MoveHistory {
  const { standing } = history;
  return standing === null ? history : { ...history, standing: { ...standing, kind } };
}

function come(history: MoveHistory, { siteId, at, kind }: PersonMove, as: 'here' | 'expected'): MoveHistory {
  const { standing, departures } = history;
  if (siteId === null) return history;
  const present = standing !== null && standing.kind !== 'released';
  if (present && standing.siteId === siteId) return changed(history, as);
  const left: Departure[] = present ? [{ siteId: standing.siteId, at, code: 'transferred' }] : [];
  return {
    standing: { kind: as, siteId, since: at, moved: kind !== 'added' && standing !== null },
    departures: [...departures, ...left],
  };
}

function leave(history: MoveHistory, move: PersonMove): MoveHistory {
  const { siteId, at } = move;
  const { standing, departures } = history;
  if (standing?.kind === 'released') return history;
  // No prison releases anybody who is in another one. Of whoever has left one it is not known in which they are.
  if (standing !== null && standing.kind !== 'moving' && !isOfSite(standing, move)) return history;
  const from = standing?.siteId ?? siteId;
  if (from === null) return history;
  return {
    standing: { kind: 'released', siteId: from, since: at, moved: true },
    departures: [...departures, { siteId: from, at, code: 'released' }],
  };
}

/**
 * With which code a booking that has not begun falls through, or null where it can be kept: the person has left that prison
 * for good since it was made, or is not there. The code does not depend on the order in which the moves were told.
 */
export function fallThroughCode(
  { siteId, createdAt }: { siteId: SiteId; createdAt: Date },
  { standing, departures }: MoveHistory,
): Departure['code'] | null {
  const left = departures.find((one) => one.siteId === siteId && one.at >= createdAt);
  if (left !== undefined) return left.code;
  if (standing === null) return null;
  if (standing.kind === 'released') return 'released';
  return standing.siteId === siteId ? null : 'transferred';
}

/** What two records of one person may not differ in, unless somebody has looked. What one has and the other has not is none. */
export const mergeDifference = z.enum(['dateOfBirth', 'nhsNumber']);
export type MergeDifference = z.infer<typeof mergeDifference>;

type Identified = { readonly dateOfBirth: string; readonly nhsNumber: string | null };

/** In which fields two records that are said to be of one person differ. */
export function differencesOf(a: Identified, b: Identified): MergeDifference[] {
  const differs: Record<MergeDifference, boolean> = {
    dateOfBirth: a.dateOfBirth !== b.dateOfBirth,
    nhsNumber: a.nhsNumber !== null && b.nhsNumber !== null && a.nhsNumber !== b.nhsNumber,
  };
  return mergeDifference.options.filter((field) => differs[field]);
}

/** What is told of two numbers of one person: from then on `kept` is used. */
export type NumberMerge = {
  readonly id: string;
  readonly at: Date;
  readonly old: string;
  readonly kept: string;
  readonly decision: MergeDecision | null;
};

/**
 * Every number that a person has had, and the one that is used, from all merges that touch one of them. It is the number
 * that has been merged into no other; where the merges contradict each other, that of the last one.
 */
export function numbersOf(
  number: string,
  merges: readonly NumberMerge[],
): { kept: string; numbers: ReadonlySet<string> } {
  const numbers = new Set([number, ...merges.flatMap(({ old, kept }) => [old, kept])]);
  const old = new Set(merges.map((merge) => merge.old));
  const [only, ...others] = [...numbers].filter((one) => !old.has(one));
  if (only !== undefined && others.length === 0) return { kept: only, numbers };
  const last = merges.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)).at(-1);
  return { kept: last?.kept ?? number, numbers };
}
