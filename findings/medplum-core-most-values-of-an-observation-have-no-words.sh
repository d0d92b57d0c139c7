#!/usr/bin/env bash
# @medplum/core 5.2.13: formatObservationValue() has words for quantities, codings and texts, and an empty text for everything else that
# an Observation can say. "No" (valueBoolean), 0 (valueInteger), a titre of 1:128 (valueRatio), a range, a time and the reason
# why a value is missing all read as if nothing had been recorded.
#
# HL7 FHIR R4, Observation.value[x] has eleven types; `dataAbsentReason` says why there is none. Who is hurt: whoever
# shows results of another system by this function. "No fever", nought on a pain scale of whole numbers and a titre look like a test that was not done.
#
# Bedside has words of its own for each of the eleven types, and says where a value is of a kind that it does not show.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13
cat > values.mjs <<'JS'
// The package wants Node 22, which has this; nothing here uses it.
globalThis.WebSocket ??= class {};
const { formatObservationValue } = await import('@medplum/core');

const seen = [
  ['no', { valueBoolean: false }, ''],
  ['yes', { valueBoolean: true }, ''],
  ['nought of a whole number', { valueInteger: 0 }, ''],
  ['a titre', { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }, ''],
  ['a range', { valueRange: { low: { value: 1, unit: 'mg' }, high: { value: 2, unit: 'mg' } } }, ''],
  ['a time', { valueDateTime: '2026-11-30T10:00:00Z' }, ''],
  ['not done, and why', { dataAbsentReason: { text: 'Patient refused' } }, ''],
  ['a quantity of nought', { valueQuantity: { value: 0, unit: 'mg/L' } }, '0 mg/L'],
  ['a text', { valueString: 'Seen' }, 'Seen'],
].map(([meant, value, was]) => ({ meant, was, words: formatObservationValue({ resourceType: 'Observation', ...value }) }));
console.table(seen);
if (seen.some(({ was, words }) => was !== words)) {
  console.error('formatObservationValue no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node values.mjs
