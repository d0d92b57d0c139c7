/** What forms call the fields that the service names. Those that are not here are called by their own name, in words. */
const labels: Readonly<Record<string, string>> = {
  body: 'What was sent',
  clockStart: 'Start of the wait',
  code: 'Reason',
  date: 'Day',
  endsAt: 'End',
  endsAtClock: 'End',
  everyWeeks: 'How many weeks apart',
  nhsNumber: 'NHS number',
  onDate: 'Day',
  shares: 'Places kept for a prison',
  siteId: 'Place',
  siteIds: 'Places',
  startsAt: 'Start',
  startsAtClock: 'Start',
  takenAt: 'Time of the observations',
  text: 'Reason',
  total: 'Score',
  validFrom: 'First day',
  validTo: 'Last day',
};

/** What a message of the service says is wrong, and with which field: `endsAtClock: no appointment fits in`. */
export function faultIn(message: string): { field: string; words: string } | null {
  const [, field, words] = /^(?:(?:body|query|params)\.)?([a-z]\w*)[\w.]*: (.+)$/s.exec(message) ?? [];
  return field === undefined || words === undefined ? null : { field, words };
}

/** The same message with its fields called as people know them: `Date of birth: it is in the future`. */
export function withLabels(message: string): string {
  return message
    .split(/; (?=(?:body|query|params)\.\w)/)
    .map((part) => {
      const fault = faultIn(part);
      return fault === null ? part : `${labelOf(fault.field)}: ${fault.words}`;
    })
    .join('; ');
}

function labelOf(field: string): string {
  const known = labels[field];
  if (known !== undefined) return known;
  const words = field.replace(/Ids?$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
