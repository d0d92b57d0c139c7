/** What is counted of the calls of one kind; T is the time within which they should be answered. */
export type LevelCounts = {
  readonly answered: number;
  /** Of these within T. */
  readonly answeredInTime: number;
  /** Ended by the caller, or cut off, without an answer. */
  readonly abandoned: number;
  /** Of these after T: the caller had waited for longer than they should have. */
  readonly abandonedLate: number;
};

export type ServiceLevels = { serviceLevel: number | null; serviceLevel2: number | null };

/**
 * Both service levels, from 0 to 1, or null when there is nothing to divide by.
 *
 * - SL = answered within T ÷ answered.
 * - SL2 = answered within T ÷ (answered + abandoned after T): whoever gave up after T counts as failed, whoever gave up
 *   before T does not count.
 */
export function serviceLevels({ answered, answeredInTime, abandonedLate }: LevelCounts): ServiceLevels {
  return {
    serviceLevel: share(answeredInTime, answered),
    serviceLevel2: share(answeredInTime, answered + abandonedLate),
  };
}

/** The counts of several kinds together; each keeps its own T. */
export function addedUp(counts: readonly LevelCounts[]): LevelCounts {
  const sum = (key: keyof LevelCounts) => counts.reduce((total, each) => total + each[key], 0);
  return {
    answered: sum('answered'),
    answeredInTime: sum('answeredInTime'),
    abandoned: sum('abandoned'),
    abandonedLate: sum('abandonedLate'),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
