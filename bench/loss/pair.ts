import type { Page } from 'playwright-core';

/** Both ends of a call; the station's line is the one that loses. */
export type Pair = { station: Page; clinician: Page };
