import { z } from 'zod';
import { lightOf, type StationCheck } from '../checks/station-light.ts';
import { clockOf, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import { type InterpreterId, interpreterId } from '../ids.ts';
import type { OutsidePlace } from './outside.ts';
import { instant, name } from '../wire.ts';

/** What a clinician may want to have seen before the visit. */
export const documentKind = z.enum(['blood-results', 'image', 'letter', 'other']);
export type DocumentKind = z.infer<typeof documentKind>;

export const documentState = z.enum(['needed', 'received', 'missing']);
export type DocumentState = z.infer<typeof documentState>;

const documentText = z.string().trim().min(1).max(80).nullable();

/** What is asked for at booking (A50). One of another kind needs a text. */
export const askedDocument = z.strictObject({ kind: documentKind, text: documentText });
export type AskedDocument = z.infer<typeof askedDocument>;

export const neededDocument = askedDocument.extend({ state: documentState });
export type NeededDocument = z.infer<typeof neededDocument>;

/** Whether this is what was asked for. One of another kind says by its text which it is. */
export function isAsked(asked: AskedDocument, document: AskedDocument): boolean {
  if (asked.kind !== document.kind) return false;
  return asked.kind !== 'other' || asked.text?.toLowerCase() === document.text?.toLowerCase();
}

/** How it stands with what is asked for, by the documents that the referral has. */
export function stateBy(asked: AskedDocument, documents: readonly AskedDocument[]): DocumentState {
  return documents.some((document) => isAsked(asked, document)) ? 'received' : 'needed';
}

/** `in-the-visit`: the clinician asks for it. */
export const consent = z.enum(['not-said', 'given', 'in-the-visit']);
export type Consent = z.infer<typeof consent>;

/**
 * What somebody has said of a booking. An officer who is named and an interpreter who is confirmed come at one time: once
 * the booking is moved, or another language is wanted, they have to be asked again.
 */
export const preflight = z.strictObject({
  /** Rises with each change; whoever changes it says which one they saw. */
  revision: z.int().min(0),
  officer: z.strictObject({ name, startsAt: instant }).nullable(),
  consent,
  interpreter: z
    .strictObject({
      language: z.string(),
      startsAt: instant,
      /** Whom the hospital had booked; null of one who was found otherwise. */
      interpreterId: interpreterId.nullable().optional(),
    })
    .nullable(),
  documents: z.array(neededDocument),
});
export type Preflight = z.infer<typeof preflight>;

/** Of a booking of which nobody has said anything yet. */
export const noPreflight: Preflight = {
  revision: 0,
  officer: null,
  consent: 'not-said',
  interpreter: null,
  documents: [],
};

export const preflightItem = z.enum(['station', 'officer', 'documents', 'consent', 'interpreter']);
export type PreflightItem = z.infer<typeof preflightItem>;

/** `open`: not yet, and there is time until the day. */
export const preflightLight = z.enum(['green', 'open', 'amber', 'red']);
export type PreflightLight = z.infer<typeof preflightLight>;

export const preflightMark = z.strictObject({
  item: preflightItem,
  light: preflightLight,
  /** What is known, in words: nobody has to tell the colours apart. */
  words: z.string(),
});
export type PreflightMark = z.infer<typeof preflightMark>;

/**
 * Whether whoever joins by a link has it: `reached`, as far as anybody knows; `on-its-way`; `not-reached`: nothing has got to
 * them; `no-contact`: there is nowhere to send it; `cannot-come`: they have said by it that they cannot come.
 */
export type LinkStanding = 'reached' | 'on-its-way' | 'not-reached' | 'no-contact' | 'cannot-come';

/** What the rules have to know of a booking and its station. */
export type PreflightFacts = {
  startsAt: Date;
  /** No prison: nobody escorts, and nobody there says what is ready. */
  outside?: OutsidePlace;
  /** Whether a patient at home has the link; left out of any other place. */
  link?: LinkStanding;
  details: { officer: string; interpreterLanguage: string | null } | null;
  preflight: Preflight;
  /** Whom the hospital has booked to interpret; null for nobody. */
  interpreter: { id: InterpreterId; name: string; phone: string | null } | null;
  /** Where an interpreter can be had at once; null where nobody has said. */
  interpreterPhone: string | null;
  /** `blocked`: somebody has said that it is not used for clinics at the time for which it is taken. */
  station: { blocked: boolean; enrolled: boolean; lastSeenAt: Date | null; check: StationCheck | null };
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A station says every few seconds that it is there, and that is written once a minute. */
const heardWithinMs = 3 * minuteMs;
const redFromMs = hourMs;
const onDemandFromMs = 2 * hourMs;
/** Interpreters of British Sign Language are few: this is asked for where they are booked. */
const signLanguageDays = 10;

/** What is known of one thing: it is ready, not ready, or works with a weakness that nobody has to act on in time. */
type Finding = { is: 'ready' | 'unproved' | 'weak' | 'missing'; words: string };

/**
 * Whether all is ready for a visit, thing by thing. What is ready is green.
 *
 * | What is not                      | Before the day | On the day | From 1 h before the start |
 * | -------------------------------- | -------------- | ---------- | ------------------------- |
 * | not said, not asked, not there   | open           | amber      | red                       |
 * | a document that is known missing | amber          | amber      | red                       |
 * | a link that has reached nobody   | amber          | amber      | red                       |
 * | a station that is blocked then   | amber          | amber      | red                       |
 * | a station that works, but weakly | open           | amber      | amber                     |
 *
 * Whether the station is on is looked at on the day only: that it is on today says nothing of next week. That it is blocked is
 * said at once: the block changes no booking, so somebody has to move it. An interpreter who is not
 * confirmed is amber from two hours before the start on at the latest, with what can be done instead (A49).
 */
export function preflightOf(facts: PreflightFacts, now: Date): PreflightMark[] {
  return preflightItem.options.map((item) => {
    const { is, words } = findings[item](facts, now);
    return { item, words, light: is === 'ready' ? 'green' : lightFor(is, facts.startsAt, now) };
  });
}

/** The worst of them. */
export function worstLight(marks: readonly Pick<PreflightMark, 'light'>[]): PreflightLight {
  const worstFirst: readonly PreflightLight[] = ['red', 'amber', 'open'];
  return worstFirst.find((light) => marks.some((mark) => mark.light === light)) ?? 'green';
}

function lightFor(is: Exclude<Finding['is'], 'ready'>, startsAt: Date, now: Date): PreflightLight {
  const leftMs = startsAt.getTime() - now.getTime();
  if (leftMs <= redFromMs && is !== 'weak') return 'red';
  return isOnDay(startsAt, now) || leftMs <= onDemandFromMs || is === 'missing' ? 'amber' : 'open';
}

function isOnDay(startsAt: Date, now: Date): boolean {
  return now >= startOfDay(wallDateOf(startsAt));
}

const findings: Readonly<Record<PreflightItem, (facts: PreflightFacts, now: Date) => Finding>> = {
  station: stationFinding,
  officer: officerFinding,
  documents: documentsFinding,
  consent: ({ outside, preflight: { consent: said } }) =>
    said === 'not-said' && outside === undefined
      ? { is: 'unproved', words: 'Consent not asked for' }
      : { is: 'ready', words: said === 'given' ? 'Consent given' : 'Consent to be asked for in the visit' },
  interpreter: interpreterFinding,
};

/** Nobody joins without the link (HAZ-35). */
const linkFindings: Readonly<Record<LinkStanding, Finding>> = {
  reached: { is: 'ready', words: 'At home, joins by link' },
  'on-its-way': { is: 'unproved', words: 'At home, the link is being sent' },
  'not-reached': { is: 'missing', words: 'At home, and the link has not reached the patient' },
  'no-contact': { is: 'missing', words: 'At home, with no e-mail address or mobile number for the link' },
  'cannot-come': { is: 'missing', words: 'The patient has said that they cannot come' },
};

function stationFinding({ startsAt, outside, link, station }: PreflightFacts, now: Date): Finding {
  if (outside === 'home') return linkFindings[link ?? 'not-reached'];
  const { blocked, enrolled, lastSeenAt, check } = station;
  if (blocked) return { is: 'missing', words: 'Station is blocked at that time' };
  if (!isOnDay(startsAt, now)) return { is: 'unproved', words: 'Station is checked on the day' };
  if (!enrolled) return { is: 'unproved', words: 'Station not in use' };
  if (lastSeenAt === null || now.getTime() - lastSeenAt.getTime() > heardWithinMs) {
    return { is: 'unproved', words: `Station not connected${sinceWords(lastSeenAt)}` };
  }
  const found = lightOf(check, now);
  if (found.light === 'green') return { is: 'ready', words: 'Station proved' };
  switch (found.reason) {
    case 'never-checked':
      return { is: 'unproved', words: 'Station connected, never checked' };
    case 'day-old':
    case 'shift-old':
      return { is: 'unproved', words: 'Station connected, last check too old' };
    case 'no-way':
      return { is: 'unproved', words: 'Station connected, its last check failed' };
    case 'udp-blocked':
    case 'slow':
    case 'lossy':
      return { is: 'weak', words: 'Station works, but its line is weak' };
  }
}

function sinceWords(lastSeenAt: Date | null): string {
  return lastSeenAt === null ? '' : `, last heard at ${clockOf(lastSeenAt)}`;
}

function officerFinding({ startsAt, outside, details, preflight }: PreflightFacts): Finding {
  const { officer } = preflight;
  if (details?.officer === 'not-needed' || outside !== undefined)
    return { is: 'ready', words: 'No officer needed' };
  return officer !== null && isFor(officer, startsAt)
    ? { is: 'ready', words: 'Officer named' }
    : { is: 'unproved', words: 'Officer not named' };
}

function documentsFinding({ preflight: { documents } }: PreflightFacts): Finding {
  if (documents.length === 0) return { is: 'ready', words: 'No documents asked for' };
  const count = (state: DocumentState) => documents.filter((one) => one.state === state).length;
  const received = `${String(count('received'))} of ${String(documents.length)} documents received`;
  if (count('missing') > 0)
    return { is: 'missing', words: `${received}, ${String(count('missing'))} missing` };
  return { is: count('needed') === 0 ? 'ready' : 'unproved', words: received };
}

function interpreterFinding(facts: PreflightFacts, now: Date): Finding {
  const { startsAt, details, interpreter: booked, interpreterPhone } = facts;
  if ((details?.interpreterLanguage ?? null) === null) {
    return { is: 'ready', words: 'No interpreter needed' };
  }
  const who = booked === null ? '' : `: ${booked.name}`;
  if (isInterpreterConfirmed(facts)) return { is: 'ready', words: `Interpreter confirmed${who}` };
  const number = booked?.phone ?? null;
  const phone = number === null ? '' : `, ${number}`;
  const soon = startsAt.getTime() - now.getTime() <= onDemandFromMs;
  const line = interpreterPhone === null ? '' : `: ${interpreterPhone}`;
  const offer = soon ? `. Offer an on-demand interpreter${line}` : '';
  return { is: 'unproved', words: `Interpreter not confirmed${who}${phone}${offer}` };
}

/** Confirmed for this language and this start, and the same one whom the hospital has booked. */
export function isInterpreterConfirmed({
  startsAt,
  details,
  interpreter: booked,
  preflight: { interpreter: said },
}: Pick<PreflightFacts, 'startsAt' | 'details' | 'interpreter' | 'preflight'>): boolean {
  return (
    said !== null &&
    said.language === details?.interpreterLanguage &&
    isFor(said, startsAt) &&
    (said.interpreterId ?? null) === (booked?.id ?? null)
  );
}

/** Said for this start; one of another time was said before the booking was moved. */
export function isFor({ startsAt: said }: { startsAt: string }, startsAt: Date): boolean {
  return Date.parse(said) === startsAt.getTime();
}

/** A warning where an interpreter of sign language is wanted sooner than they can be had (A49); null where there is none. */
export function noticeWarning(language: string | null, startsAt: Date, now: Date): string | null {
  const isSign = language !== null && /\bbsl\b|\bsign language\b/i.test(language);
  return isSign && startsAt.getTime() - now.getTime() < signLanguageDays * dayMs
    ? `Interpreters of British Sign Language ask for ${String(signLanguageDays)} days’ notice, and this is sooner.`
    : null;
}
