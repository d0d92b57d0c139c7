/** How far ahead a gap in cover is warned of. */
export const coverAheadMs = 12 * 3_600_000;
