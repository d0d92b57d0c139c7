import { z } from 'zod';

/** A wing as the prison calls it, in capitals: `B`, `HEALTHCARE`. Written in one way, so that a stop of B meets all of B. */
export const wing = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9 -]{0,11}$/, 'must be 12 letters, digits, spaces or hyphens at most');

/** As it stands on the door: `2-14`. */
export const cell = z.string().trim().min(1).max(12);

/** What officers have to know before they open a door; set by the prison, printed for officers only (A40). */
export const securityMark = z.enum([
  'acct',
  'controlled-unlock',
  'escape-list',
  'peep',
  'tact',
  'category-a',
]);
export type SecurityMark = z.infer<typeof securityMark>;

/** The marks as officers read them. */
export const markWords: Readonly<Record<SecurityMark, string>> = {
  acct: 'ACCT',
  'controlled-unlock': 'Controlled unlock',
  'escape-list': 'Escape list',
  peep: 'PEEP',
  tact: 'TACT',
  'category-a': 'Category A',
};

/** Where a patient is in the prison, and what officers have to know. Null where nobody has said. */
export const whereabouts = z.strictObject({
  wing: wing.nullable(),
  cell: cell.nullable(),
  marks: z.array(securityMark).max(securityMark.options.length),
});
export type Whereabouts = z.infer<typeof whereabouts>;

/** Each mark once, in the order of the list above. */
export function marksInOrder(marks: readonly SecurityMark[]): SecurityMark[] {
  return securityMark.options.filter((mark) => marks.includes(mark));
}
