/**
 * The bank holidays of England and Wales, by the calendar. Source: https://www.gov.uk/bank-holidays (substitute days where
 * a holiday falls on a weekend). The years that it covers are `bankHolidayYears`; later ones are added when gov.uk has them,
 * and an extra holiday when one is proclaimed.
 */
export const bankHolidays: ReadonlySet<string> = new Set([
  ...[
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-04',
    '2026-05-25',
    '2026-08-31',
    '2026-12-25',
    '2026-12-28',
  ],
  ...[
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
    '2027-05-03',
    '2027-05-31',
    '2027-08-30',
    '2027-12-27',
    '2027-12-28',
  ],
  ...[
    '2028-01-03',
    '2028-04-14',
    '2028-04-17',
    '2028-05-01',
    '2028-05-29',
    '2028-08-28',
    '2028-12-25',
    '2028-12-26',
  ],
]);

/** The first and the last year whose bank holidays are known. Outside of them only weekends count as days off. */
export const bankHolidayYears = { first: 2026, last: 2028 } as const;
