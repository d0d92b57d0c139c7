import { daysLeftOut, firstDayOf, plannedDays } from '../../../domain/clinics/session-dates.ts';
import type { TemplateBody, TemplateEffects, TemplateView } from '../../../domain/clinics/wire.ts';
import { addDays, dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { counted, listed } from '../service/words.ts';
import { weekdays } from '../service/weekdays.ts';

/** Whether any more clinics of it are to come, by its last day. */
export function isStillHeld(
  { validFrom, validTo }: Pick<TemplateView, 'validFrom' | 'validTo'>,
  today: string,
): boolean {
  // One that was ended or replaced before its first day is held on none.
  return validTo === null || (validTo >= today && validTo >= validFrom);
}

/** `6 clinics are published from then on, with 3 patients booked`. */
export function standingWords(standing: TemplateEffects['standing']): string {
  if (standing.length === 0) return 'None is published from then on.';
  const patients = standing.reduce((sum, { booked }) => sum + booked, 0);
  const are = standing.length === 1 ? 'is' : 'are';
  const booked = patients === 0 ? 'nobody booked' : `${counted(patients, 'patient')} booked`;
  return `${counted(standing.length, 'clinic')} ${are} published from then on, with ${booked}.`;
}

/** What has come of a change or an end, for those that stay as they are. */
export function leftToDoWords(standing: TemplateEffects['standing']): string {
  if (standing.length === 0) return '';
  return ` ${standingWords(standing)} Nothing of that is changed or cancelled: see to each one in the list above.`;
}

/** From when other times are held, of a clinic that has been changed. */
export function changesWords({ changesOn }: Pick<TemplateView, 'changesOn'>): string | null {
  return changesOn === null ? null : `Held at other times from ${dayWords(changesOn)}.`;
}

/** `Every Tuesday, 09:00 to 12:00, from Tue 1 Dec 2026`. */
export function heldWords(template: TemplateBody): string {
  const { weekday, everyWeeks, startsAtClock, endsAtClock, validFrom, validTo } = template;
  const day = weekdays.find(({ value }) => value === weekday)?.label ?? '';
  const often = everyWeeks === 1 ? `Every ${day}` : `${day}, every ${String(everyWeeks)} weeks`;
  const until = validTo === null ? '' : ` until ${dayWords(validTo)}`;
  return `${often}, ${startsAtClock} to ${endsAtClock}, from ${dayWords(validFrom)}${until}`;
}

/** What somebody would miss among the clinics of the next weeks, and why it is not there; empty where nothing is. */
export function notHeldWords(template: TemplateBody, today: string): string {
  const without = daysLeftOut(template, { from: today, to: addDays(today, 366) });
  const said = [
    laterWords(template, today),
    without.length === 0
      ? null
      : `Not held on ${listed(without.map(dayWords))}: the clock changes that night, and its times do not exist or come twice.`,
  ];
  return said.filter((words) => words !== null).join(' ');
}

/** What has come of adding it. */
export function addedWords(
  template: TemplateBody,
  { planned, today }: { planned: number; today: string },
): string {
  if (planned > 0) {
    return `${counted(planned, 'clinic')} planned for the next twelve weeks. Publish each one that can be booked.`;
  }
  return `The clinic is added. ${laterWords(template, today) ?? 'None is planned yet.'}`;
}

/** Of one whose first day is further away than clinics are planned. */
function laterWords(template: TemplateBody, today: string): string | null {
  const first = firstDayOf(template, today);
  if (first === null || first < addDays(today, plannedDays)) return null;
  const from = addDays(first, 1 - plannedDays);
  return `The first is on ${dayWords(first)}: it is planned, and can be published, from ${dayWords(from)} on.`;
}

function dayWords(date: string): string {
  return dayInWords(startOfDay(date));
}
