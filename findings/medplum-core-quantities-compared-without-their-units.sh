#!/usr/bin/env bash
# @medplum/core 5.2.13: FHIRPath compares two quantities by their numbers alone, whatever their units. 2 g is not more than 500 mg,
# 37 °C is less than 98 °F, and 5 mmol/L can be compared with 100 mg/dL, which nothing can without knowing the substance.
#
# HL7's FHIRPath N1, "Equals" and "Comparison": units of quantities are converted, and what has no common unit compares as empty. fhirpath 5.2.2 does
# so. Who is hurt: whoever sets a limit in FHIRPath (a threshold, a reference range, an alert) and is sent values in another unit.
# With equal units, as in every test written in a hurry, both agree.
#
# Bedside takes observations in the one unit that the profile of vital signs names and refuses all others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 fhirpath@5.2.2
cat > quantities.mjs <<'JS'
// The package wants Node 22, which has this; nothing here uses it.
globalThis.WebSocket ??= class {};
const { evalFhirPath } = await import('@medplum/core');
const { default: fhirpath } = await import('fhirpath');

const seen = [
  ["2 'g' > 500 'mg'", [true], [false]],
  ["1 'g' = 1000 'mg'", [true], [false]],
  ["37 'Cel' > 98 '[degF]'", [true], [false]],
  ["5 'mmol/L' < 100 'mg/dL'", [], [true]],
  ["500 'mg' < 600 'mg'", [true], [true]],
].map(([path, right, was]) => ({
  path,
  right: String(right),
  fhirpath: String(fhirpath.evaluate({}, path)),
  was: String(was),
  core: String(evalFhirPath(path, {})),
}));
console.table(seen);
if (seen.some((row) => row.core !== row.was || row.fhirpath !== row.right)) {
  console.error('One of the two no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node quantities.mjs
