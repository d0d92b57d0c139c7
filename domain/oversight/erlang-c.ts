/** What is asked of the model. Times in seconds; `targetShare` is above 0 and below 1. */
export type Staffing = {
  readonly callsPerHour: number;
  /** How long a call keeps a clinician busy, on average. */
  readonly handleSeconds: number;
  /** This share of the calls is to be answered within `targetSeconds`. */
  readonly targetSeconds: number;
  readonly targetShare: number;
};

/** What the model takes for granted, said wherever its result is shown. */
export const erlangAssumptions = [
  'Calls come at random, independently of one another and at the same rate through the whole hour (Poisson arrivals).',
  'How long a call keeps a clinician busy varies exponentially around the average.',
  'Nobody gives up waiting.',
  'Every clinician can take every call, and does nothing else (one skill group).',
] as const;

/**
 * The probability that a call finds everybody busy and is lost, with this many clinicians and an offered load in
 * erlangs (Erlang B). By the recursion B(n) = aB(n−1) ÷ (n + aB(n−1)), which needs neither powers nor factorials and so
 * is exact for any size: every term lies between 0 and 1.
 */
export function erlangB(clinicians: number, load: number): number {
  let blocked = 1;
  for (let n = 1; n <= clinicians; n += 1) {
    blocked = (load * blocked) / (n + load * blocked);
  }
  return blocked;
}

/** The probability that a call has to wait at all (Erlang C, 1917); 1 when the load is too much for them. */
export function erlangC(clinicians: number, load: number): number {
  return load >= clinicians ? 1 : waiting({ clinicians, load, blocked: erlangB(clinicians, load) });
}

/** The share of calls answered within the time, with this many clinicians. */
export function answeredWithin(
  clinicians: number,
  { callsPerHour, handleSeconds, targetSeconds }: Omit<Staffing, 'targetShare'>,
): number {
  const load = loadOf({ callsPerHour, handleSeconds });
  if (load === 0) return 1;
  const wait = erlangC(clinicians, load);
  return inTime({ clinicians, load, wait, targetSeconds, handleSeconds });
}

/** The fewest clinicians with whom the target is met; none when nobody calls. */
export function cliniciansNeeded(staffing: Staffing): number {
  const { handleSeconds, targetSeconds, targetShare } = staffing;
  const load = loadOf(staffing);
  if (load === 0) return 0;
  let blocked = 1;
  for (let clinicians = 1; ; clinicians += 1) {
    blocked = (load * blocked) / (clinicians + load * blocked);
    if (clinicians <= load) continue;
    const wait = waiting({ clinicians, load, blocked });
    if (inTime({ clinicians, load, wait, targetSeconds, handleSeconds }) >= targetShare) return clinicians;
  }
}

/** Erlangs: how many clinicians the calls would keep busy if no time was lost. */
function loadOf({ callsPerHour, handleSeconds }: Pick<Staffing, 'callsPerHour' | 'handleSeconds'>): number {
  return (callsPerHour * handleSeconds) / 3600;
}

function waiting({
  clinicians,
  load,
  blocked,
}: {
  clinicians: number;
  load: number;
  blocked: number;
}): number {
  return (clinicians * blocked) / (clinicians - load * (1 - blocked));
}

function inTime(world: {
  clinicians: number;
  load: number;
  wait: number;
  targetSeconds: number;
  handleSeconds: number;
}): number {
  const { clinicians, load, wait, targetSeconds, handleSeconds } = world;
  return load >= clinicians ? 0 : 1 - wait * Math.exp((-(clinicians - load) * targetSeconds) / handleSeconds);
}
