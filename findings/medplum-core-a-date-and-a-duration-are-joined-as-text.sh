#!/usr/bin/env bash
# @medplum/core 5.2.13: FHIRPath of a date and a duration answers with no error and no date. `+` joins the two as text
# (31 January and one month are "2026-01-311"), `-` answers NaN, and a time is turned to UTC before the 1 is hung on.
#
# HL7's FHIRPath N1, "Date/Time Arithmetic": a month after 31 January is 28 February, the last day that there is.
# fhirpath 5.2.2 does so, and keeps the offset of a time as an instant. Who is hurt: whoever works out with it when something is due:
# the next review, the end of a consent, the follow-up after so many days. The text is 11 characters long and begins like a date.
#
# Bedside runs invariants with fhirpath, and works out times with Temporal.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 fhirpath@5.2.2
cat > dates.mjs <<'JS'
// The package wants Node 22, which has this; nothing here uses it.
globalThis.WebSocket ??= class {};
const { evalFhirPath } = await import('@medplum/core');
const { default: fhirpath } = await import('fhirpath');

const seen = [
  ['@2026-01-31 + 1 month', '2026-02-28', '2026-01-311'],
  ['@2024-02-29 + 1 year', '2025-02-28', '2024-02-291'],
  ['@2026-02-10 + 14 days', '2026-02-24', '2026-02-1014'],
  ['@2026-03-31 - 1 month', '2026-02-28', NaN],
].map(([path, right, was]) => ({
  path,
  right,
  fhirpath: String(fhirpath.evaluate({}, path)[0]),
  was,
  core: evalFhirPath(path, {})[0] ,
}));
console.table(seen);
if (seen.some((row) => !Object.is(row.core, row.was) || row.fhirpath !== row.right)) {
  console.error('One of the two no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node dates.mjs
