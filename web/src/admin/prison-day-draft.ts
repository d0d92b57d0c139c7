import { type Body, endpoints, type EndpointReply } from '../../../domain/contract/rest.ts';
import type { Weekday } from '../../../domain/clinics/clinic.ts';
import type { StationId } from '../../../domain/ids.ts';
import type { Problem } from '../ui/answer.ts';

/** A time in which patients may be out of their cells, as a person fills it in. */
export type WindowDraft = { weekday: Weekday; from: string; to: string };

export type PrisonDayDraft = {
  lead: string;
  moveBack: string;
  /** Empty where nobody counts. */
  escorts: string;
  windows: readonly WindowDraft[];
  stationIds: readonly StationId[];
  /** Empty where there is none. */
  interpreterPhone?: string;
};

const emptyDraft: PrisonDayDraft = { lead: '30', moveBack: '15', escorts: '', windows: [], stationIds: [] };

/**
 * What is stored, or for a prison of which nobody has said anything, how most begin. `stations` are those that are not
 * revoked: no other can be chosen again.
 */
export function prisonDayDraft(
  stored: EndpointReply<'readPrisonDay'> | null,
  stations: readonly StationId[],
): PrisonDayDraft {
  if (stored === null) return emptyDraft;
  return {
    lead: String(stored.leadMinutes),
    moveBack: String(stored.moveBackMinutes),
    escorts: stored.escortPlaces === null ? '' : String(stored.escortPlaces),
    windows: stored.regime,
    stationIds: stored.stationIds.filter((stationId) => stations.includes(stationId)),
    ...(typeof stored.interpreterPhone === 'string' && { interpreterPhone: stored.interpreterPhone }),
  };
}

/** Monday's times on every day until Friday, in place of what was there. */
export function withMondayToFriday(windows: readonly WindowDraft[]): WindowDraft[] {
  const monday = windows.filter(({ weekday }) => weekday === 1);
  const others = windows.filter(({ weekday }) => weekday > 5);
  const days = [1, 2, 3, 4, 5] as const;
  return [...days.flatMap((weekday) => monday.map((window) => ({ ...window, weekday }))), ...others];
}

/** The body that is sent, or what is wrong; `prefix` begins the ids of the fields. */
export function readPrisonDay(
  draft: PrisonDayDraft,
  prefix: string,
): { body: Body<'setPrisonDay'> } | { problems: Problem[] } {
  const problems = windowProblems(draft.windows, prefix);
  const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
  const read = endpoints.setPrisonDay.body.safeParse({
    leadMinutes: number(draft.lead),
    moveBackMinutes: number(draft.moveBack),
    escortPlaces: draft.escorts.trim() === '' ? null : number(draft.escorts),
    regime: draft.windows,
    stationIds: draft.stationIds,
    ...phoneOf(draft),
  });
  if (read.success && problems.length === 0) return { body: read.data };
  const wrong = new Set(read.success ? [] : read.error.issues.map(({ path }) => path[0]));
  const known = [
    { name: 'leadMinutes', message: 'Enter the minutes before, from 0 to 180', field: `${prefix}-lead` },
    {
      name: 'moveBackMinutes',
      message: 'Enter the minutes after, from 0 to 180',
      field: `${prefix}-move-back`,
    },
    {
      name: 'escortPlaces',
      message: 'Enter how many patients, from 0 to 100, or leave it empty',
      field: `${prefix}-escorts`,
    },
    {
      name: 'interpreterPhone',
      message: 'Enter a telephone number that is right, or leave it empty',
      field: `${prefix}-interpreter`,
    },
  ];
  const numbers = known
    .filter(({ name }) => wrong.has(name))
    .map(({ message, field }) => ({ message, field }));
  const found = [...numbers, ...problems];
  return { problems: found.length > 0 ? found : [{ message: 'Check what you have entered and try again' }] };
}

/** Left out where it is empty: whatever was stored is gone then. */
function phoneOf({ interpreterPhone = '' }: PrisonDayDraft): { interpreterPhone?: string } {
  return interpreterPhone.trim() === '' ? {} : { interpreterPhone };
}

function windowProblems(windows: readonly WindowDraft[], prefix: string): Problem[] {
  return windows.flatMap(({ from, to }, place) => {
    const field = `${prefix}-to-${String(place)}`;
    const line = `line ${String(place + 1)}`;
    if (from === '' || to === '') return [{ message: `Enter both times in ${line}`, field }];
    return to > from ? [] : [{ message: `The time must end after it begins in ${line}`, field }];
  });
}
