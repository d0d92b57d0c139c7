// The hazards of docs/safety/hazards.json: what they look like, and how a risk follows from severity and likelihood.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { root } from './root.ts';

export const severities = ['minor', 'significant', 'considerable', 'major', 'catastrophic'] as const;
export const likelihoods = ['very high', 'high', 'medium', 'low', 'very low'] as const;

type Severity = (typeof severities)[number];
type Likelihood = (typeof likelihoods)[number];

/** The matrix of the DCB0129 guidance, as the plan shows it: a row for each likelihood, a column for each severity. */
const matrix: Readonly<Record<Likelihood, Readonly<Record<Severity, number>>>> = {
  'very high': { minor: 3, significant: 4, considerable: 4, major: 5, catastrophic: 5 },
  high: { minor: 2, significant: 3, considerable: 3, major: 4, catastrophic: 5 },
  medium: { minor: 2, significant: 2, considerable: 3, major: 3, catastrophic: 4 },
  low: { minor: 1, significant: 2, considerable: 2, major: 3, catastrophic: 4 },
  'very low': { minor: 1, significant: 1, considerable: 2, major: 2, catastrophic: 3 },
};

const text = z.string().trim().min(1);
const assessment = z.strictObject({
  severity: z.enum(severities),
  likelihood: z.enum(likelihoods),
  /** What the likelihood rests on. */
  why: text,
});
export type Assessment = z.infer<typeof assessment>;

/** A test as the proof of a control: its file, and the exact title of one `it` or `describe` in it. */
const proof = z.strictObject({ file: text, title: text });

const control = z
  .strictObject({
    does: text,
    kind: z.enum(['design', 'training', 'process']),
    /** Where it is: files of the service, or of its documentation. */
    files: z.array(text).min(1),
    tests: z.array(proof),
    /** Why no test proves it; only where there is none. */
    notProven: text.optional(),
  })
  .refine(({ tests, notProven }) => (tests.length === 0) === (notProven !== undefined), {
    message: 'a control needs a test, or a reason why it has none, and not both',
  });
export type Control = z.infer<typeof control>;

const id = z.string().regex(/^HAZ-\d\d$/);

const hazard = z.strictObject({
  id,
  title: text,
  /** A hazard is `open` until a clinical safety officer has read it: docs/safety/risk-management-plan.md. */
  status: z.enum(['open', 'controlled', 'accepted']),
  /** When it came into the log, and when the manufacturer last went through it. */
  identified: z.iso.date(),
  reviewed: z.iso.date(),
  effect: text,
  causes: z.array(text).min(1),
  initial: assessment,
  controls: z.array(control),
  residual: assessment,
  notCovered: z.array(text),
  /** Hazards whose controls also stand against this one. */
  seeAlso: z.array(id).min(1).optional(),
  nextStep: text,
  owner: text,
});
export type Hazard = z.infer<typeof hazard>;

const hazards = z
  .array(hazard)
  .refine(
    (all) => all.every((one, n) => one.id === `HAZ-${String(n + 1).padStart(2, '0')}`),
    'ids must count up from HAZ-01 without a gap: the id of a hazard is never given to another',
  )
  .refine(
    (all) =>
      all.every(({ id: own, seeAlso = [] }) =>
        seeAlso.every((other) => other !== own && all.some((one) => one.id === other)),
      ),
    'seeAlso must name other hazards of the log',
  )
  .refine(
    (all) => all.every(({ identified, reviewed }) => identified <= reviewed),
    'a hazard cannot be reviewed before it was identified',
  )
  .refine(
    (all) => all.every(({ initial, residual }) => riskOf(residual) <= riskOf(initial)),
    'controls cannot make a risk greater',
  )
  .refine(
    (all) => all.every(({ controls, notCovered }) => controls.length + notCovered.length > 0),
    'a hazard without any control must say so under notCovered',
  );

/** From 1, acceptable, to 5, unacceptable. */
export function riskOf({ severity, likelihood }: Omit<Assessment, 'why'>): number {
  return matrix[likelihood][severity];
}

/** Throws `ZodError`, which names what is wrong and where. */
export function parseHazards(json: unknown): Hazard[] {
  return hazards.parse(json);
}

export function readHazards(): Hazard[] {
  return parseHazards(JSON.parse(readFileSync(path.join(root, 'docs/safety/hazards.json'), 'utf8')));
}
