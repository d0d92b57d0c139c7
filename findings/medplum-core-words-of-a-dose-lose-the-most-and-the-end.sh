#!/usr/bin/env bash
# @medplum/core 5.2.13: formatTiming(), which its React components show of a medicine's dosage, leaves out what limits it. "Every 4
# to 6 hours" reads "Once per 4 hours", "once or twice a day" reads "Daily", "for five days" reads "Daily" without an end, "as far as
# eight doses" the same, and "before meals" is gone. "At bedtime", "a single dose" and a code such as BD read as nothing at all.
#
# HL7 FHIR R4, Timing: `frequencyMax`, `periodMax`, `when`, `bounds[x]`, `count` and `code` are part of the schedule; an absent
# word is no smaller statement but another one. Who is hurt: whoever lists medicines by these words, where the prescriber's own
# text is missing: the shortest interval is read for the only one, and a course for one without an end.
#
# Bedside makes no words out of a coded schedule: it shows the prescriber's text, and where there is none it says that the dose
# is coded and not shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13
cat > timings.mjs <<'JS'
// The package wants Node 22, which has this; nothing here uses it.
globalThis.WebSocket ??= class {};
const { formatTiming } = await import('@medplum/core');

const daily = { frequency: 1, period: 1, periodUnit: 'd' };
const seen = [
  ['every 4 to 6 hours', { repeat: { frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' } }, 'Once per 4 hours'],
  ['once or twice a day', { repeat: { ...daily, frequencyMax: 2 } }, 'Daily'],
  ['daily for five days', { repeat: { ...daily, boundsDuration: { value: 5, unit: 'd' } } }, 'Daily'],
  ['daily, eight doses', { repeat: { ...daily, count: 8 } }, 'Daily'],
  ['three times a day before meals', { repeat: { ...daily, frequency: 3, when: ['AC'] } }, '3 times per day'],
  ['at bedtime', { repeat: { when: ['HS'] } }, ''],
  ['a single dose', { repeat: { count: 1 } }, ''],
  ['twice a day, by its code', { code: { text: 'BD' } }, ''],
  ['on Mondays', { repeat: { frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon'] } }, 'Weekly on Mon'],
].map(([meant, timing, was]) => ({ meant, was, words: formatTiming(timing) ?? '' }));
console.table(seen);
if (seen.some(({ was, words }) => was !== words)) {
  console.error('formatTiming no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node timings.mjs
