import type { Setting, TrailEntry } from '../../bench/chaos/trail.ts';
import { judge, type Verdict } from '../../bench/chaos/verdict.ts';

export const setting: Setting = {
  stations: new Map([
    ['station-a', 'homes'],
    ['station-b', 'prisons'],
  ]),
  queues: new Map([
    [
      'homes',
      { requiredSkills: [], ringTogether: { immediate: 2, urgent: 1, soon: 1 }, anyoneAfterMs: 4000 },
    ],
    [
      'prisons',
      {
        requiredSkills: ['cleared'],
        ringTogether: { immediate: 2, urgent: 1, soon: 1 },
        anyoneAfterMs: 4000,
      },
    ],
  ]),
  clinicians: new Map([
    ['ann', { skills: [], tier: 1 }],
    ['bob', { skills: ['cleared'], tier: 2 }],
  ]),
};

export type Line = [
  seconds: number,
  action: string,
  detail?: TrailEntry['detail'],
  about?: Partial<TrailEntry>,
];

export function trail(...lines: Line[]): TrailEntry[] {
  return lines.map(([seconds, action, detail = {}, about = {}], n) => ({
    id: n + 1,
    seenAt: seconds * 1000,
    actorId: null,
    action,
    subjectKind: 'call',
    subjectId: 'call-1',
    detail,
    ...about,
  }));
}

export const placed: Line = [0, 'call.placed', {}, { actorId: 'station-a' }];
export const ring = (
  at: number,
  offerId: string,
  clinicianId: string,
  about: Partial<TrailEntry> = {},
): Line => [at, 'call.ringing', { offerId, clinicianId, place: 1 }, about];
export const settled = (at: number, how: string, offerId: string, clinicianId: string, reason = ''): Line => [
  at,
  `offer.${how}`,
  { offerId, clinicianId, reason },
];
export const answered = (at: number, offerId: string, clinicianId: string): Line => [
  at,
  'call.answered',
  { offerId, clinicianId, visitId: `visit of ${offerId}` },
];
export const ended = (at: number): Line => [
  at,
  'visit.ended',
  { callId: 'call-1', reason: 'station-hung-up' },
  { subjectKind: 'visit', subjectId: 'visit' },
];
export const cancelled = (at: number, about: Partial<TrailEntry> = {}): Line => [
  at,
  'call.cancelled',
  {},
  about,
];
export const available = (at: number, clinicianId: string): Line => [
  at,
  'presence.set',
  { to: 'available' },
  { subjectKind: 'person', subjectId: clinicianId, actorId: clinicianId },
];
export const second: Partial<TrailEntry> = { subjectId: 'call-2' };

export const always = [{ from: -Infinity, to: Infinity }];

export function verdictOn(entries: TrailEntry[], given: Partial<Parameters<typeof judge>[0]> = {}): Verdict {
  return judge({
    entries,
    setting,
    attending: new Map([
      ['ann', always],
      ['bob', always],
    ]),
    windows: [],
    until: 100_000,
    acknowledged: [],
    ...given,
  });
}

export const whats = (verdict: Verdict) =>
  verdict.violations.map(({ kind, what }) => `${kind}: ${what}`).join('; ');
